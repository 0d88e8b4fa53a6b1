import { type ClassType, Field, InputType, registerEnumType } from 'type-graphql';

const SortDirection = { ASC: 'ASC', DESC: 'DESC' } as const;
type SortDirection = keyof typeof SortDirection;
registerEnumType(SortDirection, {
  name: 'SortDirection',
  description: 'Which end of an order comes first.',
  valuesConfig: {
    ASC: { description: 'The smallest, the oldest, or A.' },
    DESC: { description: 'The largest, the newest, or Z.' },
  },
});

/** The order of a list. */
export interface Sort<By extends string> {
  readonly by: By;
  readonly direction: SortDirection;
}

/** The input `<name>Sort` of a list that can be ordered by any of an enum. */
export function sortType<By extends string>(name: string, by: { readonly [Each in By]: Each }): ClassType<Sort<By>> {
  @InputType(`${name}Sort`, { description: 'The order of a list. A cursor belongs to the order in which it was given.' })
  class ListSort implements Sort<By> {
    @Field(() => by, { description: 'What is compared; what is the same is told apart by its id.' })
    readonly by: By;
    @Field(() => SortDirection, { description: 'Which end comes first.' })
    readonly direction: SortDirection;
  }
  return ListSort;
}

/** Tells orders apart: a cursor carries it. */
export function orderOf({ by, direction }: Sort<string>): string {
  return `${by} ${direction}`;
}
