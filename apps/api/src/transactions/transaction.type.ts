import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import type { TransactionKind, TransactionStatus } from '../ledger/purchase.ts';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import type { Money } from '../platform/money.ts';
import type { NetworkFee } from './network-fees.ts';
import type { ShownMerchant, ShownTransaction } from './transaction-row.ts';
import type { TransactionSortBy } from './transactions.query.ts';

const TransactionKinds = {
  PURCHASE: 'PURCHASE',
  REFUND: 'REFUND',
  CREDIT: 'CREDIT',
  VERIFICATION: 'VERIFICATION',
  FEE: 'FEE',
} as const satisfies { readonly [Kind in TransactionKind]: Kind };
registerEnumType(TransactionKinds, {
  name: 'TransactionKind',
  description: 'What a transaction is.',
  valuesConfig: {
    PURCHASE: { description: 'Something was asked for or paid with the card, also when a fee came with it.' },
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
  description: 'How far a transaction has come.',
  valuesConfig: {
    PENDING: { description: 'Approved, the hold stands, nothing cleared yet.' },
    CLEARED: { description: 'Money has moved.' },
    REVERSED: { description: 'Released whole before any clearing.' },
    EXPIRED: { description: 'The hold ended by time, before any clearing.' },
    DECLINED: { description: 'We or Marqeta said no: nothing is held and nothing was paid.' },
  },
});

@ObjectType('Merchant', { simpleResolvers: true, description: 'Where a card was used, as the network told of it.' })
class MerchantType implements ShownMerchant {
  @Field(() => String, { description: 'As the network gave it; of a fee, what the programme calls it. Empty when nobody named it.' })
  readonly name: string;
  @Field(() => String, { description: 'Merchant category code, four digits (ISO 18245); empty when the network gave none.' })
  readonly mcc: string;
  @Field(() => String, { description: 'What the code stands for, e.g. "Eating places and restaurants".' })
  readonly category: string;
  @Field(() => String, { nullable: true, description: 'As the network gave it; null when it gave none.' })
  readonly city: string | null;
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-3, as the network gave it.' })
  readonly country: string | null;
}

@ObjectType('Transaction', {
  simpleResolvers: true,
  description:
    "What happened with a card, from authorization to clearing and refund. Amounts are in the card's currency unless said otherwise.",
})
export class TransactionType implements ShownTransaction {
  readonly companyId: string;
  readonly cardId: string;
  readonly userId: string;
  readonly teamIds: readonly string[];
  readonly authorizationId: string | null;
  readonly named?: NonNullable<ShownTransaction['named']>;

  @Field(() => ID, { description: "UUID, ours: not Marqeta's token." })
  readonly id: string;
  @Field(() => TransactionKinds, { description: 'What it is; of a REFUND or a CREDIT the `amount` is negative.' })
  readonly kind: TransactionKind;
  @Field(() => TransactionStatuses, { description: 'Where it stands after everything that was said of it so far.' })
  readonly status: TransactionStatus;
  @Field(() => MoneyType, {
    description: 'What counts: cleared amount once cleared, the hold while pending, what was asked when declined. Negative for a refund.',
  })
  readonly amount: Money;
  @Field(() => MoneyType, { description: 'What was first asked for, never negative; `amount` is what counts.' })
  readonly requestedAmount: Money;
  @Field(() => MoneyType, { description: 'Still held.' })
  readonly held: Money;
  @Field(() => MoneyType, {
    description: 'What has cleared, negative for a refund. Refunds of their own are in `refunded` and not taken off here.',
  })
  readonly cleared: Money;
  @Field(() => MoneyType, {
    description: 'What refunds that belong to this purchase have given back; those linked with LOW confidence do not count.',
  })
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
  @Field(() => MerchantType, { description: 'Where it was made.' })
  readonly merchant: ShownMerchant;
  @Field(() => DateTime, { description: "Marqeta's `user_transaction_time`: when the purchase was made." })
  readonly transactedAt: Date;
  @Field(() => Boolean, { description: 'True while our approval has no word from Marqeta.' })
  readonly unconfirmed: boolean;
  @Field(() => String, {
    nullable: true,
    description: "The approval code of six digits by which the merchant's side knows it; null when Marqeta gave none.",
  })
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
  @Field(() => MoneyType, { description: 'In the currency that Marqeta named, else that of its message; `isCredit` gives the direction.' })
  readonly amount: Money;
  @Field(() => Boolean, { description: 'It was earned, or came back.' })
  readonly isCredit: boolean;
}

@ObjectType('LedgerTransfer', {
  simpleResolvers: true,
  description: 'One immutable, balanced movement between two accounts of the ledger.',
})
export class LedgerTransferType {
  @Field(() => ID, { description: 'UUID of the transfer.' })
  readonly id: string;
  @Field(() => DateTime, { description: 'When it was posted.' })
  readonly at: Date;
  @Field(() => String, { description: 'Stable code: hold, release, clearing, refund, …' })
  readonly kind: string;
  @Field(() => String, { description: 'Where the money left: a `LedgerAccount`.' })
  readonly debitAccount: string;
  @Field(() => String, { description: 'Where the money went: a `LedgerAccount`.' })
  readonly creditAccount: string;
  @Field(() => MoneyType, { description: "Above zero, in the card's currency." })
  readonly amount: Money;
}

@InputType({ description: 'All that is given must hold; what is left out restricts nothing.' })
export class TransactionFilter {
  @Field(() => String, { nullable: true, description: 'Merchant, holder, or last four of the card.' })
  readonly search?: string | null;
  @Field(() => [TransactionStatuses], { nullable: true, description: 'Any of these; all when empty.' })
  readonly status?: TransactionStatus[] | null;
  @Field(() => TransactionKinds, { nullable: true, description: 'This kind alone.' })
  readonly kind?: TransactionKind | null;
  @Field(() => ID, { nullable: true, description: 'Of this card, without those that it replaced.' })
  readonly cardId?: string | null;
  @Field(() => ID, { nullable: true, description: "Of this person's cards." })
  readonly holderId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Of people who were in this team when the purchase was made.' })
  readonly teamId?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'From this moment on.' })
  readonly from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Until before this moment.' })
  readonly to?: Date | null;
  @Field(() => String, { nullable: true, description: 'This merchant category code alone, four digits.' })
  readonly mcc?: string | null;
  @Field(() => String, { nullable: true, description: 'Of the merchant of exactly this name, as `Merchant.name` has it.' })
  readonly merchant?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of merchants in this country, as `Merchant.country` has it; empty for those without.',
  })
  readonly country?: string | null;
  @Field(() => ID, { nullable: true, description: 'With cards of this card program.' })
  readonly programId?: string | null;
  @Field(() => String, { nullable: true, description: '`amount` from this on, in minor units of whatever currency; refunds are negative.' })
  readonly minAmountMinor?: string | null;
  @Field(() => String, { nullable: true, description: '`amount` up to this, in minor units of whatever currency; refunds are negative.' })
  readonly maxAmountMinor?: string | null;
}

const TransactionSortKeys = {
  DATE: 'DATE',
  AMOUNT: 'AMOUNT',
  MERCHANT: 'MERCHANT',
} as const satisfies { readonly [By in TransactionSortBy]: By };
registerEnumType(TransactionSortKeys, {
  name: 'TransactionSortBy',
  description: 'What transactions can be ordered by.',
  valuesConfig: {
    DATE: { description: 'When it was made.' },
    AMOUNT: { description: '`amount` in minor units of whatever currency; refunds are below zero.' },
    MERCHANT: { description: "The merchant's name, whichever case its letters are in." },
  },
});
const TransactionSort = sortType('Transaction', TransactionSortKeys);

@ArgsType()
export class TransactionsArgs extends PageArgs {
  @Field(() => TransactionFilter, { nullable: true, description: 'All that the viewer may see when absent.' })
  readonly filter?: TransactionFilter | null;
  @Field(() => TransactionSort, { nullable: true, description: 'Newest first when absent.' })
  readonly sort?: Sort<TransactionSortBy> | null;
}
