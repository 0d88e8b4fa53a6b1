import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse';

/** One of those whom a sanctions list names. */
export type Entry = {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  /** As the list has it, which may be a year alone. */
  readonly birthDate: string | null;
  readonly country: string | null;
  readonly list: string | null;
};

export const LARGEST_FILE = 50 * 1024 * 1024;
const COLUMNS = ['id', 'name', 'aliases', 'birth_date', 'country', 'list'];

/** A file that cannot be the list: its message says what is wrong, to who runs the installation. */
export class ListFileError extends Error {
  override readonly name = 'ListFileError';
}

/** @throws ListFileError when there is no such file, or it is too large */
export async function readListFile(path: string): Promise<{ readonly bytes: Buffer; readonly version: string }> {
  const file = await open(path).catch((error: unknown) => {
    throw new ListFileError(`It cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}).`);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new ListFileError('It is no file.');
    if (stat.size > LARGEST_FILE) throw new ListFileError(`It has ${stat.size} bytes; ${LARGEST_FILE} are the most.`);
    const bytes = await file.readFile();
    return { bytes, version: createHash('sha256').update(bytes).digest('hex') };
  } finally {
    await file.close();
  }
}

/** The entries of a file, whole or not at all. Gives way to other work while it reads. @throws ListFileError */
export async function parseList(bytes: Buffer): Promise<Entry[]> {
  const entries = new Map<string, Entry>();
  const rows = parse(textOf(bytes), { bom: true, columns: checkedHeader, skip_empty_lines: true, trim: true });
  try {
    for await (const row of rows) {
      const entry = entryOf(row as Readonly<Record<string, string>>);
      if (entry.id === '' || entry.name === '') throw new ListFileError(`Entry ${entries.size + 1} has no id or no name.`);
      if (entries.has(entry.id)) throw new ListFileError(`The id ${entry.id} comes twice.`);
      entries.set(entry.id, entry);
    }
  } catch (error) {
    throw error instanceof ListFileError ? error : new ListFileError(`It is no CSV: ${error instanceof Error ? error.message : 'unknown'}`);
  }
  if (entries.size === 0) throw new ListFileError('It has no entries.');
  return [...entries.values()];
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ListFileError('It is not in UTF-8.');
  }
}

function checkedHeader(header: readonly string[]): string[] {
  if (header.join() !== COLUMNS.join()) throw new ListFileError(`Its first line is not ${COLUMNS.join()}.`);
  return [...header];
}

function entryOf(row: Readonly<Record<string, string>>): Entry {
  const aliases = (row['aliases'] ?? '').split(';').map((alias) => alias.trim());
  return {
    id: row['id'] ?? '',
    name: row['name'] ?? '',
    aliases: aliases.filter((alias) => alias !== ''),
    birthDate: row['birth_date'] || null,
    country: row['country'] || null,
    list: row['list'] || null,
  };
}
