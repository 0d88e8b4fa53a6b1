import type pg from 'pg';
import type { EntityManager } from 'typeorm';
import type { OperatorTx } from './operate.ts';
import type { Tx } from './transact.ts';

/** Work that happens after commit, at least once: a handler expects to be repeated. Payloads are small and carry ids, not data. */
export type Job<Payload> = {
  /** `noun.verb`. */
  readonly name: string;
  /** Also run by the clock: a crontab expression in UTC, e.g. `0 3 * * *`. The payload is then what graphile-worker gives. */
  readonly cron?: string;
  /** Also run once when a worker starts: what a page shows should not wait for the clock. */
  readonly atStart?: boolean;
  run(payload: Payload): Promise<void>;
};

export type EnqueueOptions = {
  /** Jobs of one key replace each other while they wait: the subject's id. */
  readonly key?: string;
  readonly runAt?: Date;
  /** Jobs of one queue run one after the other. */
  readonly queue?: string;
};

/** Enqueues in the transaction that makes the work necessary, by a function that runs as the jobs' owner. */
const ENQUEUE = 'SELECT afc_enqueue($1, $2, $3, $4, $5)';

function parameters(name: string, payload: object, options: EnqueueOptions): unknown[] {
  return [
    name,
    JSON.stringify(payload),
    options.key === undefined ? null : `${name}:${options.key}`,
    options.runAt ?? null,
    options.queue ?? null,
  ];
}

export async function enqueue(tx: Tx | OperatorTx, name: string, payload: object, options: EnqueueOptions = {}): Promise<void> {
  await tx.query(ENQUEUE, parameters(name, payload, options));
}

/** In a transaction that is of no company: what somebody does who is not signed in. */
export async function enqueueAlone(manager: EntityManager, name: string, payload: object, options: EnqueueOptions = {}): Promise<void> {
  await manager.query(ENQUEUE, parameters(name, payload, options));
}

/** Many of one name with one statement, in a transaction of the gateway's role. */
export async function enqueueAllOn(
  client: pg.ClientBase | pg.Pool,
  name: string,
  jobs: readonly { readonly payload: object; readonly key: string }[],
): Promise<void> {
  if (jobs.length === 0) return;
  await client.query('SELECT afc_enqueue($1, payload, key, NULL, NULL) FROM unnest($2::text[], $3::text[]) AS job (payload, key)', [
    name,
    jobs.map(({ payload }) => JSON.stringify(payload)),
    jobs.map(({ key }) => `${name}:${key}`),
  ]);
}

/** The same for the gateway's transactions, which are on plain `pg`. */
export async function enqueueOn(
  client: pg.ClientBase | pg.Pool,
  name: string,
  payload: object,
  options: EnqueueOptions = {},
): Promise<void> {
  await client.query(ENQUEUE, parameters(name, payload, options));
}
