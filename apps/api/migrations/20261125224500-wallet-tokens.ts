import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cards in phones, as Marqeta reports them, and what we have asked for. */
export class WalletTokens1764110700000 implements MigrationInterface {
  readonly name = 'WalletTokens1764110700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE wallet_tokens (
        company_id uuid NOT NULL,
        id uuid NOT NULL,
        card_id uuid NOT NULL,
        marqeta_token text NOT NULL UNIQUE,
        state text NOT NULL CHECK (state IN ('REQUESTED', 'REQUEST_DECLINED', 'ACTIVE', 'SUSPENDED', 'TERMINATED')),
        -- Marqeta's own time of the state.
        changed_at timestamptz NOT NULL,
        wallet text,
        device_name text,
        device_type text,
        -- What we want of it until Marqeta has confirmed it, or refused it with this code.
        wish text CHECK (wish IN ('ACTIVE', 'SUSPENDED', 'TERMINATED')),
        refusal text,
        waiting_since timestamptz,
        version int NOT NULL DEFAULT 1,
        PRIMARY KEY (company_id, id),
        FOREIGN KEY (company_id, card_id) REFERENCES cards (company_id, id)
      );
      CREATE INDEX wallet_tokens_card ON wallet_tokens (company_id, card_id, id);
      CREATE INDEX wallet_tokens_waiting ON wallet_tokens (waiting_since) WHERE waiting_since IS NOT NULL;
      SELECT afc_protect('wallet_tokens', 'SELECT, UPDATE', 'SELECT, INSERT, UPDATE');
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Wallet tokens cannot be taken away.'));
  }
}
