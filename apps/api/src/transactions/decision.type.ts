import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { DecisionTiming } from '../authorization/decision-record.ts';
import type { VerdictOutcome } from '../authorization/verdict.ts';
import { LimitWindow } from '../cards/limit-window.ts';
import type { ControlScope } from '../controls/scope.ts';
import { ControlScopes, MerchantMatchType } from '../controls/control.type.ts';
import type { MerchantMatch } from '../controls/merchants.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';

const DecisionOutcomes = { APPROVED: 'APPROVED', DECLINED: 'DECLINED' } as const;
registerEnumType(DecisionOutcomes, {
  name: 'DecisionOutcome',
  description: 'Our answer to a question of Marqeta.',
  valuesConfig: {
    APPROVED: { description: "Yes, for the decision's `amount`. One that did not arrive in time is listed by `orphanHolds`." },
    DECLINED: { description: 'No: nothing is held, and no limit counts it.' },
  },
});

const VerdictOutcomes = {
  PASSED: 'PASSED',
  PASSED_ABOVE: 'PASSED_ABOVE',
  EXCEPTED: 'EXCEPTED',
  REFUSED: 'REFUSED',
  SHADOW_REFUSED: 'SHADOW_REFUSED',
  NOT_APPLICABLE: 'NOT_APPLICABLE',
} as const satisfies { readonly [Outcome in VerdictOutcome]: Outcome };
registerEnumType(VerdictOutcomes, {
  name: 'VerdictOutcome',
  description: 'What one rule made of one request.',
  valuesConfig: {
    PASSED: { description: 'The rule has nothing against it.' },
    PASSED_ABOVE: { description: 'Above a limit that lets such purchases through and tells of them.' },
    EXCEPTED: { description: 'Would have refused, and an exception let it through.' },
    REFUSED: { description: 'The rule says no; one such verdict is enough for a decline.' },
    SHADOW_REFUSED: { description: 'Would have refused, in shadow mode.' },
    NOT_APPLICABLE: { description: 'The rule does not speak of it, as a limit in another currency or of other merchant categories.' },
  },
});

@ObjectType('Verdict', {
  simpleResolvers: true,
  description: 'What one rule said of one request, with all that it looked at. Amounts are in the currency of the decision.',
})
export class VerdictType {
  @Field(() => String, {
    description: 'Stable code of the rule: CARD_STATE, CARD_EXPIRY, PERSON_STATE, AMOUNT_LIMIT, MCC_ALLOW, MCC_BLOCK, FUNDS, …',
  })
  readonly rule: string;
  @Field(() => VerdictOutcomes, { description: 'What the rule made of it.' })
  readonly outcome: VerdictOutcome;
  @Field(() => Boolean, { description: 'True of the verdict that names a decline; none of an approval is.' })
  readonly primary: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Stable code of why it refuses, or would, e.g. MCC_BLOCKED; null when PASSED or NOT_APPLICABLE.',
  })
  readonly reason: string | null;
  @Field(() => String, { description: "In the viewer's language, without the spending of others that the viewer may not see." })
  readonly sentence: string;
  @Field(() => ControlScopes, {
    nullable: true,
    description: 'What the rule binds or looks at; null where it has none, as the state of a card.',
  })
  readonly scope: ControlScope | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The control, or the emergency stop, that spoke; null for rules of the system itself, such as CARD_STATE and FUNDS.',
  })
  readonly controlId: string | null;
  @Field(() => Int, { nullable: true, description: 'Its version at that time; null where `controlId` is.' })
  readonly controlVersion: number | null;
  @Field(() => LimitWindow, { nullable: true, description: 'What a limit counts over; null for other rules.' })
  readonly window: LimitWindow | null;
  @Field(() => Int, { nullable: true, description: 'Of a rolling window.' })
  readonly rollingDays: number | null;
  @Field(() => MoneyType, { nullable: true, description: 'The most that an AMOUNT_LIMIT or an EXCEPTION allows; null for other rules.' })
  readonly limit: Money | null;
  @Field(() => MoneyType, {
    nullable: true,
    description: 'What was used before this request, for FUNDS what was available; null for other rules and to those who may not see it.',
  })
  readonly counterBefore: Money | null;
  @Field(() => MoneyType, {
    nullable: true,
    description: 'The same with this request, also when it was refused: below zero for FUNDS that do not suffice.',
  })
  readonly counterAfter: Money | null;
  @Field(() => Int, { nullable: true, description: 'Of a limit of how many purchases.' })
  readonly limitCount: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'How many purchases were counted before this one; null to those who may not see it, and for limits of amounts.',
  })
  readonly countBefore: number | null;
  @Field(() => Int, { nullable: true, description: 'The same with this purchase, also when it was refused.' })
  readonly countAfter: number | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'First moment of the window; null per transaction, for a LIFETIME and for other rules.',
  })
  readonly windowStart: Date | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'First moment after the window, when a limit renews; of an EXCEPTION, when it ends.',
  })
  readonly windowEnd: Date | null;
  @Field(() => String, {
    nullable: true,
    description: 'IANA zone in which the window or the schedule was read; null for rules that know no time.',
  })
  readonly timeZone: string | null;
}

@ObjectType('DecisionInputs', { description: 'What was asked, as the rules saw it.', simpleResolvers: true })
export class DecisionInputsType {
  @Field(() => String, { description: "Marqeta's JIT method, e.g. pgfs.authorization." })
  readonly method: string;
  @Field(() => MoneyType, { description: "What was asked for; its currency is the card's unless the rule CURRENCY refused it." })
  readonly amount: Money;
  @Field(() => String, { nullable: true, description: 'Merchant category code, four digits (ISO 18245); null when the question had none.' })
  readonly mcc: string | null;
  @Field(() => String, { nullable: true, description: "The merchant's id, as the network gave it." })
  readonly mid: string | null;
  @Field(() => DateTime, { description: "The moment in whose windows it counts: Marqeta's `user_transaction_time`." })
  readonly countedAt: Date;
  @Field(() => String, { description: "The company's zone at that time." })
  readonly timeZone: string;
  @Field(() => Int, { description: "Version of the company's controls as a whole." })
  readonly controlsVersion: number;
}

@ObjectType('ControlChange', {
  description: 'The least change of a control that would have let a purchase through.',
  simpleResolvers: true,
})
export class ControlChangeType {
  @Field(() => ID, { description: 'The control that refused.' })
  readonly controlId: string;
  @Field(() => ControlScopes, { nullable: true, description: 'What that control binds.' })
  readonly scope: ControlScope | null;
  @Field(() => String, {
    description: 'Its rule, as in `Verdict.rule`: a limit gives `amount` or `count`, a list gives `value`, a schedule none of them.',
  })
  readonly rule: string;
  @Field(() => MoneyType, {
    nullable: true,
    description: 'What an AMOUNT_LIMIT would have to be; null to those who may not see what it has counted.',
  })
  readonly amount: Money | null;
  @Field(() => Int, {
    nullable: true,
    description: 'What a COUNT_LIMIT would have to be; null to those who may not see what it has counted.',
  })
  readonly count: number | null;
  @Field(() => String, { nullable: true, description: 'What would have to be allowed, or no longer blocked.' })
  readonly value: string | null;
}

@ObjectType('SmallestFix', { description: 'The least that would have let a declined purchase through.', simpleResolvers: true })
export class SmallestFixType {
  @Field(() => Boolean, { description: 'An exception of this merchant and amount would have done; of any merchant when there is none.' })
  readonly byException: boolean;
  @Field(() => MerchantMatchType, {
    nullable: true,
    description: 'The narrowest name that the question gave its merchant; null when it gave none, or no exception would do.',
  })
  readonly merchant: MerchantMatch | null;
  @Field(() => MoneyType, { nullable: true, description: 'Up to which amount the exception would have to be.' })
  readonly amount: Money | null;
  @Field(() => [ControlChangeType], {
    description: 'Each control that refused, with the least change that ends that; empty when only funds are missing.',
  })
  readonly changes: readonly ControlChangeType[];
  @Field(() => Boolean, { description: 'The funds do not suffice either: no exception stands in for them.' })
  readonly lacksFunds: boolean;
  @Field(() => MoneyType, { nullable: true, description: 'How much is missing of the funds, for those who see what is there.' })
  readonly missing: Money | null;
}

@ObjectType('Decision', { description: 'The record of one answer to Marqeta: every rule that was evaluated.', simpleResolvers: true })
export class DecisionType {
  @Field(() => ID, { description: 'UUID of this one answer; a purchase that was increased has several.' })
  readonly id: string;
  @Field(() => DecisionOutcomes, { description: 'Our yes or no.' })
  readonly outcome: keyof typeof DecisionOutcomes;
  @Field(() => String, {
    nullable: true,
    description: 'Stable code of the primary refusal, e.g. AMOUNT_LIMIT_EXCEEDED; null when approved.',
  })
  readonly reason: string | null;
  @Field(() => String, { description: "In the viewer's language, with no more than the viewer may see." })
  readonly sentence: string;
  @Field(() => MoneyType, { description: 'What was approved; of a decline, what was asked for.' })
  readonly amount: Money;
  @Field(() => DateTime, { description: 'By our own clock; windows go by `inputs.countedAt`.' })
  readonly decidedAt: Date;
  @Field(() => Float, { nullable: true, description: "Milliseconds from the request's arrival to our answer. Admin." })
  readonly elapsedMs: number | null;
  /** Null for who may not see it. */
  readonly shownTiming: DecisionTiming | null;
  @Field(() => DecisionInputsType, { nullable: true, description: 'For those who may see the record.' })
  readonly inputs: DecisionInputsType | null;
  @Field(() => [VerdictType], { description: 'Every rule that spoke, for those who may see the record.' })
  readonly verdicts: readonly VerdictType[];
  @Field(() => SmallestFixType, { nullable: true, description: 'Of a decline, for those who may change its controls.' })
  readonly smallestFix: SmallestFixType | null;
}
