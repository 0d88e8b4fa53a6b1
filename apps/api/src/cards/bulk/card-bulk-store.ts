import type { EntityManager } from 'typeorm';
import { loaderManyBy } from '../../platform/graphql/loader.ts';
import type { Tx } from '../../platform/transact.ts';
import type { CardBulk, CardBulkRow } from './card-bulk.ts';

export async function insertBulk(tx: Tx, bulk: CardBulk, rows: readonly CardBulkRow[]): Promise<void> {
  const { companyId, id, action, madeBy, madeAt, undoes } = bulk;
  await tx.query(`INSERT INTO card_bulks (company_id, id, action, made_by, made_at, undoes) VALUES ($1, $2, $3, $4, $5, $6)`, [
    ...[companyId, id, action, madeBy, madeAt, undoes],
  ]);
  await tx.query(
    `INSERT INTO card_bulk_rows (company_id, bulk_id, card_id, place, refusal, sentence, version, frozen_before)
     SELECT $1, $2, r.card_id, r.place, r.refusal, r.sentence, r.version, r.frozen_before
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::int[], $7::text[]) WITH ORDINALITY
         AS r (card_id, refusal, sentence, version, frozen_before, place)`,
    [
      ...[companyId, id, rows.map((row) => row.cardId), rows.map((row) => row.refusal), rows.map((row) => row.sentence)],
      ...[rows.map((row) => row.version), rows.map((row) => row.frozenBefore)],
    ],
  );
}

/** Null when the company has none of this id. */
export async function findBulk(manager: EntityManager, companyId: string, id: string): Promise<CardBulk | null> {
  const [bulk] = await manager.query<CardBulk[]>(
    `SELECT company_id AS "companyId", id, action, made_by AS "madeBy", made_at AS "madeAt", undoes FROM card_bulks
      WHERE company_id = $1 AND id = $2`,
    [companyId, id],
  );
  return bulk ?? null;
}

type Row = CardBulkRow & { readonly bulkId: string };

/** What became of the cards of a bulk, in the order in which they were named. */
export function rowsOfBulks(manager: EntityManager, bulkIds: readonly string[]): Promise<Row[]> {
  return manager.query<Row[]>(
    `SELECT bulk_id AS "bulkId", card_id AS "cardId", refusal, sentence, version, frozen_before AS "frozenBefore" FROM card_bulk_rows
      WHERE company_id = app_company() AND bulk_id = ANY ($1) ORDER BY bulk_id, place`,
    [bulkIds],
  );
}

export const rowsOfBulk = loaderManyBy<string, Row>((row) => row.bulkId, rowsOfBulks);
