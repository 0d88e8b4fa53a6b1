import type { DataSource } from 'typeorm';

export type Statement = { readonly sql: string; readonly values: readonly unknown[] };

/** What is sent from now on through a data source, however it is sent, in its order. */
export function noteStatements(source: DataSource): Statement[] {
  const sent: Statement[] = [];
  hearStatements(source, (statement) => void sent.push(statement));
  return sent;
}

/** Has each statement noted, however it is sent. */
export function hearStatements(source: DataSource, note: (statement: Statement) => void): void {
  const nothing = (): void => undefined;
  const rest = { logQueryError: nothing, logQuerySlow: nothing, logSchemaBuild: nothing, logMigration: nothing, log: nothing };
  source.setOptions({
    logging: ['query'],
    logger: { ...rest, logQuery: (sql, values) => note({ sql, values: (values as readonly unknown[] | undefined) ?? [] }) },
  });
}
