import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../platform/graphql/scalars.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';
import { type BulkAction, type CardBulk, MOST_CARDS, undoableUntil } from './card-bulk.ts';

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
export class CardBulkRowType {
  @Field(() => ID, { description: 'As it was named.' })
  readonly cardId: string;
  @Field(() => String, { nullable: true, description: 'Code of the refusal, as the single command would have it; null when it was done.' })
  readonly refusal: string | null;
  @Field(() => String, { nullable: true, description: 'The refusal in words; null when it was done.' })
  readonly sentence: string | null;
}

@ObjectType('CardBulk', { simpleResolvers: true, description: 'What was done with many cards, card by card.' })
export class CardBulkType {
  @Field(() => ID, { description: 'For `undoCardBulk`.' })
  readonly id: string;
  @Field(() => BulkActions, { description: 'What was done.' })
  readonly action: BulkAction;
  @Field(() => DateTime, { description: 'When it was done.' })
  readonly madeAt: Date;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when `undoCardBulk` takes it back. Null for what is final, and for what itself took something back.',
  })
  readonly undoableUntil: Date | null;
}

export function shownBulk(bulk: CardBulk): CardBulkType {
  const { id, action, madeAt } = bulk;
  return { id, action, madeAt, undoableUntil: undoableUntil(bulk) };
}

@InputType({ description: 'Names cards, and what is to be done with each that it may be done with.' })
export class ChangeCardsInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => [ID], { description: `1 to ${MOST_CARDS}, each once.` })
  readonly cardIds: string[];
  @Field(() => BulkActions, { description: 'What is to be done.' })
  readonly action: BulkAction;
  @Field(() => String, { nullable: true, description: 'Kept in the history of each card: 200 characters at most, or null.' })
  readonly reason?: string | null;
}

@InputType({ description: 'Names what was done with many cards, to take it back.' })
export class UndoCardBulkInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Something that the caller did at most ten minutes ago.' })
  readonly bulkId: string;
}
