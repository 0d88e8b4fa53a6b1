import type pg from 'pg';
import { Batches } from '../authorization/batches.ts';
import { isAway } from '../platform/failures.ts';
import { unnest } from '../authorization/unnest.ts';
import type { Clock } from '../platform/clock.ts';
import { withConnection } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { type FreshnessFlag, type FreshnessRules, flagOf } from './freshness.ts';
import type { IncomingMessage } from './incoming-message.ts';
import { typeName, type WebhookMeter } from './meter.ts';

export type InboxSource = 'WEBHOOK' | 'GATEWAY' | 'RECONCILER';

export type InboxDeps = {
  readonly gateway: pg.Pool;
  readonly clock: Clock;
  readonly freshness: FreshnessRules;
  readonly meter: WebhookMeter;
  /** Told after commit which shards have something new. */
  readonly onStored: (shards: ReadonlySet<number>) => void;
};

type Storing = {
  readonly messages: readonly (IncomingMessage & { readonly problem: string | null })[];
  readonly source: InboxSource;
  readonly traceId: string | null;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

type Row = IncomingMessage & {
  id: string;
  source: InboxSource;
  state: 'PENDING' | 'SET_ASIDE';
  problem: string | null;
  traceId: string | null;
  receivedMs: number;
  flag: FreshnessFlag | null;
};

/** Marqeta does not wait longer for its 200. */
const ANSWER_WITHIN_MS = 5_000;

const ROWS = unnest<Row>([
  ['id', 'uuid', (row) => row.id],
  ['shard', 'smallint', (row) => row.shard],
  ['envelope', 'text', (row) => row.envelope],
  ['token', 'text', (row) => row.token],
  ['source', 'text', (row) => row.source],
  ['state', 'text', (row) => row.state],
  ['body', 'text', (row) => row.body],
  ['problem', 'text', (row) => row.problem],
  ['trace_id', 'text', (row) => row.traceId],
  ['received_at', 'timestamptz', (row) => row.receivedMs],
  ['content_hash', 'text', (row) => row.contentHash],
  ['type', 'text', (row) => row.type],
  ['said_at', 'timestamptz', (row) => row.saidMs],
  ['flag', 'text', (row) => row.flag],
]);

const STORE = `
WITH given AS MATERIALIZED (${ROWS.select(1)}),
fresh AS (
  INSERT INTO message_keys (envelope, token, content_hash, received_at)
  SELECT envelope, token, decode(content_hash, 'hex'), received_at FROM given
  ON CONFLICT DO NOTHING RETURNING envelope, token, content_hash
),
stored AS (
  INSERT INTO marqeta_inbox (id, shard, envelope, token, source, state, body, problem, trace_id, received_at, type, said_at, flag)
  SELECT g.id, g.shard, g.envelope, g.token, g.source, g.state, g.body, g.problem, g.trace_id, g.received_at, g.type, g.said_at, g.flag
    FROM given g JOIN fresh f ON f.token = g.token AND f.envelope = g.envelope AND f.content_hash = decode(g.content_hash, 'hex')
  RETURNING id, shard, envelope, token, source, state, problem, received_at, type, said_at, flag
),
letters AS (
  INSERT INTO dead_letters (id, shard, envelope, type, token, source, state, problem, flag, said_at, received_at, first_failed_at, failed_at)
  SELECT id, shard, envelope, type, token, source, state, problem, flag, said_at, received_at, received_at, received_at
    FROM stored WHERE state = 'SET_ASIDE'
)
SELECT id, shard, state FROM stored`;

/** Keeps what Marqeta sends. Deliveries that come while an insert is in flight share the next one. */
export class Inbox {
  readonly #batches = new Batches<Storing>({ maxBatch: 200, run: (batch) => this.#store(batch) });

  constructor(readonly deps: InboxDeps) {}

  /** Resolves when the messages are on disk. One that is there already, to the byte, is not stored again. */
  store(messages: readonly IncomingMessage[], source: InboxSource, traceId: string | null = null): Promise<void> {
    return this.#add(
      messages.map((message) => ({ ...message, problem: null })),
      source,
      traceId,
    );
  }

  /** Keeps a message out of the queue, for a person to look at. */
  setAside(message: IncomingMessage, source: InboxSource, problem: string): Promise<void> {
    return this.#add([{ ...message, problem }], source, null);
  }

  async stop(): Promise<void> {
    await this.#batches.idle();
  }

  #add(messages: Storing['messages'], source: InboxSource, traceId: string | null): Promise<void> {
    return new Promise((resolve, reject) => this.#batches.add({ messages, source, traceId, resolve, reject }));
  }

  async #store(batch: readonly Storing[]): Promise<void> {
    try {
      await this.#storeTogether(batch);
      for (const { resolve } of batch) resolve();
    } catch (error) {
      // One that cannot be stored must not take those with it that came in the same moment.
      if (batch.length > 1 && !isAway(error)) for (const one of batch) await this.#store([one]);
      else for (const { reject } of batch) reject(error);
    }
  }

  async #storeTogether(batch: readonly Storing[]): Promise<void> {
    const { clock, gateway, freshness, onStored } = this.deps;
    const receivedMs = clock.now().getTime();
    const rows = new Map<string, Row>();
    const given: Row[] = [];
    for (const { messages, source, traceId } of batch) {
      for (const message of messages) {
        const state = message.problem === null ? 'PENDING' : 'SET_ASIDE';
        const flag = flagOf(message.saidMs, receivedMs, freshness);
        const row: Row = { ...message, id: uuidv7(clock), source, state, traceId, receivedMs, flag };
        const key = `${message.envelope} ${message.token} ${message.contentHash}`;
        if (!rows.has(key)) rows.set(key, row);
        given.push(row);
      }
    }
    const stored = await withConnection(gateway, ANSWER_WITHIN_MS, (client) =>
      client.query<{ id: string; shard: number; state: string }>({
        name: 'store-inbox',
        text: STORE,
        values: ROWS.parameters([...rows.values()]),
      }),
    );
    this.#measure(given, new Set(stored.rows.map(({ id }) => id)));
    const shards = new Set(stored.rows.filter(({ state }) => state === 'PENDING').map(({ shard }) => shard));
    if (shards.size > 0) onStored(shards);
  }

  #measure(given: readonly Row[], stored: ReadonlySet<string>): void {
    const { meter } = this.deps;
    for (const { id, source, envelope, type, saidMs, receivedMs, flag } of given) {
      if (source !== 'WEBHOOK') continue;
      const name = typeName(envelope, type);
      meter.received(name, stored.has(id) ? 'stored' : 'duplicate');
      if (!stored.has(id)) continue;
      if (flag !== null) meter.flagged(flag);
      else if (saidMs !== null) meter.delivered(name, receivedMs - saidMs);
    }
  }
}
