import type pg from 'pg';
import type { EntityManager } from 'typeorm';

/** One statement, in whichever transaction: of the API's role through TypeORM, or of the gateway's on plain `pg`. */
export type Run = <Row>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>;

export function runOn(manager: EntityManager): Run {
  return (sql, parameters) => manager.query(sql, [...parameters]);
}

export function runOnClient(client: pg.ClientBase): Run {
  return async <Row>(sql: string, parameters: readonly unknown[]) => (await client.query(sql, [...parameters])).rows as Row[];
}
