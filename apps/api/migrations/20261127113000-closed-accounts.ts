import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A service account that is closed makes no keys any more, and its name is free for another. */
export class ClosedAccounts1795779600000 implements MigrationInterface {
  readonly name = 'ClosedAccounts1795779600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE service_accounts ADD COLUMN closed_at timestamptz;
      ALTER TABLE service_accounts DROP CONSTRAINT service_accounts_company_id_name_key;
      CREATE UNIQUE INDEX service_accounts_name ON service_accounts (company_id, name) WHERE closed_at IS NULL;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What is closed stays closed.'));
  }
}
