import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { FreshnessFlag } from './freshness.ts';

export type StoreOutcome = 'stored' | 'duplicate';
export type SettleOutcome = 'applied' | 'kept' | 'set_aside';

/** What waits and what was set aside, as the database has it. */
export type InboxReading = {
  readonly pending: number;
  readonly oldestPendingSeconds: number;
  readonly deadLetters: Readonly<Record<'SET_ASIDE' | 'UNKNOWN' | 'REPLAYING', number>>;
  /** The same by type, those with none left out. */
  readonly byType: readonly {
    readonly type: string;
    readonly state: 'PENDING' | 'SET_ASIDE' | 'UNKNOWN' | 'REPLAYING';
    readonly count: number;
  }[];
};

/** What kind of message it is: Marqeta's own type under the plural that it came with, such as transactions.refund. */
export function typeName(envelope: string, type: string | null): string {
  return type === null ? envelope : `${envelope}.${type}`;
}

/** Types are Marqeta's to invent: past so many they are counted together, so that the figures stay few. */
const MOST_TYPES = 200;

/** Seconds to days: Marqeta's own retries are among them. */
const DELIVERY_BUCKETS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600, 21_600, 86_400, 1_209_600];
const APPLY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600];

/** The figures of webhooks, for Prometheus (docs/runbooks/webhooks.md says what to do when one is off). */
export class WebhookMeter {
  readonly #types = new Set<string>();
  readonly #messages: Counter<'type' | 'outcome'>;
  readonly #refusals: Counter<'code'>;
  readonly #flagged: Counter<'flag'>;
  readonly #settled: Counter<'type' | 'outcome'>;
  readonly #deliveryLag: Histogram<'type'>;
  readonly #applyLag: Histogram<'type'>;

  constructor(readonly registry: Registry) {
    const registers = [registry];
    this.#messages = new Counter({
      name: 'webhook_messages_total',
      help: 'Messages of Marqeta by type: stored, or a duplicate of one that was.',
      labelNames: ['type', 'outcome'],
      registers,
    });
    this.#refusals = new Counter({
      name: 'webhook_refusals_total',
      help: 'Deliveries that were not answered with 200, by code.',
      labelNames: ['code'],
      registers,
    });
    this.#flagged = new Counter({
      name: 'webhook_flagged_total',
      help: 'Messages dated far too long ago (OLD) or in the future (AHEAD); they are applied all the same.',
      labelNames: ['flag'],
      registers,
    });
    this.#settled = new Counter({
      name: 'webhook_settled_total',
      help: 'Messages taken from the inbox: applied, kept without effect, or set aside because they failed alone.',
      labelNames: ['type', 'outcome'],
      registers,
    });
    this.#deliveryLag = new Histogram({
      name: 'webhook_delivery_lag_seconds',
      help: "From Marqeta's time of a message to its arrival here.",
      labelNames: ['type'],
      buckets: DELIVERY_BUCKETS,
      registers,
    });
    this.#applyLag = new Histogram({
      name: 'webhook_apply_lag_seconds',
      help: 'From the arrival of a message to its being applied.',
      labelNames: ['type'],
      buckets: APPLY_BUCKETS,
      registers,
    });
  }

  /** Figures that are read when somebody looks. What cannot be read is NaN, and the other figures are told all the same. */
  readInbox(read: () => Promise<InboxReading>, onFailure: (error: unknown) => void): void {
    let reading: Promise<InboxReading> | null = null;
    // One question for all three, which are collected at the same time.
    const readOnce = (): Promise<InboxReading> => {
      reading ??= read()
        .catch((error: unknown) => {
          onFailure(error);
          return UNREADABLE;
        })
        .finally(() => {
          reading = null;
        });
      return reading;
    };
    this.#gauge('inbox_pending', 'Messages that wait to be applied.', [], async (gauge) => gauge.set((await readOnce()).pending));
    this.#gauge('inbox_oldest_pending_seconds', 'Age of the oldest message not yet applied.', [], async (gauge) =>
      gauge.set((await readOnce()).oldestPendingSeconds),
    );
    this.#gauge('dead_letters', 'Messages that wait for an operator, by state.', ['state'], async (gauge) => {
      for (const [state, count] of Object.entries((await readOnce()).deadLetters)) gauge.set({ state }, count);
    });
    this.#gauge(
      'inbox_by_type',
      'Messages that wait to be applied or for an operator, by type and state.',
      ['type', 'state'],
      async (gauge) => {
        const { byType } = await readOnce();
        // A type of which none is left is no longer told.
        gauge.reset();
        for (const { type, state, count } of byType) gauge.inc({ type: this.#typeLabel(type), state }, count);
      },
    );
  }

  #gauge(name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => Promise<void>): void {
    const gauge: Gauge = new Gauge({ name, help, labelNames, registers: [this.registry], collect: () => collect(gauge) });
  }

  received(type: string, outcome: StoreOutcome): void {
    this.#messages.inc({ type: this.#typeLabel(type), outcome });
  }

  #typeLabel(type: string): string {
    if (!this.#types.has(type) && this.#types.size < MOST_TYPES) this.#types.add(type);
    return this.#types.has(type) ? type : 'other';
  }

  refused(code: string): void {
    this.#refusals.inc({ code });
  }

  flagged(flag: FreshnessFlag): void {
    this.#flagged.inc({ flag });
  }

  delivered(type: string, lagMs: number): void {
    this.#deliveryLag.observe({ type: this.#typeLabel(type) }, Math.max(0, lagMs) / 1_000);
  }

  settled(type: string, outcome: SettleOutcome, lagMs: number): void {
    this.#settled.inc({ type: this.#typeLabel(type), outcome });
    if (outcome !== 'set_aside') this.#applyLag.observe({ type: this.#typeLabel(type) }, Math.max(0, lagMs) / 1_000);
  }
}

const UNREADABLE: InboxReading = {
  pending: Number.NaN,
  oldestPendingSeconds: Number.NaN,
  deadLetters: { SET_ASIDE: Number.NaN, UNKNOWN: Number.NaN, REPLAYING: Number.NaN },
  byType: [],
};
