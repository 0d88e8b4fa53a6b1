import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ACCOUNTS, type Account } from '../ledger/transfer.ts';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import type { Money } from '../platform/money.ts';
import type { AccountEntry, KindSum } from './account-entries.query.ts';
import type { FundMovementSortBy, QueuedFunds } from './funds.query.ts';
import {
  canBe,
  type CompanyAction,
  FUND_STATES,
  type FundKind,
  type FundState,
  OPERATOR_ACTIONS,
  type OperatorAction,
} from './movement.ts';
import type { FundMovement } from './movement-store.ts';
import type { FundSetting } from './setting-store.ts';
import { DRY_RUN, EXPECTED_VERSION, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';

const enumOf = <Name extends string>(names: readonly Name[]): { readonly [Each in Name]: Each } =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [Each in Name]: Each };

const FundKinds = { TOP_UP: 'TOP_UP', WITHDRAWAL: 'WITHDRAWAL' } as const satisfies { readonly [Kind in FundKind]: Kind };
registerEnumType(FundKinds, {
  name: 'FundKind',
  description: "Which way money goes between a company and the programme's bank account.",
  valuesConfig: {
    TOP_UP: { description: 'Money that a company adds to its funds.' },
    WITHDRAWAL: { description: 'Money that a company takes out of its funds.' },
  },
});

const FundStates = enumOf(FUND_STATES);
registerEnumType(FundStates, {
  name: 'FundState',
  description: 'How far a top-up or a withdrawal has come.',
  valuesConfig: {
    AWAITING_APPROVAL: { description: 'Another admin has to agree; nothing has moved.' },
    DECLINED: { description: 'The other admin did not agree.' },
    CANCELLED: { description: 'Taken back by the company.' },
    IN_TRANSIT: { description: 'A top-up that is announced and has not arrived.' },
    ARRIVED: { description: 'A top-up that can be spent; a bank may still send it back.' },
    RESERVED: { description: "A withdrawal's money is set aside; the company can still take it back." },
    SENDING: { description: 'An operator has a withdrawal in hand: it is paid, or refused.' },
    PAID: { description: "A withdrawal that has left the programme's bank account; a bank may still send it back." },
    REFUSED: { description: 'A withdrawal that was not paid, and is available again.' },
    RETURNED: { description: 'Sent back by a bank, before or after it was final.' },
  },
});

export const CompanyActions = {
  APPROVE: 'APPROVE',
  DECLINE: 'DECLINE',
  CANCEL: 'CANCEL',
} as const satisfies { readonly [Action in CompanyAction]: Action };
registerEnumType(CompanyActions, {
  name: 'FundAction',
  description: 'Of what awaits approval by `answerApproval`, and by `withdrawApproval` when it is the viewer’s own.',
  valuesConfig: {
    APPROVE: { description: 'Agree to what another admin asked for.' },
    DECLINE: { description: 'Not agree to what another admin asked for: nothing moves.' },
    CANCEL: { description: 'Take it back, by `cancelFunds` once it awaits no approval.' },
  },
});

const OperatorActions = enumOf(OPERATOR_ACTIONS);
registerEnumType(OperatorActions, {
  name: 'FundSettlement',
  description: "What an operator says of the programme's bank account.",
  valuesConfig: {
    ARRIVE: { description: 'The money of a top-up is there.' },
    RETURN: { description: 'A bank sent it back, also after it was final. Needs a reason, for the company.' },
    START: { description: 'A withdrawal is in hand: from now on the company cannot take it back.' },
    PAY: { description: 'The bank has paid it out.' },
    REFUSE: { description: 'It is not paid out, and available again. Needs a reason, for the company.' },
  },
});

const LedgerAccounts = enumOf(ACCOUNTS);
registerEnumType(LedgerAccounts, {
  name: 'LedgerAccount',
  description: 'Where money is, for a company and currency. A balance is credits less debits; all of them sum to zero.',
  valuesConfig: {
    AVAILABLE: { description: 'What can be spent: neither held nor spent.' },
    HELD: { description: 'What approved authorizations hold until they clear or are released.' },
    SPENT: { description: 'What merchants collected, less what they gave back.' },
    IN_TRANSIT: { description: 'Top-ups that are announced and have not arrived.' },
    RESERVED: { description: 'Withdrawals that are set aside and not paid out yet.' },
    RECEIVABLE: { description: 'What the company owes, below zero, when more was spent than was there.' },
    DISPUTES: { description: 'What came back because of disputes, below zero.' },
    FEES: { description: 'Fees that were charged, less those given back.' },
    EXTERNAL: { description: 'The world outside: below zero by what the company has brought in, less what it has taken out.' },
  },
});

@ObjectType('FundMovement', { simpleResolvers: true, description: 'A top-up or a withdrawal.' })
export class FundMovementType {
  readonly stored: FundMovement;

  @Field(() => ID, { description: "For `cancelFunds`, and for an operator's `settleFunds`." })
  readonly id: string;
  @Field(() => FundKinds, { description: "Into the company's funds, or out of them." })
  readonly kind: FundKind;
  @Field(() => FundStates, { description: 'How far it has come; `history` has the states before.' })
  readonly state: FundState;
  @Field(() => DateTime, { description: 'Since when it is in its state.' })
  readonly stateAt: Date;
  @Field(() => MoneyType, { description: 'Above zero, whichever way it goes.' })
  readonly amount: Money;
  @Field(() => String, { description: 'What the bank transfer says.' })
  readonly reference: string;
  @Field(() => String, { description: 'The admin who asked, by the name of that day, or the part of the system that did.' })
  readonly requestedByName: string;
  @Field(() => DateTime, { description: 'When the company asked for it.' })
  readonly requestedAt: Date;
  @Field(() => Int, { description: 'Goes up with each change of its state; for `expectedVersion`.' })
  readonly version: number;
}

export function shownFundMovement(stored: FundMovement): FundMovementType {
  const { id, kind, state, stateAt, amount, reference, requestedByName, requestedAt, version } = stored;
  return { stored, id, kind, state, stateAt, amount, reference, requestedByName, requestedAt, version };
}

@ObjectType('FundMovementEvent', {
  simpleResolvers: true,
  description: 'That a top-up or a withdrawal came into a state, and through whom.',
})
export class FundMovementEventType {
  @Field(() => ID, { description: 'Of this step, for keys and caches.' })
  readonly id: string;
  @Field(() => FundStates, { description: 'What it became.' })
  readonly state: FundState;
  @Field(() => DateTime, { description: 'When it came into that state.' })
  readonly at: Date;
  @Field(() => String, { description: 'Who brought it there, by the name of that day: an admin, an operator or a part of the system.' })
  readonly byName: string;
  @Field(() => String, { nullable: true, description: 'As given with the step; null when none was.' })
  readonly reason: string | null;
}

@ObjectType('FundSetting', { simpleResolvers: true, description: "What is set of the company's money in one currency." })
export class FundSettingType {
  readonly stored: FundSetting;

  @Field(() => ID, { description: 'The currency.' })
  readonly id: string;
  @Field(() => String, { description: "ISO 4217: the company's own, or one in which it has cards or money." })
  readonly currency: string;
  @Field(() => MoneyType, { nullable: true, description: 'Above it a second admin has to agree; null: never.' })
  readonly fourEyesAbove: Money | null;
  @Field(() => MoneyType, { nullable: true, description: 'The admins are told when less is available; null: never.' })
  readonly lowBelow: Money | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when less than that is available.' })
  readonly lowSince: Date | null;
  @Field(() => Int, { description: '0 while nothing was ever set.' })
  readonly version: number;
}

export function shownFundSetting(stored: FundSetting): FundSettingType {
  const { currency, fourEyesAboveMinor, lowBelowMinor, lowSince, version } = stored;
  const amount = (minor: bigint | null): Money | null => (minor === null ? null : { minor, currency });
  return {
    ...{ stored, id: currency, currency, lowSince, version },
    fourEyesAbove: amount(fourEyesAboveMinor),
    lowBelow: amount(lowBelowMinor),
  };
}

@ObjectType('FundLoosening', { simpleResolvers: true, description: 'A change that asks for a second admin less often, and waits for one.' })
export class FundLooseningType {
  @Field(() => MoneyType, { nullable: true, description: 'What is asked for; null: never a second admin.' })
  readonly fourEyesAbove: Money | null;
}

@ObjectType('AccountEntry', { simpleResolvers: true, description: 'A transfer as one account sees it.' })
export class AccountEntryType implements AccountEntry {
  readonly transactionId: string | null;

  @Field(() => ID, { description: 'Of the transfer, the same whichever account it is seen from.' })
  readonly id: string;
  @Field(() => DateTime, { description: 'When it was booked here, which may be after the purchase itself.' })
  readonly at: Date;
  @Field(() => String, { description: 'hold, release, clearing, refund, top_up, …' })
  readonly kind: AccountEntry['kind'];
  @Field(() => LedgerAccounts, { description: 'Where it came from, or went.' })
  readonly otherAccount: Account;
  @Field(() => MoneyType, { description: 'Negative when it left the account.' })
  readonly amount: Money;
  @Field(() => MoneyType, { nullable: true, description: 'Of the account, after it; null in a list of some kinds only.' })
  readonly balance: Money | null;
  @Field(() => String, { description: "Token of Marqeta's message, or the name of the command, that made it necessary." })
  readonly cause: string;
}

@ObjectType('AccountKindSum', { simpleResolvers: true, description: 'What all transfers of one kind did to an account.' })
class AccountKindSumType implements KindSum {
  @Field(() => String, { description: 'As in `AccountEntry.kind`.' })
  readonly kind: KindSum['kind'];
  @Field(() => Int, { description: 'How many there were.' })
  readonly transfers: number;
  @Field(() => MoneyType, { description: 'Negative when they left the account.' })
  readonly amount: Money;
}

@ObjectType('AccountMakeup', { simpleResolvers: true, description: 'How a balance came to be.' })
export class AccountMakeupType {
  @Field(() => MoneyType, {
    description: 'The balance before the first moment that is looked at; zero when it is looked at from the beginning.',
  })
  readonly opening: Money;
  @Field(() => [AccountKindSumType], { description: 'What each kind of transfer did, the largest first.' })
  readonly sums: readonly KindSum[];
  @Field(() => MoneyType, { description: 'The balance at the end: `opening` and all `sums` together.' })
  readonly closing: Money;
}

@ObjectType('QueuedFunds', { simpleResolvers: true, description: 'A bank transfer as an operator sees it.' })
export class QueuedFundsType {
  @Field(() => ID, { description: "For `settleFunds`, together with the company's." })
  readonly id: string;
  @Field(() => ID, { description: 'Whose money it is.' })
  readonly companyId: string;
  @Field(() => String, { description: 'As the company calls itself.' })
  readonly companyName: string;
  @Field(() => FundKinds, { description: "Into the company's funds, or out of them." })
  readonly kind: FundKind;
  @Field(() => FundStates, { description: 'How far it has come.' })
  readonly state: FundState;
  @Field(() => DateTime, { description: 'Since when it is in its state.' })
  readonly stateAt: Date;
  @Field(() => MoneyType, { description: 'What the bank transfer is to come to, above zero.' })
  readonly amount: Money;
  @Field(() => String, { description: 'What the bank transfer says, by which it is found on the account.' })
  readonly reference: string;
  @Field(() => [OperatorActions], { description: 'What an operator may say of it now; empty when it is over for good.' })
  readonly actions: readonly OperatorAction[];
  @Field(() => Int, { description: 'Goes up with each change of its state; for `expectedVersion`.' })
  readonly version: number;
}

export function shownQueued({ currency, minor, ...queued }: QueuedFunds): QueuedFundsType {
  return { ...queued, amount: { minor: BigInt(minor), currency }, actions: OPERATOR_ACTIONS.filter((action) => canBe(queued, action)) };
}

@InputType({ description: 'All that is given has to be true; what is null or absent does not matter.' })
export class FundMovementFilter {
  @Field(() => FundKinds, { nullable: true, description: 'Top-ups or withdrawals alone.' })
  readonly kind?: FundKind | null;
  @Field(() => Boolean, { nullable: true, description: 'True for those under way, false for those that are over.' })
  readonly isOpen?: boolean | null;
}

const FundMovementSortKeys = { REQUESTED: 'REQUESTED', AMOUNT: 'AMOUNT' } as const satisfies { readonly [By in FundMovementSortBy]: By };
registerEnumType(FundMovementSortKeys, {
  name: 'FundMovementSortBy',
  description: 'What top-ups and withdrawals can be ordered by.',
  valuesConfig: {
    REQUESTED: { description: 'When it was asked for.' },
    AMOUNT: { description: 'The amount in minor units of whatever currency.' },
  },
});
const FundMovementSort = sortType('FundMovement', FundMovementSortKeys);

@ArgsType()
export class FundMovementsArgs extends PageArgs {
  @Field(() => FundMovementFilter, { nullable: true, description: "Which of the company's; all when absent." })
  readonly filter?: FundMovementFilter | null;
  @Field(() => FundMovementSort, { nullable: true, description: 'Newest first when absent.' })
  readonly sort?: Sort<FundMovementSortBy> | null;
}

@InputType({ description: 'An account, and the moments between which it is looked at.' })
export class AccountSpanInput {
  @Field(() => String, { description: 'ISO 4217.' })
  readonly currency: string;
  @Field(() => LedgerAccounts, { description: "One of the company's accounts in that currency." })
  readonly account: Account;
  @Field(() => DateTime, { nullable: true, description: 'From this moment on; from the beginning when absent.' })
  readonly from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Until before this moment; until now when absent.' })
  readonly to?: Date | null;
}

@ArgsType()
export class AccountEntriesArgs extends PageArgs {
  @Field(() => AccountSpanInput, { description: 'Whose transfers, and of which time.' })
  readonly of: AccountSpanInput;
  @Field(() => [String], { nullable: true, description: 'Kinds of transfers, as in `AccountEntry.kind`; all when absent or empty.' })
  readonly kinds?: AccountEntry['kind'][] | null;
}

@InputType({ description: 'A bank transfer between a company and the programme, as the company asks for it.' })
abstract class FundsInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => String, { description: 'Minor units of the currency: a whole number above zero, of 15 digits at most.' })
  readonly amountMinor: string;
  @Field(() => String, { description: 'ISO 4217, of the company or of its cards.' })
  readonly currency: string;
  @Field(() => String, { description: 'What the bank transfer says: 1 to 140 characters.' })
  readonly reference: string;
}

@InputType({ description: 'A bank transfer that the company is sending.' })
export class AnnounceTopUpInput extends FundsInput {}

@InputType({ description: 'A bank transfer that the company wants: no more than is available, less what it owes.' })
export class RequestWithdrawalInput extends FundsInput {}

@InputType({ description: 'Names a top-up or a withdrawal of the company that is to be taken back.' })
export class CancelFundsInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'The top-up or the withdrawal.' })
  readonly movementId: string;
  @Field(() => String, { nullable: true, description: '200 characters at most, kept in its history; null for none, where none is needed.' })
  readonly reason?: string | null;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
}

@InputType({ description: 'Names a bank transfer of a company, and what an operator says of it.' })
export class SettleFundsInput extends CancelFundsInput {
  @Field(() => ID, { description: 'Whose money it is, as in `QueuedFunds.companyId`.' })
  readonly companyId: string;
  @Field(() => OperatorActions, { description: 'What came of it; one of `QueuedFunds.actions`.' })
  readonly action: OperatorAction;
}

@InputType({ description: 'All that is set for one currency: what is left null is set to never.' })
export class SetFundsInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => String, { description: "ISO 4217: the company's own, or one in which it has cards or money." })
  readonly currency: string;
  @Field(() => String, {
    nullable: true,
    description: 'Minor units: above it, with what one admin let through alone in the last 24 hours, a second has to agree; null: never.',
  })
  readonly fourEyesAboveMinor: string | null;
  @Field(() => String, { nullable: true, description: 'Minor units, above zero: the admins are told when less is available; null: never.' })
  readonly lowBelowMinor: string | null;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
}
