import type pg from 'pg';
import { ENQUEUE, type EnqueueOptions, enqueueParameters } from './enqueue.ts';
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
  /** By the clock it never runs beside itself: it may take longer than from one time to the next. */
  readonly alone?: boolean;
  /** @param stopping the process is about to end: whoever has long to go stops where the next run can go on */
  run(payload: Payload, stopping: AbortSignal): Promise<void>;
};

export async function enqueue(tx: Tx | OperatorTx, name: string, payload: object, options: EnqueueOptions = {}): Promise<void> {
  await tx.query(ENQUEUE, enqueueParameters(name, payload, options));
}

/** In a transaction that is of no company: what somebody does who is not signed in. */
export async function enqueueAlone(manager: EntityManager, name: string, payload: object, options: EnqueueOptions = {}): Promise<void> {
  await manager.query(ENQUEUE, enqueueParameters(name, payload, options));
}

type KeyedJob = { readonly payload: object } & EnqueueOptions & Required<Pick<EnqueueOptions, 'key'>>;

const ENQUEUE_ALL = `SELECT afc_enqueue($1, payload, key, run_at, queue)
  FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[]) AS job (payload, key, run_at, queue)`;

function enqueueAllParameters(name: string, jobs: readonly KeyedJob[]): unknown[] {
  return [
    name,
    jobs.map(({ payload }) => JSON.stringify(payload)),
    jobs.map(({ key }) => `${name}:${key}`),
    jobs.map(({ runAt }) => runAt ?? null),
    jobs.map(({ queue }) => queue ?? null),
  ];
}

/** Many of one name with one statement. */
export async function enqueueAll(tx: Tx, name: string, jobs: readonly KeyedJob[]): Promise<void> {
  if (jobs.length > 0) await tx.query(ENQUEUE_ALL, enqueueAllParameters(name, jobs));
}

/** The same in a transaction of the gateway's role. */
export async function enqueueAllOn(client: pg.ClientBase | pg.Pool, name: string, jobs: readonly KeyedJob[]): Promise<void> {
  const statement = enqueueAllStatement(name, jobs);
  if (statement !== null) await client.query(statement);
}

/** What {@link enqueueAllOn} asks; null where there is nothing to do. */
export function enqueueAllStatement(name: string, jobs: readonly KeyedJob[]): pg.QueryConfig | null {
  return jobs.length === 0 ? null : { text: ENQUEUE_ALL, values: enqueueAllParameters(name, jobs) };
}

/** The same for the gateway's transactions, which are on plain `pg`. */
export async function enqueueOn(
  client: pg.ClientBase | pg.Pool,
  name: string,
  payload: object,
  options: EnqueueOptions = {},
): Promise<void> {
  await client.query(ENQUEUE, enqueueParameters(name, payload, options));
}
