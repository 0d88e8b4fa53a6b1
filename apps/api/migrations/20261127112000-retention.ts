import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For how long each company keeps what need not be kept for ever. Without a row the product's own number holds. */
export class Retention1795779000000 implements MigrationInterface {
  readonly name = 'Retention1795779000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RULES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idempotency_keys_age, notifications_age, orphan_holds_age; DROP TABLE retention_rules');
  }
}

const RULES = `
CREATE TABLE retention_rules (
  company_id uuid NOT NULL REFERENCES companies (id),
  kind text NOT NULL CHECK (kind IN ('RAW_MESSAGES', 'NOTIFICATIONS', 'ENDED_SESSIONS', 'ORPHAN_HOLDS', 'COMMAND_KEYS')),
  days int NOT NULL CHECK (days > 0),
  PRIMARY KEY (company_id, kind)
);
SELECT afc_protect('retention_rules', 'SELECT, INSERT, UPDATE', '');
CREATE INDEX idempotency_keys_age ON idempotency_keys (company_id, created_at);
CREATE INDEX notifications_age ON notifications (company_id, created_at);
CREATE INDEX orphan_holds_age ON orphan_holds (company_id, changed_at);
`;
