import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { FeedKind } from './append.ts';

const FeedKinds = {
  TRANSACTION: 'TRANSACTION',
  CARD: 'CARD',
  CONTROL: 'CONTROL',
  BALANCE: 'BALANCE',
} as const satisfies { readonly [Kind in FeedKind]: Kind };
registerEnumType(FeedKinds, { name: 'FeedKind' });

/** What `spendFeed` shows of a row of the feed. The slices of what it names add the fields `transaction` and `card`. */
@ObjectType('FeedItem', { simpleResolvers: true })
export class FeedItemType {
  @Field(() => String, { description: 'Opaque; pass the last one seen as `after`.' })
  readonly cursor: string;

  @Field(() => FeedKinds)
  readonly kind: FeedKind;

  @Field(() => String, {
    description: 'What happened, past tense: `transaction.approved`, `transaction.declined`, `transaction.cleared`, `card.suspended`, …',
  })
  readonly event: string;

  @Field(() => DateTime)
  readonly at: Date;
}
