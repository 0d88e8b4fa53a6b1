import type { EntityManager } from 'typeorm';
import { type LoaderDefinition, loaderManyBy } from '../graphql/loader.ts';
import type { Tx } from '../transact.ts';
import type { Bulk, BulkOutcome } from './bulk.ts';

type Column = readonly [name: string, type: 'uuid' | 'text' | 'int' | 'boolean'];
/** Where it is kept what a kind of bulk says beyond what all do. */
type Columns<Of, Common> = { readonly [Property in Exclude<keyof Of, keyof Common>]-?: Column };

type Tables<Made, Row> = {
  readonly bulks: string;
  readonly rows: string;
  readonly ofBulk: Columns<Made, Bulk>;
  readonly ofRow: Columns<Row, BulkOutcome>;
};

/** What was done with many things of one kind, and what became of each, as it is kept. */
export class BulkStore<Made extends Bulk, Row extends BulkOutcome> {
  /** In the order in which they were named. */
  readonly rowsOfBulk: LoaderDefinition<string, readonly (Row & { readonly bulkId: string })[]>;
  readonly #tables: Tables<Made, Row>;

  constructor(tables: Tables<Made, Row>) {
    this.#tables = tables;
    this.rowsOfBulk = loaderManyBy(
      (row) => row.bulkId,
      (manager, bulkIds) => this.rowsOf(manager, bulkIds),
    );
  }

  async insert(tx: Tx, bulk: Made, rows: readonly Row[]): Promise<void> {
    const { companyId, id, action, madeBy, madeAt, undoes } = bulk;
    const [ofBulk, ofRow] = [columnsOf(this.#tables.ofBulk), columnsOf(this.#tables.ofRow)];
    const common = [companyId, id, action, madeBy, madeAt, undoes];
    await tx.query(
      `INSERT INTO ${this.#tables.bulks} (${['company_id, id, action, made_by, made_at, undoes', ...ofBulk.map(({ name }) => name)].join(', ')})
       VALUES (${[...common, ...ofBulk].map((_value, index) => `$${index + 1}`).join(', ')})`,
      [...common, ...ofBulk.map(({ property }) => bulk[property as keyof Made])],
    );
    const names = ['refusal', 'sentence', ...ofRow.map(({ name }) => name)];
    const arrays = ['text', 'text', ...ofRow.map(({ type }) => type)].map((type, index) => `$${index + 3}::${type}[]`);
    await tx.query(
      `INSERT INTO ${this.#tables.rows} (company_id, bulk_id, place, ${names.join(', ')})
       SELECT $1, $2, r.place, ${names.map((name) => `r.${name}`).join(', ')}
         FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS r (${names.join(', ')}, place)`,
      [
        ...[companyId, id, rows.map(({ refusal }) => refusal), rows.map(({ sentence }) => sentence)],
        ...ofRow.map(({ property }) => rows.map((row) => row[property as keyof Row])),
      ],
    );
  }

  /** Null when the company has none of this id. */
  async find(manager: EntityManager, companyId: string, id: string): Promise<Made | null> {
    const [bulk] = await manager.query<Made[]>(
      `SELECT company_id AS "companyId", id, action, made_by AS "madeBy", made_at AS "madeAt", undoes ${selected(this.#tables.ofBulk)}
         FROM ${this.#tables.bulks} WHERE company_id = $1 AND id = $2`,
      [companyId, id],
    );
    return bulk ?? null;
  }

  rowsOf(manager: EntityManager, bulkIds: readonly string[]): Promise<(Row & { readonly bulkId: string })[]> {
    return manager.query(
      `SELECT bulk_id AS "bulkId", refusal, sentence ${selected(this.#tables.ofRow)} FROM ${this.#tables.rows}
        WHERE company_id = app_company() AND bulk_id = ANY ($1) ORDER BY bulk_id, place`,
      [bulkIds],
    );
  }
}

function columnsOf(columns: Readonly<Record<string, Column>>): { property: string; name: string; type: string }[] {
  return Object.entries(columns).map(([property, [name, type]]) => ({ property, name, type }));
}

function selected(columns: Readonly<Record<string, Column>>): string {
  return columnsOf(columns)
    .map(({ property, name }) => `, ${name} AS "${property}"`)
    .join('');
}
