import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import type { TransactionKind, TransactionStatus } from '../ledger/purchase.ts';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import type { NetworkFee } from './network-fees.ts';
import type { ShownMerchant, ShownTransaction } from './transaction-row.ts';

const TransactionKinds = {
  PURCHASE: 'PURCHASE',
  REFUND: 'REFUND',
  CREDIT: 'CREDIT',
  VERIFICATION: 'VERIFICATION',
  FEE: 'FEE',
} as const satisfies { readonly [Kind in TransactionKind]: Kind };
registerEnumType(TransactionKinds, {
  name: 'TransactionKind',
  valuesConfig: {
    REFUND: { description: 'Money that a merchant gives back.' },
    CREDIT: { description: 'Money that somebody sends to the card.' },
    VERIFICATION: { description: 'A check of the card, with nothing to pay.' },
    FEE: {
      description: 'What the programme charges on the card, or gives back, in messages of its own: no purchase, and no limit counts it.',
    },
  },
});

const TransactionStatuses = {
  PENDING: 'PENDING',
  CLEARED: 'CLEARED',
  REVERSED: 'REVERSED',
  EXPIRED: 'EXPIRED',
  DECLINED: 'DECLINED',
} as const satisfies { readonly [Status in TransactionStatus]: Status };
registerEnumType(TransactionStatuses, {
  name: 'TransactionStatus',
  valuesConfig: {
    PENDING: { description: 'Approved, the hold stands, nothing cleared yet.' },
    CLEARED: { description: 'Money has moved.' },
    REVERSED: { description: 'Released whole before any clearing.' },
  },
});

@ObjectType('Merchant', { simpleResolvers: true })
class MerchantType implements ShownMerchant {
  @Field(() => String)
  readonly name: string;
  @Field(() => String)
  readonly mcc: string;
  @Field(() => String, { description: 'What the code stands for, e.g. "Eating places and restaurants".' })
  readonly category: string;
  @Field(() => String, { nullable: true })
  readonly city: string | null;
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-3, as the network gave it.' })
  readonly country: string | null;
}

@ObjectType('Transaction', { simpleResolvers: true })
export class TransactionType implements ShownTransaction {
  readonly companyId: string;
  readonly cardId: string;
  readonly userId: string;
  readonly teamIds: readonly string[];
  readonly authorizationId: string | null;

  @Field(() => ID)
  readonly id: string;
  @Field(() => TransactionKinds)
  readonly kind: TransactionKind;
  @Field(() => TransactionStatuses)
  readonly status: TransactionStatus;
  @Field(() => MoneyType, {
    description: 'What counts: cleared amount once cleared, the hold while pending, what was asked when declined. Negative for a refund.',
  })
  readonly amount: Money;
  @Field(() => MoneyType)
  readonly requestedAmount: Money;
  @Field(() => MoneyType, { description: 'Still held.' })
  readonly held: Money;
  @Field(() => MoneyType)
  readonly cleared: Money;
  @Field(() => MoneyType)
  readonly refunded: Money;
  @Field(() => MoneyType, { nullable: true, description: 'As the merchant charged it, when in another currency.' })
  readonly originalAmount: Money | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of one unit of the original currency in the currency of the card: decimal text, as the network gave it.',
  })
  readonly conversionRate: string | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the issuer lets go of what is held, unless it is cleared or released before. Null when nothing is held.',
  })
  readonly heldUntil: Date | null;
  @Field(() => MerchantType)
  readonly merchant: ShownMerchant;
  @Field(() => DateTime, { description: "Marqeta's `user_transaction_time`: when the purchase was made." })
  readonly transactedAt: Date;
  @Field(() => Boolean, { description: 'True while our approval has no word from Marqeta.' })
  readonly unconfirmed: boolean;
  @Field(() => String, { nullable: true })
  readonly authorizationCode: string | null;
}

@ObjectType('NetworkFee', {
  description: 'What a network, an acquirer or the programme took for a purchase, or gave.',
  simpleResolvers: true,
})
export class NetworkFeeType implements NetworkFee {
  @Field(() => String, { description: "What it is called, in the viewer's language." })
  readonly name: string;
  @Field(() => String, { description: "Marqeta's: `CUR_CONV_CARDHOLDER_FEE`, `CROSS_BORDER_ISSUER_FEE`, `ACQUIRER_FEE`, …" })
  readonly kind: string;
  @Field(() => MoneyType)
  readonly amount: Money;
  @Field(() => Boolean, { description: 'It was earned, or came back.' })
  readonly isCredit: boolean;
}

@ObjectType('LedgerTransfer', { simpleResolvers: true })
export class LedgerTransferType {
  @Field(() => ID)
  readonly id: string;
  @Field(() => DateTime)
  readonly at: Date;
  @Field(() => String, { description: 'hold, release, clearing, refund, …' })
  readonly kind: string;
  @Field(() => String)
  readonly debitAccount: string;
  @Field(() => String)
  readonly creditAccount: string;
  @Field(() => MoneyType)
  readonly amount: Money;
}

@InputType()
export class TransactionFilter {
  @Field(() => String, { nullable: true, description: 'Merchant, holder, or last four of the card.' })
  readonly search?: string | null;
  @Field(() => [TransactionStatuses], { nullable: true })
  readonly status?: TransactionStatus[] | null;
  @Field(() => TransactionKinds, { nullable: true })
  readonly kind?: TransactionKind | null;
  @Field(() => ID, { nullable: true })
  readonly cardId?: string | null;
  @Field(() => ID, { nullable: true })
  readonly holderId?: string | null;
  @Field(() => ID, { nullable: true })
  readonly teamId?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'From this moment on.' })
  readonly from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Until before this moment.' })
  readonly to?: Date | null;
  @Field(() => String, { nullable: true })
  readonly mcc?: string | null;
  @Field(() => String, { nullable: true })
  readonly minAmountMinor?: string | null;
  @Field(() => String, { nullable: true })
  readonly maxAmountMinor?: string | null;
}

@ArgsType()
export class TransactionsArgs extends PageArgs {
  @Field(() => TransactionFilter, { nullable: true })
  readonly filter?: TransactionFilter | null;
}
