import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A decision record is written at every purchase, read whole and seldom, never searched and never changed: as `json` it is kept as
 * the very text that was decided, which costs a third of taking it apart for `jsonb` and is what a seal can be taken of.
 */
export class DecisionRecordsAsText1763982000000 implements MigrationInterface {
  readonly name = 'DecisionRecordsAsText1763982000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE decision_records ALTER COLUMN record TYPE json USING record::json`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE decision_records ALTER COLUMN record TYPE jsonb USING record::jsonb`);
  }
}
