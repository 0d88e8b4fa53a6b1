import type { EntityManager } from 'typeorm';
import { isUuid } from '../platform/ids.ts';
import { keyset, type SortColumn } from '../platform/graphql/keyset.ts';
import type { Page } from '../platform/graphql/page.ts';
import type { Sort } from '../platform/graphql/sort.type.ts';
import { DEAD_LETTER_COLUMNS, type DeadLetter, type DeadLetterState } from './dead-letter.ts';

export type DeadLettersFilter = {
  readonly state?: readonly DeadLetterState[] | null | undefined;
  readonly envelope?: string | null | undefined;
  readonly type?: string | null | undefined;
  readonly receivedFrom?: Date | null | undefined;
  readonly receivedTo?: Date | null | undefined;
};

/** Counting further would cost more than the figure is worth. */
const COUNTED = 10_000;

const MATCHING = `($1::text[] IS NULL OR d.state = ANY ($1)) AND ($2::text IS NULL OR d.envelope = $2) AND ($3::text IS NULL OR d.type = $3)
  AND ($4::timestamptz IS NULL OR d.received_at >= $4) AND ($5::timestamptz IS NULL OR d.received_at < $5)`;

function parameters({ state, envelope, type, receivedFrom, receivedTo }: DeadLettersFilter): unknown[] {
  return [state == null || state.length === 0 ? null : state, envelope ?? null, type ?? null, receivedFrom ?? null, receivedTo ?? null];
}

export type DeadLetterSortBy = 'RECEIVED' | 'FAILED' | 'ATTEMPTS';
const SORT_COLUMNS: Readonly<Record<DeadLetterSortBy, SortColumn>> = {
  // An id is made when the message arrives.
  RECEIVED: { sql: 'd.id', type: 'uuid' },
  FAILED: { sql: 'd.failed_at', type: 'timestamptz' },
  ATTEMPTS: { sql: 'd.attempts', type: 'bigint' },
};

/** One more than the page has, each with its sort key. */
export function listDeadLetters(
  manager: EntityManager,
  filter: DeadLettersFilter,
  sort: Sort<DeadLetterSortBy>,
  page: Page,
): Promise<(DeadLetter & { sort_key: string })[]> {
  const values = parameters(filter);
  const { key, after, orderBy } = keyset(SORT_COLUMNS[sort.by], sort, 'd.id', page, (of) => `$${values.push(of)}`);
  return manager.query(
    `SELECT ${DEAD_LETTER_COLUMNS}, ${key} AS sort_key FROM dead_letters d WHERE ${MATCHING} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    values,
  );
}

/** Null when there are too many to count. */
export async function countDeadLetters(manager: EntityManager, filter: DeadLettersFilter): Promise<number | null> {
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM dead_letters d WHERE ${MATCHING} LIMIT ${COUNTED + 1}) counted`,
    parameters(filter),
  );
  return row === undefined || row.count > COUNTED ? null : row.count;
}

export async function countOpenDeadLetters(manager: EntityManager): Promise<number> {
  const [row] = await manager.query<{ open: number }[]>(
    `SELECT count(*)::int AS open FROM dead_letters WHERE state IN ('SET_ASIDE', 'UNKNOWN')`,
  );
  return row?.open ?? 0;
}

/** Those of these ids that there are, in the order asked. */
export async function findDeadLetters(manager: EntityManager, ids: readonly string[]): Promise<DeadLetter[]> {
  return manager.query<DeadLetter[]>(
    `SELECT ${DEAD_LETTER_COLUMNS} FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, place) JOIN dead_letters d USING (id) ORDER BY place`,
    [ids.filter(isUuid)],
  );
}

/** A message as it was kept, and the delivery's id. */
export async function bodyOfDeadLetter(manager: EntityManager, id: string): Promise<{ body: string; traceId: string | null }> {
  const [row] = await manager.query<{ body: string; trace_id: string | null }[]>(`SELECT body, trace_id FROM dead_letter_body($1)`, [id]);
  if (row === undefined) throw new Error(`dead letter ${id} has no message`);
  return { body: row.body, traceId: row.trace_id };
}

export type DeadLetterKind = { readonly envelope: string; readonly type: string | null; readonly open: number; readonly all: number };

/** What kinds of letters there are: those with most work first. Types are Marqeta's to invent, so only so many. */
export function kindsOfDeadLetters(manager: EntityManager): Promise<DeadLetterKind[]> {
  return manager.query<DeadLetterKind[]>(
    `SELECT envelope, type, count(*) FILTER (WHERE state IN ('SET_ASIDE', 'UNKNOWN'))::int AS open, count(*)::int AS all
       FROM dead_letters GROUP BY envelope, type ORDER BY open DESC, envelope, type LIMIT 100`,
  );
}

/** What operators did with a letter. */
export type DeadLetterDeed = {
  readonly id: string;
  readonly at: Date;
  readonly command: string;
  readonly actorName: string;
  readonly reason: string | null;
};

/** The oldest first. */
export function deedsOnDeadLetter(manager: EntityManager, id: string): Promise<DeadLetterDeed[]> {
  return manager.query<DeadLetterDeed[]>(
    `SELECT id, at, command, actor_name AS "actorName", reason FROM operator_audit_events
      WHERE subject_type = 'deadLetter' AND subject_id = $1 ORDER BY id LIMIT 200`,
    [id],
  );
}
