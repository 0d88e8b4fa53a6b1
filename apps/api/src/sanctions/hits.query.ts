import type { EntityManager } from 'typeorm';
import type { Viewer } from '../access/viewer.ts';
import { keyset } from '../platform/graphql/keyset.ts';
import type { Page } from '../platform/graphql/page.ts';
import type { HitState, SanctionsHit } from './hit.ts';

type Sorted = SanctionsHit & { readonly sort_key: string };

const COLUMNS = `h.company_id AS "companyId", h.id, h.user_id AS "userId", h.entry, h.list_version AS "listVersion", h.score, h.state,
  h.found_at AS "foundAt", h.decided_by_name AS "decidedByName", h.decided_at AS "decidedAt", h.reason, h.version`;

/** By an id that is made when it is found: the newest first. */
const NEWEST = { direction: 'DESC' } as const;
const FOUND = { sql: 'h.id', type: 'uuid' } as const;

/**
 * An operator sees all. Those of a company see what is about its other people: neither what is about themselves nor what is about
 * the company, since whom a list may name is not to be warned.
 */
function seen({ companyId, userId }: Viewer, value: (of: unknown) => string): { from: string; where: string } {
  return companyId === null
    ? { from: 'sanctions_hits_of_all() h', where: 'true' }
    : { from: 'sanctions_hits h', where: `h.company_id = ${value(companyId)} AND h.user_id <> ${value(userId)}` };
}

/** One more than the page has, each with its sort key. */
export async function listHits(manager: EntityManager, viewer: Viewer, states: readonly HitState[] | null, page: Page): Promise<Sorted[]> {
  const values: unknown[] = [states];
  const value = (of: unknown) => `$${values.push(of)}`;
  const { from, where } = seen(viewer, value);
  const { key, after, orderBy } = keyset(FOUND, NEWEST, 'h.id', page, value);
  const rows = await manager.query<Omit<Sorted, 'companyName' | 'personName'>[]>(
    `SELECT ${COLUMNS}, ${key} AS sort_key FROM ${from} WHERE ($1::text[] IS NULL OR h.state = ANY ($1)) AND ${where} AND ${after}
      ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    values,
  );
  return named(manager, rows);
}

export async function countHits(manager: EntityManager, viewer: Viewer, states: readonly HitState[] | null): Promise<number> {
  const values: unknown[] = [states];
  const { from, where } = seen(viewer, (of) => `$${values.push(of)}`);
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM ${from} WHERE ($1::text[] IS NULL OR h.state = ANY ($1)) AND ${where}`,
    values,
  );
  return row?.count ?? 0;
}

/** Null when there is none of this id that the viewer may see. */
export async function findHit(manager: EntityManager, viewer: Viewer, id: string): Promise<SanctionsHit | null> {
  const values: unknown[] = [id];
  const { from, where } = seen(viewer, (of) => `$${values.push(of)}`);
  const rows = await manager.query<Omit<SanctionsHit, 'companyName' | 'personName'>[]>(
    `SELECT ${COLUMNS} FROM ${from} WHERE h.id = $1 AND ${where}`,
    values,
  );
  const [hit] = await named(manager, rows);
  return hit ?? null;
}

async function named<Row extends { readonly id: string }>(
  manager: EntityManager,
  rows: readonly Row[],
): Promise<(Row & Pick<SanctionsHit, 'companyName' | 'personName'>)[]> {
  if (rows.length === 0) return [];
  const subjects = await manager.query<{ hit: string; company_name: string; person_name: string | null }[]>(
    `SELECT hit, company_name, person_name FROM sanctions_subjects($1::uuid[])`,
    [rows.map(({ id }) => id)],
  );
  const of = new Map(subjects.map((subject) => [subject.hit, subject]));
  return rows.map((row) => ({ ...row, companyName: of.get(row.id)?.company_name ?? '', personName: of.get(row.id)?.person_name ?? null }));
}
