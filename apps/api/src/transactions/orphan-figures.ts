import type pg from 'pg';
import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

type Counts = {
  readonly unconfirmed: string;
  readonly unconfirmed_since: Date | null;
  readonly released: string;
  readonly restored: string;
};

export type OrphanFiguresDeps = { readonly gateway: pg.Pool; readonly clock: Clock; readonly log: Log };

/** How many approvals wait for Marqeta's word, and how many ended otherwise, for Prometheus (docs/runbooks/orphan-holds.md). */
export function tellOrphanFigures(registry: Registry, { gateway, clock, log }: OrphanFiguresDeps): void {
  const registers = [registry];
  const age = new Gauge({
    name: 'orphan_hold_oldest_unconfirmed_seconds',
    help: 'Since when the oldest approval without a word from Marqeta has been asked about; 0 when there is none.',
    registers,
  });
  const holds: Gauge<'state'> = new Gauge({
    name: 'orphan_holds',
    help: 'Approvals that Marqeta did not simply confirm, by how they stand.',
    labelNames: ['state'],
    registers,
    async collect() {
      try {
        const { rows } = await gateway.query<Counts>('SELECT * FROM orphan_hold_counts()');
        const counts = rows[0];
        if (counts === undefined) throw new Error('orphan_hold_counts returned nothing');
        holds.set({ state: 'UNCONFIRMED' }, Number(counts.unconfirmed));
        holds.set({ state: 'RELEASED' }, Number(counts.released));
        holds.set({ state: 'RESTORED' }, Number(counts.restored));
        const since = counts.unconfirmed_since?.getTime() ?? clock.now().getTime();
        age.set(Math.max(0, clock.now().getTime() - since) / 1_000);
      } catch (error) {
        log.warn({ err: error }, 'orphan holds could not be counted');
        for (const state of ['UNCONFIRMED', 'RELEASED', 'RESTORED']) holds.set({ state }, Number.NaN);
        age.set(Number.NaN);
      }
    },
  });
}
