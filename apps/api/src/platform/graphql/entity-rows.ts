import type { DataSource } from 'typeorm';
import { type LoaderDefinition, loaderBy } from './loader.ts';
import { type Prepared, prepared } from '../prepared.ts';

type EntityClass<Entity> = new () => Entity;

/** By data source, then by what is asked for. */
const statements = new WeakMap<DataSource, Map<string, Prepared>>();

/**
 * The row of an entity with a value in one of its columns, null where there is none. What a page of rows is found by is asked all day: built
 * and hydrated by TypeORM it costs several times what the database does for it.
 */
export function entityBy<Entity extends object, Name extends keyof Entity & string>(
  entity: EntityClass<Entity>,
  property: Name,
): LoaderDefinition<NonNullable<Entity[Name]>, Entity | null> {
  return loaderBy(
    (row) => row[property] as NonNullable<Entity[Name]>,
    async (manager, values) => {
      const rows = await prepared<object>(manager, statementFor(manager.connection, entity, property), [values]);
      return rows.map((row) => Object.assign(new entity(), row));
    },
  );
}

function statementFor(source: DataSource, entity: EntityClass<object>, property: string): Prepared {
  const known = statements.get(source) ?? new Map<string, Prepared>();
  statements.set(source, known);
  const name = `${entity.name} by ${property}`;
  const statement = known.get(name) ?? { name, text: textFor(source, entity, property) };
  known.set(name, statement);
  return statement;
}

function textFor(source: DataSource, entity: EntityClass<object>, property: string): string {
  const { tableName, columns } = source.getMetadata(entity);
  const by = columns.find(({ propertyName }) => propertyName === property);
  const converted = columns.find(({ transformer }) => transformer !== undefined);
  if (by === undefined) throw new Error(`${entity.name} has no column ${property}`);
  if (converted !== undefined) throw new Error(`${entity.name}.${converted.propertyName} has a transformer, which is not applied here`);
  const list = columns.map(({ databaseName, propertyName }) => `"${databaseName}" AS "${propertyName}"`).join(', ');
  return `SELECT ${list} FROM "${tableName}" WHERE "${by.databaseName}" = ANY ($1)`;
}
