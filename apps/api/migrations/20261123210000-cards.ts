import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who froze a card, what Marqeta refused, and since when we wait for Marqeta's word. */
export class Cards1763931600000 implements MigrationInterface {
  readonly name = 'Cards1763931600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cards
        -- With whose authority it was frozen: nobody of less may unfreeze it.
        ADD COLUMN frozen_with text CHECK (frozen_with IN ('HOLDER', 'MANAGER', 'ADMIN')),
        ADD COLUMN fulfillment_changed_at timestamptz,
        -- Error code of what Marqeta refused last; it is not asked again by itself.
        ADD COLUMN issuer_refusal text,
        -- Null when Marqeta has the card as we want it, or never will.
        ADD COLUMN waiting_since timestamptz,
        ADD CHECK ((status = 'SUSPENDED') = (frozen_with IS NOT NULL));
      CREATE INDEX cards_waiting ON cards (waiting_since) WHERE waiting_since IS NOT NULL;
      ALTER TABLE card_products ADD UNIQUE (company_id, name);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Cards cannot be taken away.'));
  }
}
