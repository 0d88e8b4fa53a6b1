import { registerEnumType } from 'type-graphql';
import { sortType } from '../platform/graphql/sort.type.ts';
import type { ControlSortBy } from './controls.query.ts';

const ControlSortKeys = { SCOPE: 'SCOPE', CHANGED: 'CHANGED' } as const satisfies { readonly [By in ControlSortBy]: By };
registerEnumType(ControlSortKeys, {
  name: 'SpendingControlSortBy',
  description: 'What controls can be ordered by.',
  valuesConfig: {
    SCOPE: { description: 'How widely it binds: the company, teams, card programs, people, cards.' },
    CHANGED: { description: 'When it was last changed.' },
  },
});
export const SpendingControlSort = sortType('SpendingControl', ControlSortKeys);
