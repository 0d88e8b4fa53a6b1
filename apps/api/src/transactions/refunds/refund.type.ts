import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import type { RefundLink } from '../../ledger/refund-link.ts';
import { MoneyType } from '../../platform/graphql/money.type.ts';
import { DateTime } from '../../platform/graphql/scalars.ts';
import type { Money } from '../../platform/money.ts';
import type { ShownTransaction } from '../transaction-row.ts';
import { TransactionType } from '../transaction.type.ts';
import type { StoredRefundLink } from './refund.loader.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';

const RefundConfidences = {
  CERTAIN: 'CERTAIN',
  HIGH: 'HIGH',
  LOW: 'LOW',
  CONFIRMED: 'CONFIRMED',
  UNLINKED: 'UNLINKED',
} as const satisfies { readonly [Link in RefundLink]: Link };
registerEnumType(RefundConfidences, {
  name: 'RefundConfidence',
  description: 'How sure it is that a refund belongs to a purchase.',
  valuesConfig: {
    CERTAIN: { description: 'The refund names the purchase.' },
    HIGH: { description: 'Same card, same merchant, and hardly another one: limits get back what was counted.' },
    LOW: { description: 'Perhaps: limits get nothing back until somebody confirms it.' },
    CONFIRMED: { description: 'Somebody said so.' },
    UNLINKED: { description: 'Somebody said that it belongs to no purchase: only funds come back.' },
  },
});

@ObjectType('RefundLink', { description: 'How a refund belongs to a purchase.', simpleResolvers: true })
export class RefundLinkType {
  readonly stored: StoredRefundLink;

  @Field(() => ID, { description: 'Of the refund.' })
  readonly id: string;
  @Field(() => RefundConfidences, { description: 'How sure it is: limits get back what was counted unless it is LOW or UNLINKED.' })
  readonly confidence: RefundLink;
  @Field(() => DateTime, { nullable: true, description: 'When somebody said so.' })
  readonly decidedAt: Date | null;
}

@ObjectType('RefundCandidate', { description: 'A purchase that a refund may belong to.', simpleResolvers: true })
export class RefundCandidateType {
  @Field(() => TransactionType, { description: 'Cleared before the refund, in the same currency.' })
  readonly purchase: ShownTransaction;
  @Field(() => MoneyType, { description: 'What was cleared and not given back yet.' })
  readonly remaining: Money;
}

@InputType({ description: 'To which purchase a refund belongs, as a person says it.' })
export class RelinkRefundInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'A transaction of kind REFUND that has given something back; any other is refused with NOT_A_REFUND.' })
  readonly refundId: string;
  @Field(() => ID, { nullable: true, description: 'The purchase that it belongs to; none when left out.' })
  readonly purchaseId?: string | null;
}
