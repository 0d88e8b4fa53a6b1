import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { DataSource } from 'typeorm';

const FOLDER = fileURLToPath(new URL('../../migrations/', import.meta.url));

/** The database is older than this build. */
export class SchemaTooOldError extends Error {
  override readonly name = 'SchemaTooOldError';
  constructor(missing: readonly string[]) {
    super(`The database is older than this build: ${missing.join(', ')} not run. Run "npm run migrate" first.`);
  }
}

/** Names of the migrations that this build has and the database has not. */
export async function missingMigrations(source: Pick<DataSource, 'query'>): Promise<string[]> {
  const expected = await namesInBuild();
  const rows = await source.query<{ name: string }[]>('SELECT name FROM schema_migrations');
  const run = new Set(rows.map(({ name }) => name));
  return expected.filter((name) => !run.has(name));
}

/** @throws SchemaTooOldError */
export async function assertSchemaIsCurrent(source: Pick<DataSource, 'query'>): Promise<void> {
  const missing = await missingMigrations(source);
  if (missing.length > 0) throw new SchemaTooOldError(missing);
}

let names: Promise<string[]> | null = null;

function namesInBuild(): Promise<string[]> {
  names ??= readNames();
  return names;
}

/** The class's name is the migration's; read as text, since a migration is only ever run by `migrate`. */
async function readNames(): Promise<string[]> {
  const files = (await readdir(FOLDER)).filter((file) => /^\d{14}-.*\.[jt]s$/.test(file) && !file.endsWith('.d.ts')).sort();
  const texts = await Promise.all(files.map((file) => readFile(FOLDER + file, 'utf8')));
  return texts.map((text, index) => {
    const name = /export class (\w+\d{13})\b/.exec(text)?.[1];
    if (name === undefined) throw new Error(`${files[index]} names no migration`);
    return name;
  });
}
