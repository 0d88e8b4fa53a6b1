import type pg from 'pg';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Clock } from '../platform/clock.ts';
import type { Difference } from './compare.ts';
import type { Pass } from './passes.ts';

/** The figures of the comparison with Marqeta, for Prometheus (docs/runbooks/reconciliation.md). */
export class ReconciliationMeter {
  readonly #compared: Counter<'pass'>;
  readonly #found: Counter<'what'>;
  readonly #interrupted: Counter;

  constructor(readonly registry: Registry) {
    const registers = [registry];
    this.#compared = new Counter({
      name: 'reconciliation_compared_total',
      help: "Transactions of Marqeta's compared with ours, by walk.",
      labelNames: ['pass'],
      registers,
    });
    this.#found = new Counter({
      name: 'reconciliation_found_total',
      help: 'Differences found, by what they are; most heal in the same moment.',
      labelNames: ['what'],
      registers,
    });
    this.#interrupted = new Counter({
      name: 'reconciliation_interrupted_total',
      help: 'Walks that Marqeta did not answer to the end; they go on where they were.',
      registers,
    });
  }

  compared(pass: Pass, count: number): void {
    this.#compared.inc({ pass }, count);
  }

  found(what: Difference, count: number): void {
    if (count > 0) this.#found.inc({ what }, count);
  }

  interrupted(): void {
    this.#interrupted.inc();
  }

  /** Figures of the database, read when somebody looks; NaN is told of none that cannot be read. */
  readFrom(gateway: pg.Pool, clock: Clock, onFailure: (error: unknown) => void): void {
    const gauge = (name: string, help: string, label: string, read: () => Promise<readonly (readonly [string, number])[]>): void => {
      const one: Gauge = new Gauge({
        name,
        help,
        labelNames: [label],
        registers: [this.registry],
        collect: async () => {
          one.reset();
          for (const [value, figure] of await read().catch((error: unknown) => (onFailure(error), []))) one.set({ [label]: value }, figure);
        },
      });
    };
    gauge('reconciliation_open', 'Differences with Marqeta that are not healed, by what they are.', 'what', async () => {
      const { rows } = await gateway.query<{ what: string; open: string }>('SELECT what, open FROM reconciliation_counts($1)', [
        clock.now(),
      ]);
      return rows.map(({ what, open }) => [what, Number(open)] as const);
    });
    gauge('reconciliation_behind_seconds', 'How long ago the last moment was that is compared, by walk.', 'pass', async () => {
      const { rows } = await gateway.query<{ pass: string; reached_at: Date }>('SELECT pass, reached_at FROM reconciliation_passes()');
      return rows.map(({ pass, reached_at: at }) => [pass, (clock.now().getTime() - at.getTime()) / 1_000] as const);
    });
  }
}
