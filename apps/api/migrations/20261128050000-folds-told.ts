import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What changed without a word in the feed is told for a while after it was summed: limits that are being counted follow it too. */
export class FoldsTold1795842000000 implements MigrationInterface {
  readonly name = 'FoldsTold1795842000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE spend_fold_queue ADD COLUMN folded_at timestamptz`);
    await runner.query(`CREATE INDEX spend_fold_queue_waiting ON spend_fold_queue (company_id, id) WHERE folded_at IS NULL`);
    await runner.query(`GRANT UPDATE ON spend_fold_queue TO afc_gateway`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM spend_fold_queue WHERE folded_at IS NOT NULL`);
    await runner.query(`ALTER TABLE spend_fold_queue DROP COLUMN folded_at`);
    await runner.query(`REVOKE UPDATE ON spend_fold_queue FROM afc_gateway`);
  }
}
