import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Looks through the audit log beside all work, in a transaction of its own. */
export class AuditByOperators1795796520000 implements MigrationInterface {
  readonly name = 'AuditByOperators1795796520000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE audit_events VALIDATE CONSTRAINT audit_events_actor_kind_check`);
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}
