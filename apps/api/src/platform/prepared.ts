import type pg from 'pg';
import type { EntityManager } from 'typeorm';
import { inItsTime } from './dry-run.ts';

/** A statement that each connection plans once. There are few of them: a connection keeps all that it was ever told. */
export type Prepared = { readonly name: string; readonly text: string };

/** Rows of a prepared statement, in the snapshot or transaction of a manager. */
export async function prepared<Row>(manager: EntityManager, statement: Prepared, values: readonly unknown[]): Promise<Row[]> {
  const { queryRunner } = manager;
  if (queryRunner === undefined) throw new Error(`"${statement.name}" is asked outside of a transaction`);
  const client = (await queryRunner.connect()) as pg.ClientBase;
  manager.connection.logger.logQuery(statement.text, [...values], queryRunner);
  return (await inItsTime(manager, () => client.query({ ...statement, values: [...values] }))).rows as Row[];
}
