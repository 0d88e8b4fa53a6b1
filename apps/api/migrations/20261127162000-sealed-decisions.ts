import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Up to which of its decision records a company's audit log vouches for. What is there already is sealed by the first runs, oldest first. */
export class SealedDecisions1795796400000 implements MigrationInterface {
  readonly name = 'SealedDecisions1795796400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE decision_seals (
        company_id uuid PRIMARY KEY REFERENCES companies (id),
        sealed_to uuid NOT NULL
      )`);
    await runner.query(`SELECT afc_protect('decision_seals', 'SELECT, INSERT, UPDATE', 'SELECT')`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the audit log vouches for cannot be taken back.'));
  }
}
