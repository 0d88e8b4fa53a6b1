import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A purchase of which only an estimate was known when it was judged is judged again by its price. */
export class OpenPrices1795788600000 implements MigrationInterface {
  readonly name = 'OpenPrices1795788600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE risk_assessments ADD COLUMN awaits_price boolean NOT NULL DEFAULT false`);
    await runner.query(`GRANT UPDATE ON risk_assessments TO afc_api`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was judged cannot be judged anew.'));
  }
}
