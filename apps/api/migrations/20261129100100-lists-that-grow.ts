import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders of lists that grow with the purchases, or the people, of a large company: disputes by amount and by what is due, people by role. */
export class ListsThatGrow1795946460000 implements MigrationInterface {
  readonly name = 'ListsThatGrow1795946460000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of INDEXES) {
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${on}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name] of INDEXES) await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  }
}

const INDEXES = [
  ['disputes_amount', `disputes (company_id, amount_minor, id)`],
  ['disputes_due_first', `disputes (company_id, coalesce(due_at, '9999-01-01T00:00:00Z'), id)`],
  ['users_role', `users (company_id, role COLLATE "C", id)`],
] as const;
