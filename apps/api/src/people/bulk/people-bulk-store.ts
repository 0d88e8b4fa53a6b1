import type { EntityManager } from 'typeorm';
import { loaderManyBy } from '../../platform/graphql/loader.ts';
import type { Tx } from '../../platform/transact.ts';
import type { PeopleBulk, PeopleBulkRow, Standing } from './people-bulk.ts';

/** Those of them who are of the company, and how they stand to the team. */
export function standingsOf(manager: EntityManager, companyId: string, teamId: string, personIds: readonly string[]): Promise<Standing[]> {
  return manager.query<Standing[]>(
    `SELECT u.id AS "personId", u.status = 'CLOSED' AS "isClosed", u.version, m.is_manager AS "isManager" FROM users u
       LEFT JOIN memberships m ON m.company_id = u.company_id AND m.user_id = u.id AND m.team_id = $2
      WHERE u.company_id = $1 AND u.id = ANY ($3)`,
    [companyId, teamId, personIds],
  );
}

export async function insertBulk(tx: Tx, bulk: PeopleBulk, rows: readonly PeopleBulkRow[]): Promise<void> {
  const { companyId, id, action, teamId, madeBy, madeAt, undoes } = bulk;
  await tx.query(
    `INSERT INTO people_bulks (company_id, id, action, team_id, made_by, made_at, undoes) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [companyId, id, action, teamId, madeBy, madeAt, undoes],
  );
  await tx.query(
    `INSERT INTO people_bulk_rows (company_id, bulk_id, user_id, place, refusal, sentence, version, managed_before)
     SELECT $1, $2, r.user_id, r.place, r.refusal, r.sentence, r.version, r.managed_before
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::int[], $7::boolean[]) WITH ORDINALITY
         AS r (user_id, refusal, sentence, version, managed_before, place)`,
    [
      ...[companyId, id, rows.map((row) => row.personId), rows.map((row) => row.refusal), rows.map((row) => row.sentence)],
      ...[rows.map((row) => row.version), rows.map((row) => row.managedBefore)],
    ],
  );
}

/** Null when the company has none of this id. */
export async function findBulk(manager: EntityManager, companyId: string, id: string): Promise<PeopleBulk | null> {
  const [bulk] = await manager.query<PeopleBulk[]>(
    `SELECT company_id AS "companyId", id, action, team_id AS "teamId", made_by AS "madeBy", made_at AS "madeAt", undoes FROM people_bulks
      WHERE company_id = $1 AND id = $2`,
    [companyId, id],
  );
  return bulk ?? null;
}

type Row = PeopleBulkRow & { readonly bulkId: string };

/** What became of the people of a bulk, in the order in which they were named. */
export function rowsOfBulks(manager: EntityManager, bulkIds: readonly string[]): Promise<Row[]> {
  return manager.query<Row[]>(
    `SELECT bulk_id AS "bulkId", user_id AS "personId", refusal, sentence, version, managed_before AS "managedBefore" FROM people_bulk_rows
      WHERE company_id = app_company() AND bulk_id = ANY ($1) ORDER BY bulk_id, place`,
    [bulkIds],
  );
}

export const rowsOfBulk = loaderManyBy<string, Row>((row) => row.bulkId, rowsOfBulks);
