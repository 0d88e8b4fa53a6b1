import type { MigrationInterface, QueryRunner } from 'typeorm';

/** With which code Marqeta did not take the name that somebody has now; null when it did. */
export class NameRefusal1795797000000 implements MigrationInterface {
  readonly name = 'NameRefusal1795797000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD COLUMN name_refusal text CHECK (length(name_refusal) BETWEEN 1 AND 100)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users DROP COLUMN name_refusal`);
  }
}
