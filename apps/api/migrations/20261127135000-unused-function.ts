import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Health asks `broken_ledger_checks()`: nothing calls this one any more. */
export class UnusedFunction1795787400000 implements MigrationInterface {
  readonly name = 'UnusedFunction1795787400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION installation_ledger_checks()');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What nothing calls need not come back.'));
  }
}
