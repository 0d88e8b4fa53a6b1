import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A card that takes the place of another, and the line in which they follow each other. */
export class Replacements1764109200000 implements MigrationInterface {
  readonly name = 'Replacements1764109200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cards
        ADD COLUMN replaces_card_id uuid,
        ADD COLUMN replacement_reason text CHECK (replacement_reason IN ('LOST', 'STOLEN', 'DAMAGED', 'EXPIRING')),
        -- The first card of the line; null for a card that replaces none. A card's controls are those of its line.
        ADD COLUMN line_id uuid,
        ADD CONSTRAINT cards_replacement_whole CHECK ((replaces_card_id IS NULL) = (replacement_reason IS NULL)
          AND (replaces_card_id IS NULL) = (line_id IS NULL)) NOT VALID,
        ADD CONSTRAINT cards_replaces FOREIGN KEY (company_id, replaces_card_id) REFERENCES cards (company_id, id) NOT VALID;
      ALTER TABLE cards VALIDATE CONSTRAINT cards_replacement_whole;
      ALTER TABLE cards VALIDATE CONSTRAINT cards_replaces;
      -- A card is replaced once.
      CREATE UNIQUE INDEX cards_replaced_once ON cards (company_id, replaces_card_id) WHERE replaces_card_id IS NOT NULL;
      CREATE INDEX cards_line ON cards (company_id, line_id) WHERE line_id IS NOT NULL;
      CREATE INDEX cards_expiring ON cards (expires_at) WHERE status = 'ACTIVE';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Replacements cannot be taken away.'));
  }
}
