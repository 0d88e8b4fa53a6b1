import type pg from 'pg';
import type { EntityManager } from 'typeorm';
import { inItsTime } from './dry-run.ts';

/** A statement that each connection plans once. There are few of them: a connection keeps all that it was ever told. */
export type Prepared = { readonly name: string; readonly text: string };

/** Rows of a prepared statement, in the snapshot or transaction of a manager. */
export function prepared<Row>(manager: EntityManager, statement: Prepared, values: readonly unknown[]): Promise<Row[]> {
  return ask(manager, { ...statement, values: [...values] });
}

/** Rows of a statement, in the snapshot or transaction of a manager, without what TypeORM does for each. */
export async function ask<Row>(manager: EntityManager, statement: pg.QueryConfig): Promise<Row[]> {
  const { queryRunner } = manager;
  if (queryRunner === undefined) throw new Error(`"${statement.name ?? statement.text}" is asked outside of a transaction`);
  const client = (await queryRunner.connect()) as pg.ClientBase;
  manager.connection.logger.logQuery(statement.text, statement.values, queryRunner);
  return (await inItsTime(manager, () => client.query(statement))).rows as Row[];
}
