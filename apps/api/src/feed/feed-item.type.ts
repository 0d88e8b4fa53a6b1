import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { FeedKind } from './append.ts';

/** What a person is told is followed by itself. */
type SpendKind = Exclude<FeedKind, 'NOTIFICATION'>;
const FeedKinds = {
  TRANSACTION: 'TRANSACTION',
  CARD: 'CARD',
  CONTROL: 'CONTROL',
  BALANCE: 'BALANCE',
  RISK: 'RISK',
} as const satisfies { readonly [Kind in SpendKind]: Kind };
registerEnumType(FeedKinds, {
  name: 'FeedKind',
  description: 'What a change is about, and so who is told of it.',
  valuesConfig: {
    TRANSACTION: { description: 'A purchase, a refund or a dispute; for who may see it.' },
    CARD: { description: 'A card, also in a phone or watch; for who may see the card.' },
    CONTROL: { description: "A control, an exception, an emergency stop or the company's clock; for who may see whom it binds." },
    BALANCE: { description: "The company's funds. Admin and accountant." },
    RISK: { description: 'A case that the rules on purchases opened; for who may see it. Never for whom it is about.' },
  },
});

/** What `spendFeed` shows of a row of the feed. The slices of what it names add the fields `transaction` and `card`. */
@ObjectType('FeedItem', { description: 'Something that changed in the company and that the viewer may see.', simpleResolvers: true })
export class FeedItemType {
  @Field(() => String, { description: 'Opaque; pass the last one seen as `after`.' })
  readonly cursor: string;

  @Field(() => FeedKinds, { description: 'What it is about.' })
  readonly kind: SpendKind;

  @Field(() => String, {
    description: 'What happened, past tense: `transaction.approved`, `transaction.declined`, `transaction.cleared`, `card.suspended`, …',
  })
  readonly event: string;

  @Field(() => DateTime, { description: 'When it was put into the feed.' })
  readonly at: Date;
}

/** What `notificationReceived` shows. The slice of notifications adds what it names. */
@ObjectType('NotificationFeedItem', {
  description: 'A notification that the viewer was given, or that they have read some, here or on another device.',
  simpleResolvers: true,
})
export class NotificationFeedItemType {
  @Field(() => String, { description: 'Opaque; pass the last one seen as `after`.' })
  readonly cursor: string;

  @Field(() => String, { description: '`notification.received` or `notification.read`.' })
  readonly event: string;

  @Field(() => DateTime, { description: 'When it was put into the feed.' })
  readonly at: Date;
}
