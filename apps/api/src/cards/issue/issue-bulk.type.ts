import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { MOST_AT_ONCE, undoableUntil } from '../../platform/bulk/bulk.ts';
import { BulkRowType, BulkType, UndoBulkInput } from '../../platform/bulk/bulk.type.ts';
import { NewCardInput } from '../card.inputs.ts';
import type { IssueBulk, IssueBulkAction } from './issue-bulk.ts';

const IssueBulkActions = {
  ISSUE: 'ISSUE',
  TERMINATE: 'TERMINATE',
} as const satisfies { readonly [Action in IssueBulkAction]: Action };
registerEnumType(IssueBulkActions, {
  name: 'IssueBulkAction',
  description: 'What was done with cards that many people were issued at once.',
  valuesConfig: {
    ISSUE: { description: 'As `issueCard`.' },
    TERMINATE: { description: 'As `terminateCard`: the issue was taken back.' },
  },
});

@ObjectType('IssueBulkRow', { simpleResolvers: true, description: 'What became of one of the people, and of the card.' })
export class IssueBulkRowType extends BulkRowType {
  readonly cardId: string | null;

  @Field(() => ID, { description: 'As they were named.' })
  readonly holderId: string;
}

@ObjectType('IssueBulk', {
  simpleResolvers: true,
  description: 'Cards that many people were issued at once, person by person. `undoIssueBulk` takes it back.',
})
export class IssueBulkType extends BulkType {
  readonly programId: string;

  @Field(() => IssueBulkActions, { description: 'What was done.' })
  readonly action: IssueBulkAction;
}

export function shownBulk(bulk: IssueBulk): IssueBulkType {
  const { id, action, programId, madeAt } = bulk;
  return { id, action, programId, madeAt, undoableUntil: undoableUntil(bulk) };
}

@InputType({ description: 'A card of one program for each of many people. An amount limit needs both `limitMinor` and `limitWindow`.' })
export class IssueCardsInput extends NewCardInput {
  @Field(() => [ID], { description: `1 to ${MOST_AT_ONCE} people of the company, each once.` })
  readonly holderIds: string[];
}

@InputType({ description: 'Names cards that were issued at once, to terminate those that were not used.' })
export class UndoIssueBulkInput extends UndoBulkInput {}
