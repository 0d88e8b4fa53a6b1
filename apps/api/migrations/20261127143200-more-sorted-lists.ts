import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * More lists in other orders than the newest first, their indexes made beside all work. Cases by alerts, differences and orphan holds by
 * amount have none: there are too few of them in a company.
 */
export class MoreSortedLists1795789920000 implements MigrationInterface {
  readonly name = 'MoreSortedLists1795789920000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of INDEXES) {
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${on}`);
    }
    // The one before served the newest failure alone.
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS dead_letters_failed`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX CONCURRENTLY IF NOT EXISTS dead_letters_failed ON dead_letters (failed_at)`);
    for (const [name] of INDEXES) await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  }
}

const INDEXES = [
  ['dead_letters_failed_at', `dead_letters (failed_at, id)`],
  ['dead_letters_attempts', `dead_letters (attempts, id)`],
  ['risk_cases_opened', `risk_cases (company_id, opened_at, id)`],
  ['reconciliation_differences_said', `reconciliation_differences (company_id, said_at, id)`],
] as const;
