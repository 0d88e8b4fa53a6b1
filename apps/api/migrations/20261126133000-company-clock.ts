import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often a company's zone, week and fiscal year were set, so that nobody changes what somebody else has just changed. */
export class CompanyClock1795699800000 implements MigrationInterface {
  readonly name = 'CompanyClock1795699800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE companies ADD COLUMN clock_version integer NOT NULL DEFAULT 1`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE companies DROP COLUMN clock_version`);
  }
}
