import type pg from 'pg';
import { Batches } from '../authorization/batches.ts';
import { unnest } from '../authorization/unnest.ts';
import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { IncomingMessage } from './incoming-message.ts';

export type InboxSource = 'WEBHOOK' | 'GATEWAY' | 'RECONCILER';

export type InboxDeps = {
  readonly gateway: pg.Pool;
  readonly clock: Clock;
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
};

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
]);

const STORE = `
WITH given AS MATERIALIZED (${ROWS.select(1)}),
fresh AS (
  INSERT INTO message_keys (envelope, token, content_hash, received_at)
  SELECT envelope, token, decode(content_hash, 'hex'), received_at FROM given
  ON CONFLICT DO NOTHING RETURNING envelope, token, content_hash
)
INSERT INTO marqeta_inbox (id, shard, envelope, token, source, state, body, problem, trace_id, received_at)
SELECT g.id, g.shard, g.envelope, g.token, g.source, g.state, g.body, g.problem, g.trace_id, g.received_at
  FROM given g JOIN fresh f ON f.token = g.token AND f.envelope = g.envelope AND f.content_hash = decode(g.content_hash, 'hex')
RETURNING shard, state`;

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
    const rows = new Map<string, Row>();
    const { clock, gateway, onStored } = this.deps;
    const receivedMs = clock.now().getTime();
    for (const { messages, source, traceId } of batch) {
      for (const message of messages) {
        const key = `${message.envelope} ${message.token} ${message.contentHash}`;
        const state = message.problem === null ? 'PENDING' : 'SET_ASIDE';
        if (!rows.has(key)) rows.set(key, { ...message, id: uuidv7(clock), source, state, traceId, receivedMs });
      }
    }
    try {
      const stored = await gateway.query<{ shard: number; state: string }>({
        name: 'store-inbox',
        text: STORE,
        values: ROWS.parameters([...rows.values()]),
      });
      for (const { resolve } of batch) resolve();
      const shards = new Set(stored.rows.filter(({ state }) => state === 'PENDING').map(({ shard }) => shard));
      if (shards.size > 0) onStored(shards);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
