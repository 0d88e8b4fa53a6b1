import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { MOST_AT_ONCE } from '../../platform/bulk/bulk.ts';
import { BulkInput, BulkRowType, BulkType, UndoBulkInput } from '../../platform/bulk/bulk.type.ts';
import { type BulkAction, type CardBulk, cardsUndoableUntil } from './card-bulk.ts';

const BulkActions = {
  FREEZE: 'FREEZE',
  UNFREEZE: 'UNFREEZE',
  TERMINATE: 'TERMINATE',
} as const satisfies { readonly [Action in BulkAction]: Action };
registerEnumType(BulkActions, {
  name: 'CardBulkAction',
  description: 'What can be done with many cards at once.',
  valuesConfig: {
    FREEZE: { description: 'As `freezeCard`.' },
    UNFREEZE: { description: 'As `unfreezeCard`.' },
    TERMINATE: { description: 'As `terminateCard`: for good, it cannot be taken back.' },
  },
});

@ObjectType('CardBulkRow', { simpleResolvers: true, description: 'What became of one of the cards.' })
export class CardBulkRowType extends BulkRowType {
  @Field(() => ID, { description: 'As it was named.' })
  readonly cardId: string;
}

@ObjectType('CardBulk', {
  simpleResolvers: true,
  description: 'What was done with many cards, card by card. `undoCardBulk` takes it back.',
})
export class CardBulkType extends BulkType {
  @Field(() => BulkActions, { description: 'What was done.' })
  readonly action: BulkAction;
}

export function shownBulk(bulk: CardBulk): CardBulkType {
  const { id, action, madeAt } = bulk;
  return { id, action, madeAt, undoableUntil: cardsUndoableUntil(bulk) };
}

@InputType({ description: 'Names cards, and what is to be done with each that it may be done with.' })
export class ChangeCardsInput extends BulkInput {
  @Field(() => [ID], { description: `1 to ${MOST_AT_ONCE}, each once.` })
  readonly cardIds: string[];
  @Field(() => BulkActions, { description: 'What is to be done.' })
  readonly action: BulkAction;
  @Field(() => String, { nullable: true, description: 'Kept in the history of each card: 200 characters at most, or null.' })
  readonly reason?: string | null;
}

@InputType({ description: 'Names what was done with many cards, to take it back.' })
export class UndoCardBulkInput extends UndoBulkInput {}
