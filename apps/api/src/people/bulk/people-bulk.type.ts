import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { MOST_AT_ONCE, undoableUntil } from '../../platform/bulk/bulk.ts';
import { BulkInput, BulkRowType, BulkType, UndoBulkInput } from '../../platform/bulk/bulk.type.ts';
import type { PeopleBulk, PeopleBulkAction } from './people-bulk.ts';

const PeopleBulkActions = {
  ADD_TO_TEAM: 'ADD_TO_TEAM',
  REMOVE_FROM_TEAM: 'REMOVE_FROM_TEAM',
} as const satisfies { readonly [Action in PeopleBulkAction]: Action };
registerEnumType(PeopleBulkActions, {
  name: 'PeopleBulkAction',
  description: 'What can be done with many people at once.',
  valuesConfig: {
    ADD_TO_TEAM: { description: 'They become members of the team, beside the teams that they have.' },
    REMOVE_FROM_TEAM: { description: 'They are members of the team no more; who managed it manages it no more.' },
  },
});

@ObjectType('PeopleBulkRow', { simpleResolvers: true, description: 'What became of one of the people.' })
export class PeopleBulkRowType extends BulkRowType {
  @Field(() => ID, { description: 'As they were named.' })
  readonly personId: string;
}

@ObjectType('PeopleBulk', {
  simpleResolvers: true,
  description: 'What was done with many people, person by person. `undoPeopleBulk` takes it back.',
})
export class PeopleBulkType extends BulkType {
  readonly teamId: string;

  @Field(() => PeopleBulkActions, { description: 'What was done.' })
  readonly action: PeopleBulkAction;
}

export function shownBulk(bulk: PeopleBulk): PeopleBulkType {
  const { id, action, teamId, madeAt } = bulk;
  return { id, action, teamId, madeAt, undoableUntil: undoableUntil(bulk) };
}

@InputType({ description: 'Names people, and what is to be done with each that it may be done with.' })
export class ChangePeopleInput extends BulkInput {
  @Field(() => [ID], { description: `1 to ${MOST_AT_ONCE}, each once.` })
  readonly personIds: string[];
  @Field(() => PeopleBulkActions, { description: 'What is to be done.' })
  readonly action: PeopleBulkAction;
  @Field(() => ID, { description: 'The team that it is about.' })
  readonly teamId: string;
}

@InputType({ description: 'Names what was done with many people, to take it back.' })
export class UndoPeopleBulkInput extends UndoBulkInput {}
