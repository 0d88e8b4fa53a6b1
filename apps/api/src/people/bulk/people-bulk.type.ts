import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../platform/graphql/scalars.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';
import { MOST_PEOPLE, type PeopleBulk, type PeopleBulkAction, undoableUntil } from './people-bulk.ts';

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
export class PeopleBulkRowType {
  @Field(() => ID, { description: 'As they were named.' })
  readonly personId: string;
  @Field(() => String, { nullable: true, description: 'Code of the refusal; null when it was done.' })
  readonly refusal: string | null;
  @Field(() => String, { nullable: true, description: 'The refusal in words; null when it was done.' })
  readonly sentence: string | null;
}

@ObjectType('PeopleBulk', { simpleResolvers: true, description: 'What was done with many people, person by person.' })
export class PeopleBulkType {
  readonly teamId: string;

  @Field(() => ID, { description: 'For `undoPeopleBulk`.' })
  readonly id: string;
  @Field(() => PeopleBulkActions, { description: 'What was done.' })
  readonly action: PeopleBulkAction;
  @Field(() => DateTime, { description: 'When it was done.' })
  readonly madeAt: Date;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when `undoPeopleBulk` takes it back. Null for what itself took something back.',
  })
  readonly undoableUntil: Date | null;
}

export function shownBulk(bulk: PeopleBulk): PeopleBulkType {
  const { id, action, teamId, madeAt } = bulk;
  return { id, action, teamId, madeAt, undoableUntil: undoableUntil(bulk) };
}

@InputType({ description: 'Names people, and what is to be done with each that it may be done with.' })
export class ChangePeopleInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => [ID], { description: `1 to ${MOST_PEOPLE}, each once.` })
  readonly personIds: string[];
  @Field(() => PeopleBulkActions, { description: 'What is to be done.' })
  readonly action: PeopleBulkAction;
  @Field(() => ID, { description: 'The team that it is about.' })
  readonly teamId: string;
}

@InputType({ description: 'Names what was done with many people, to take it back.' })
export class UndoPeopleBulkInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Something that the caller did at most ten minutes ago.' })
  readonly bulkId: string;
}
