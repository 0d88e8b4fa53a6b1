import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A control that was removed stays, for the decisions that name it; it binds nothing and is in no list. */
export class Controls1763967600000 implements MigrationInterface {
  readonly name = 'Controls1763967600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE spending_controls ADD COLUMN removed_at timestamptz, ADD CHECK (removed_at IS NULL OR NOT is_active);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Controls cannot be taken away.'));
  }
}
