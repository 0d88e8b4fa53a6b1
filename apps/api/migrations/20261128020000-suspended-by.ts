import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who suspended somebody: a company's directory lifts only what it set itself. */
export class SuspendedBy1795831200000 implements MigrationInterface {
  readonly name = 'SuspendedBy1795831200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of who is suspended; empty counts as by an admin: what the release before this one suspends while it is still running.
      ALTER TABLE users ADD COLUMN suspended_by text[] NOT NULL DEFAULT '{}' CHECK (suspended_by <@ ARRAY['ADMIN', 'DIRECTORY']);
      -- Of who was suspended before, the log knows.
      UPDATE users u SET suspended_by = ARRAY[CASE WHEN a.command LIKE 'scim.%' THEN 'DIRECTORY' ELSE 'ADMIN' END]
        FROM users s CROSS JOIN LATERAL (
          SELECT e.command FROM audit_events e
           WHERE e.company_id = s.company_id AND e.subject_type = 'person' AND e.subject_id = s.id::text AND e.after->>'status' = 'SUSPENDED'
           ORDER BY e.id DESC LIMIT 1) a
       WHERE s.status = 'SUSPENDED' AND u.company_id = s.company_id AND u.id = s.id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users DROP COLUMN suspended_by`);
  }
}
