import type { Database } from '../platform/database.ts';
import type { Job } from '../platform/jobs.ts';
import { ListFileError, parseList, readListFile } from './list-file.ts';
import { listState, noteProblem, replaceList } from './list-store.ts';

/** Reads the sanctions list at start and every hour, if its file is another than the last. A bad one leaves the last good one in place. */
export class LoadSanctionsList implements Job<unknown> {
  readonly name = 'sanctions.load';
  readonly cron = '11 * * * *';
  readonly atStart = true;

  constructor(
    private readonly database: Database,
    /** Null: nobody is screened. */
    private readonly path: string | null,
  ) {}

  async run(): Promise<void> {
    if (this.path === null) return;
    const { gateway, clock, log } = this.database;
    try {
      const { bytes, version } = await readListFile(this.path);
      const before = await listState(gateway);
      if (before.version !== version) {
        const entries = await parseList(bytes);
        await replaceList(gateway, version, entries, clock.now());
        log.info({ version, entries: entries.length }, 'sanctions: another list is in force');
      } else if (before.problem !== null) await noteProblem(gateway, null, clock.now());
    } catch (error) {
      if (!(error instanceof ListFileError)) throw error;
      await noteProblem(gateway, error.message, clock.now());
      log.error({ problem: error.message }, 'sanctions: the list cannot be used, the last good one stays');
    }
  }
}
