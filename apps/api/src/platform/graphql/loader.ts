import DataLoader from 'dataloader';
import type { EntityManager } from 'typeorm';

/** How to find many rows at once by their keys. A constant of its slice; each request has instances of its own (`Loaders`). */
export type LoaderDefinition<Key, Value> = {
  readonly batch: (manager: EntityManager, keys: readonly Key[]) => Promise<readonly Value[]>;
};

/**
 * One row a key, null where there is none. `load` may answer in any order and leave rows out.
 * Keys are what a Map tells apart: ids, or texts made of several.
 */
export function loaderBy<Key, Row>(
  keyOf: (row: Row) => Key,
  load: (manager: EntityManager, keys: readonly Key[]) => Promise<readonly Row[]>,
): LoaderDefinition<Key, Row | null> {
  return {
    async batch(manager, keys) {
      const rows = new Map((await load(manager, keys)).map((row) => [keyOf(row), row]));
      return keys.map((key) => rows.get(key) ?? null);
    },
  };
}

/** All rows of a key, in the order in which `load` gives them. */
export function loaderManyBy<Key, Row>(
  keyOf: (row: Row) => Key,
  load: (manager: EntityManager, keys: readonly Key[]) => Promise<readonly Row[]>,
): LoaderDefinition<Key, readonly Row[]> {
  return {
    async batch(manager, keys) {
      const groups = new Map<Key, Row[]>(keys.map((key) => [key, []]));
      for (const row of await load(manager, keys)) groups.get(keyOf(row))?.push(row);
      return keys.map((key) => groups.get(key) ?? []);
    },
  };
}

/** The loaders of one request: what one page asks for is one statement, however long the page is. */
export class Loaders {
  readonly #read: () => Promise<EntityManager>;
  // Values and keys differ from definition to definition; `of` gives them back their types.
  #instances = new Map<object, unknown>();

  constructor(read: () => Promise<EntityManager>) {
    this.#read = read;
  }

  of<Key, Value>(definition: LoaderDefinition<Key, Value>): DataLoader<Key, Value> {
    const existing = this.#instances.get(definition) as DataLoader<Key, Value> | undefined;
    if (existing !== undefined) return existing;
    const made = new DataLoader<Key, Value>(async (keys) => definition.batch(await this.#read(), keys), { maxBatchSize: 500 });
    this.#instances.set(definition, made);
    return made;
  }

  load<Key, Value>(definition: LoaderDefinition<Key, Value>, key: Key): Promise<Value> {
    return this.of(definition).load(key);
  }

  /** Forgets what was loaded: after a command the same keys have other rows. */
  clear(): void {
    this.#instances = new Map();
  }
}
