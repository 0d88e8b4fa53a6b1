import type { EntityManager } from 'typeorm';
import { InvalidInputError } from '../platform/errors.ts';
import { keyset } from '../platform/graphql/keyset.ts';
import type { Page } from '../platform/graphql/page.ts';
import type { Sort } from '../platform/graphql/sort.type.ts';
import { idAt, isUuid } from '../platform/ids.ts';
import { type EventRow, eventsOf } from './stored-events.ts';

export type AuditLogFilter = {
  readonly actorId?: string | null | undefined;
  readonly command?: string | null | undefined;
  readonly subjectType?: string | null | undefined;
  readonly subjectId?: string | null | undefined;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
};

/** An event with its place in the chain: null while it waits for one. */
export type LoggedEvent = EventRow & { number: string | null; hash: Buffer | null };

/** Counting further would cost more than the figure is worth. */
const COUNTED = 10_000;
/** An id is made a moment before or after its event's time, by another look at the clock. */
const APART_MS = 60_000;
const LONGEST_TEXT = 200;

export type AuditEventSortBy = 'TIME';
/** An id is made at the event's time, and says in which partition to look. */
const BY_TIME = { sql: 'e.id', type: 'uuid' } as const;

/** One more than the page has. */
export function listAuditLog(
  manager: EntityManager,
  chain: string,
  filter: AuditLogFilter,
  sort: Sort<AuditEventSortBy>,
  page: Page,
): Promise<LoggedEvent[]> {
  const { columns, table } = eventsOf(chain);
  const { where, values } = conditions(chain, filter);
  const { after, orderBy } = keyset(BY_TIME, sort, 'e.id', page, (of) => `$${values.push(of)}`);
  return manager.query<LoggedEvent[]>(
    `SELECT ${columns}, s.number, s.hash FROM ${table} LEFT JOIN audit_seals s ON s.company_id = $1 AND s.event_id = e.id
      WHERE ${where} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    values,
  );
}

/** Null when there are too many to count. */
export async function countAuditLog(manager: EntityManager, chain: string, filter: AuditLogFilter): Promise<number | null> {
  const { where, values } = conditions(chain, filter);
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM ${eventsOf(chain).table} WHERE ${where} LIMIT ${COUNTED + 1}) counted`,
    values,
  );
  return row === undefined || row.count > COUNTED ? null : row.count;
}

function conditions(chain: string, filter: AuditLogFilter): { where: string; values: unknown[] } {
  const values: unknown[] = [chain];
  const value = (one: unknown): string => `$${values.push(one)}`;
  const all = [eventsOf(chain).ofChain];
  const { actorId, command, subjectType, subjectId, from, to } = filter;
  if (actorId != null) all.push(`e.actor_id = ${value(isUuid(actorId) ? actorId : null)}::uuid`);
  if (command != null) {
    const named = value(shortText('command', command));
    all.push(`(e.command = ${named} OR starts_with(e.command, ${named} || '.'))`);
  }
  if (subjectType != null) all.push(`e.subject_type = ${value(shortText('subjectType', subjectType))}`);
  if (subjectId != null) all.push(`e.subject_id = ${value(shortText('subjectId', subjectId))}`);
  // By the id too, which says in which partition to look.
  if (from != null) all.push(`e.at >= ${value(from)} AND e.id >= ${value(idAt(from.getTime() - APART_MS))}::uuid`);
  if (to != null) all.push(`e.at < ${value(to)} AND e.id < ${value(idAt(to.getTime() + APART_MS))}::uuid`);
  return { where: all.join(' AND '), values };
}

function shortText(field: string, text: string): string {
  if (text.length > LONGEST_TEXT) throw new InvalidInputError(field, `${LONGEST_TEXT} characters at most.`);
  return text;
}

/** One of the chain's events; null when there is none of this id. */
export async function findLoggedEvent(manager: EntityManager, chain: string, id: string): Promise<LoggedEvent | null> {
  const { columns, table, ofChain } = eventsOf(chain);
  const [event] = await manager.query<LoggedEvent[]>(
    `SELECT ${columns}, s.number, s.hash FROM ${table} LEFT JOIN audit_seals s ON s.company_id = $1 AND s.event_id = e.id
      WHERE ${ofChain} AND e.id = $2`,
    [chain, id],
  );
  return event ?? null;
}

export type ChainState = {
  readonly number: number;
  readonly hash: string;
  readonly waiting: number;
  readonly checkpointNumber: number | null;
  readonly checkpointAt: Date | null;
  readonly checkpointKeyId: string | null;
};

/** How far the chain has come, in one statement. What waits is counted up to a bound, as the log is. */
export async function chainState(manager: EntityManager, chain: string): Promise<ChainState> {
  const [row] = await manager.query<
    { number: string | null; hash: Buffer | null; waiting: number; signed: string | null; at: Date | null; keyId: string | null }[]
  >(
    `SELECT c.number, c.hash, k.number AS signed, k.at, k.key_id AS "keyId",
            (SELECT count(*)::int FROM (SELECT 1 FROM audit_pending WHERE company_id = $1 LIMIT ${COUNTED}) p) AS waiting
       FROM (VALUES (1)) one (row) LEFT JOIN audit_chains c ON c.company_id = $1
       LEFT JOIN LATERAL (SELECT number, at, key_id FROM audit_checkpoints WHERE company_id = $1 ORDER BY number DESC LIMIT 1) k ON true`,
    [chain],
  );
  return {
    number: Number(row?.number ?? 0),
    hash: row?.hash?.toString('hex') ?? '0'.repeat(64),
    waiting: row?.waiting ?? 0,
    checkpointNumber: row?.signed == null ? null : Number(row.signed),
    checkpointAt: row?.at ?? null,
    checkpointKeyId: row?.keyId ?? null,
  };
}
