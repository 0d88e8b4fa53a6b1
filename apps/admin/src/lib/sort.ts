import type { DataSort } from '@afc/ui';
import type { SortDirection } from '../gql/graphql.ts';

/** An order as the address bar has it: the key of a column, with a minus before it when the largest or the newest comes first. */
export type Sorted<Key extends string> = Key | `-${Key}`;

/** What the address says, when it is an order by one of the keys. */
export function sortedBy<Key extends string>(keys: readonly Key[], value: unknown): Sorted<Key> | undefined {
  const all = keys.flatMap((key): Sorted<Key>[] => [key, `-${key}`]);
  return all.find((one) => one === value);
}

/** As the API asks for it: its names of orders are the keys of columns in capitals. */
export function sortOf<Key extends string>(sorted: Sorted<Key> | undefined): { by: Uppercase<Key>; direction: SortDirection } | undefined {
  if (sorted === undefined) return undefined;
  const { key, direction } = tableSort(sorted);
  return { by: key.toUpperCase() as Uppercase<Key>, direction: direction === 'asc' ? 'ASC' : 'DESC' };
}

/** As a table shows it. */
export function tableSort(sorted: string): DataSort {
  return sorted.startsWith('-') ? { key: sorted.slice(1), direction: 'desc' } : { key: sorted, direction: 'asc' };
}

/** As the address bar has what was chosen in a table. */
export function sortedAs({ key, direction }: DataSort): string {
  return direction === 'desc' ? `-${key}` : key;
}
