import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The live feed tells a person of their notifications. What there is already is of the kinds before: the next migration says so. */
export class NotificationFeed1795789800000 implements MigrationInterface {
  readonly name = 'NotificationFeed1795789800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE feed_events DROP CONSTRAINT feed_events_kind_check;
      ALTER TABLE feed_events ADD CONSTRAINT feed_events_kind_check
        CHECK (kind IN ('TRANSACTION', 'CARD', 'CONTROL', 'BALANCE', 'RISK', 'NOTIFICATION')) NOT VALID;
      -- Of kind NOTIFICATION: the one that was written. Null when some were read.
      ALTER TABLE feed_events ADD COLUMN notification_id uuid;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM feed_events WHERE kind = 'NOTIFICATION';
      ALTER TABLE feed_events DROP CONSTRAINT feed_events_kind_check;
      ALTER TABLE feed_events ADD CONSTRAINT feed_events_kind_check CHECK (kind IN ('TRANSACTION', 'CARD', 'CONTROL', 'BALANCE', 'RISK'));
      ALTER TABLE feed_events DROP COLUMN notification_id;
    `);
  }
}
