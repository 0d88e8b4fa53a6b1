import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Looks through the feed beside all work, in a transaction of its own. */
export class NotificationFeedChecked1795789860000 implements MigrationInterface {
  readonly name = 'NotificationFeedChecked1795789860000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE feed_events VALIDATE CONSTRAINT feed_events_kind_check`);
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}
