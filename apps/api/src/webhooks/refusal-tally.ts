import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

export type RefusalTallyDeps = { readonly gateway: pg.Pool; readonly clock: Clock; readonly log: Log };

const PAUSE_MS = 1_000;

/**
 * Counts deliveries that were refused, by hour and code, for the operator's page. Written once a second at most: whoever floods the
 * address with wrong signatures must not make the database work for it.
 */
export class RefusalTally {
  readonly #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(readonly deps: RefusalTallyDeps) {}

  add(code: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
    this.#timer ??= setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Resolves when what was added before the call is written. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const counts = [...this.#counts];
    this.#counts.clear();
    if (counts.length > 0) this.#writing = this.#writing.then(() => this.#write(counts));
    return this.#writing;
  }

  async #write(counts: readonly (readonly [string, number])[]): Promise<void> {
    const { gateway, clock, log } = this.deps;
    try {
      await gateway.query(
        `INSERT INTO webhook_refusals AS r (hour, code, count, last_at)
         SELECT date_trunc('hour', $1::timestamptz, 'UTC'), code, count, $1 FROM unnest($2::text[], $3::bigint[]) AS given (code, count)
         ON CONFLICT (hour, code) DO UPDATE SET count = r.count + excluded.count, last_at = excluded.last_at`,
        [clock.now(), counts.map(([code]) => code), counts.map(([, count]) => count)],
      );
    } catch (error) {
      log.error({ err: error, counts: Object.fromEntries(counts) }, 'refused deliveries were not counted');
    }
  }
}
