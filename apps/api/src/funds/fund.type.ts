import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ACCOUNTS, type Account } from '../ledger/transfer.ts';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import type { AccountEntry, KindSum } from './account-entries.query.ts';
import type { QueuedFunds } from './funds.query.ts';
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

const enumOf = <Name extends string>(names: readonly Name[]): { readonly [Each in Name]: Each } =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [Each in Name]: Each };

const FundKinds = { TOP_UP: 'TOP_UP', WITHDRAWAL: 'WITHDRAWAL' } as const satisfies { readonly [Kind in FundKind]: Kind };
registerEnumType(FundKinds, { name: 'FundKind' });

const FundStates = enumOf(FUND_STATES);
registerEnumType(FundStates, {
  name: 'FundState',
  valuesConfig: {
    AWAITING_APPROVAL: { description: 'Another admin has to agree; nothing has moved.' },
    DECLINED: { description: 'The other admin did not agree.' },
    CANCELLED: { description: 'Taken back by the company.' },
    IN_TRANSIT: { description: 'A top-up that is announced and has not arrived.' },
    RESERVED: { description: "A withdrawal's money is set aside." },
    SENDING: { description: 'An operator has it in hand.' },
    REFUSED: { description: 'Not paid, and available again.' },
    RETURNED: { description: 'Sent back by a bank.' },
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
});

const OperatorActions = enumOf(OPERATOR_ACTIONS);
registerEnumType(OperatorActions, {
  name: 'FundSettlement',
  valuesConfig: {
    ARRIVE: { description: 'The money of a top-up is there.' },
    RETURN: { description: 'A bank sent it back, also after it was final.' },
    START: { description: 'A withdrawal is in hand: from now on the company cannot take it back.' },
    PAY: { description: 'The bank has paid it out.' },
    REFUSE: { description: 'It is not paid out.' },
  },
});

const LedgerAccounts = enumOf(ACCOUNTS);
registerEnumType(LedgerAccounts, { name: 'LedgerAccount' });

@ObjectType('FundMovement', { simpleResolvers: true, description: 'A top-up or a withdrawal.' })
export class FundMovementType {
  readonly stored: FundMovement;

  @Field(() => ID)
  readonly id: string;
  @Field(() => FundKinds)
  readonly kind: FundKind;
  @Field(() => FundStates)
  readonly state: FundState;
  @Field(() => DateTime, { description: 'Since when it is in its state.' })
  readonly stateAt: Date;
  @Field(() => MoneyType)
  readonly amount: Money;
  @Field(() => String, { description: 'What the bank transfer says.' })
  readonly reference: string;
  @Field(() => String)
  readonly requestedByName: string;
  @Field(() => DateTime)
  readonly requestedAt: Date;
  @Field(() => Int)
  readonly version: number;
}

export function shownFundMovement(stored: FundMovement): FundMovementType {
  const { id, kind, state, stateAt, amount, reference, requestedByName, requestedAt, version } = stored;
  return { stored, id, kind, state, stateAt, amount, reference, requestedByName, requestedAt, version };
}

@ObjectType('FundMovementEvent', { simpleResolvers: true })
export class FundMovementEventType {
  @Field(() => ID)
  readonly id: string;
  @Field(() => FundStates, { description: 'What it became.' })
  readonly state: FundState;
  @Field(() => DateTime)
  readonly at: Date;
  @Field(() => String)
  readonly byName: string;
  @Field(() => String, { nullable: true })
  readonly reason: string | null;
}

@ObjectType('FundSetting', { simpleResolvers: true, description: "What is set of the company's money in one currency." })
export class FundSettingType {
  readonly stored: FundSetting;

  @Field(() => ID, { description: 'The currency.' })
  readonly id: string;
  @Field(() => String)
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

  @Field(() => ID)
  readonly id: string;
  @Field(() => DateTime)
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

@ObjectType('AccountKindSum', { simpleResolvers: true })
class AccountKindSumType implements KindSum {
  @Field(() => String)
  readonly kind: KindSum['kind'];
  @Field(() => Int)
  readonly transfers: number;
  @Field(() => MoneyType, { description: 'Negative when they left the account.' })
  readonly amount: Money;
}

@ObjectType('AccountMakeup', { simpleResolvers: true, description: 'How a balance came to be.' })
export class AccountMakeupType {
  @Field(() => MoneyType)
  readonly opening: Money;
  @Field(() => [AccountKindSumType], { description: 'What each kind of transfer did, the largest first.' })
  readonly sums: readonly KindSum[];
  @Field(() => MoneyType)
  readonly closing: Money;
}

@ObjectType('QueuedFunds', { simpleResolvers: true, description: 'A bank transfer as an operator sees it.' })
export class QueuedFundsType {
  @Field(() => ID)
  readonly id: string;
  @Field(() => ID)
  readonly companyId: string;
  @Field(() => String)
  readonly companyName: string;
  @Field(() => FundKinds)
  readonly kind: FundKind;
  @Field(() => FundStates)
  readonly state: FundState;
  @Field(() => DateTime)
  readonly stateAt: Date;
  @Field(() => MoneyType)
  readonly amount: Money;
  @Field(() => String)
  readonly reference: string;
  @Field(() => [OperatorActions])
  readonly actions: readonly OperatorAction[];
  @Field(() => Int)
  readonly version: number;
}

export function shownQueued({ currency, minor, ...queued }: QueuedFunds): QueuedFundsType {
  return { ...queued, amount: { minor: BigInt(minor), currency }, actions: OPERATOR_ACTIONS.filter((action) => canBe(queued, action)) };
}

@InputType()
export class FundMovementFilter {
  @Field(() => FundKinds, { nullable: true })
  readonly kind?: FundKind | null;
  @Field(() => Boolean, { nullable: true, description: 'Under way, or over.' })
  readonly isOpen?: boolean | null;
}

@ArgsType()
export class FundMovementsArgs extends PageArgs {
  @Field(() => FundMovementFilter, { nullable: true })
  readonly filter?: FundMovementFilter | null;
}

@InputType({ description: 'An account, and the moments between which it is looked at.' })
export class AccountSpanInput {
  @Field(() => String, { description: 'ISO 4217.' })
  readonly currency: string;
  @Field(() => LedgerAccounts)
  readonly account: Account;
  @Field(() => DateTime, { nullable: true, description: 'From this moment on.' })
  readonly from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Until before this moment.' })
  readonly to?: Date | null;
}

@ArgsType()
export class AccountEntriesArgs extends PageArgs {
  @Field(() => AccountSpanInput)
  readonly of: AccountSpanInput;
  @Field(() => [String], { nullable: true, description: 'Kinds of transfers; all when absent.' })
  readonly kinds?: AccountEntry['kind'][] | null;
}

@InputType()
abstract class FundsInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => String)
  readonly amountMinor: string;
  @Field(() => String, { description: 'ISO 4217, of the company or of its cards.' })
  readonly currency: string;
  @Field(() => String, { description: 'What the bank transfer says: 1 to 140 characters.' })
  readonly reference: string;
}

@InputType()
export class AnnounceTopUpInput extends FundsInput {}

@InputType()
export class RequestWithdrawalInput extends FundsInput {}

@InputType()
export class CancelFundsInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly movementId: string;
  @Field(() => String, { nullable: true, description: 'At most 200 characters.' })
  readonly reason?: string | null;
  @Field(() => Int, { nullable: true, description: 'Refused with `stale` when it has changed since.' })
  readonly expectedVersion?: number | null;
}

@InputType()
export class SettleFundsInput extends CancelFundsInput {
  @Field(() => ID)
  readonly companyId: string;
  @Field(() => OperatorActions)
  readonly action: OperatorAction;
}

@InputType()
export class SetFundsInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => String)
  readonly currency: string;
  @Field(() => String, { nullable: true, description: 'Above it a second admin has to agree; null: never.' })
  readonly fourEyesAboveMinor: string | null;
  @Field(() => String, { nullable: true, description: 'The admins are told when less is available; null: never.' })
  readonly lowBelowMinor: string | null;
  @Field(() => Int, { nullable: true, description: 'Refused with `stale` when it has changed since.' })
  readonly expectedVersion?: number | null;
}
