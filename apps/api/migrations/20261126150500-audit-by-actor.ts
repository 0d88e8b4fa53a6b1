import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log by who acted. Each partition gets its index beside all work; what a run that was broken off has left half made is made anew.
 */
export class AuditByActor1795705500000 implements MigrationInterface {
  readonly name = 'AuditByActor1795705500000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX IF NOT EXISTS audit_events_actor ON ONLY audit_events (company_id, actor_id, id)`);
    const partitions = (await runner.query(WITHOUT_INDEX)) as { name: string }[];
    for (const { name } of partitions) {
      await runner.query(`DROP INDEX IF EXISTS ${name}_actor`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${name}_actor ON ${name} (company_id, actor_id, id)`);
      await runner.query(`ALTER INDEX audit_events_actor ATTACH PARTITION ${name}_actor`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX audit_events_actor`);
  }
}

const WITHOUT_INDEX = `
SELECT p.relname AS name FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
 WHERE i.inhparent = 'audit_events'::regclass
   AND NOT EXISTS (SELECT FROM pg_index x JOIN pg_inherits xi ON xi.inhrelid = x.indexrelid
                    WHERE x.indrelid = p.oid AND xi.inhparent = 'audit_events_actor'::regclass)
 ORDER BY p.relname`;
