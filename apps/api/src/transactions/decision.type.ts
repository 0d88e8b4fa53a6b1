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
registerEnumType(DecisionOutcomes, { name: 'DecisionOutcome' });

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
  valuesConfig: {
    PASSED_ABOVE: { description: 'Above a limit that lets such purchases through and tells of them.' },
    EXCEPTED: { description: 'Would have refused, and an exception let it through.' },
    SHADOW_REFUSED: { description: 'Would have refused, in shadow mode.' },
  },
});

@ObjectType('Verdict', { simpleResolvers: true })
export class VerdictType {
  @Field(() => String, {
    description: 'Stable code of the rule: CARD_STATE, CARD_EXPIRY, PERSON_STATE, AMOUNT_LIMIT, MCC_ALLOW, MCC_BLOCK, FUNDS, …',
  })
  readonly rule: string;
  @Field(() => VerdictOutcomes)
  readonly outcome: VerdictOutcome;
  @Field(() => Boolean)
  readonly primary: boolean;
  @Field(() => String, { nullable: true })
  readonly reason: string | null;
  @Field(() => String)
  readonly sentence: string;
  @Field(() => ControlScopes, { nullable: true })
  readonly scope: ControlScope | null;
  @Field(() => ID, { nullable: true })
  readonly controlId: string | null;
  @Field(() => Int, { nullable: true })
  readonly controlVersion: number | null;
  @Field(() => LimitWindow, { nullable: true })
  readonly window: LimitWindow | null;
  @Field(() => Int, { nullable: true, description: 'Of a rolling window.' })
  readonly rollingDays: number | null;
  @Field(() => MoneyType, { nullable: true })
  readonly limit: Money | null;
  @Field(() => MoneyType, { nullable: true })
  readonly counterBefore: Money | null;
  @Field(() => MoneyType, { nullable: true })
  readonly counterAfter: Money | null;
  @Field(() => Int, { nullable: true, description: 'Of a limit of how many purchases.' })
  readonly limitCount: number | null;
  @Field(() => Int, { nullable: true })
  readonly countBefore: number | null;
  @Field(() => Int, { nullable: true })
  readonly countAfter: number | null;
  @Field(() => DateTime, { nullable: true })
  readonly windowStart: Date | null;
  @Field(() => DateTime, { nullable: true })
  readonly windowEnd: Date | null;
  @Field(() => String, { nullable: true })
  readonly timeZone: string | null;
}

@ObjectType('DecisionInputs', { description: 'What was asked, as the rules saw it.', simpleResolvers: true })
export class DecisionInputsType {
  @Field(() => String, { description: "Marqeta's JIT method, e.g. pgfs.authorization." })
  readonly method: string;
  @Field(() => MoneyType)
  readonly amount: Money;
  @Field(() => String, { nullable: true })
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
  @Field(() => ID)
  readonly controlId: string;
  @Field(() => ControlScopes, { nullable: true })
  readonly scope: ControlScope | null;
  @Field(() => String)
  readonly rule: string;
  @Field(() => MoneyType, { nullable: true, description: 'What an AMOUNT_LIMIT would have to be.' })
  readonly amount: Money | null;
  @Field(() => Int, { nullable: true, description: 'What a COUNT_LIMIT would have to be.' })
  readonly count: number | null;
  @Field(() => String, { nullable: true, description: 'What would have to be allowed, or no longer blocked.' })
  readonly value: string | null;
}

@ObjectType('SmallestFix', { description: 'The least that would have let a declined purchase through.', simpleResolvers: true })
export class SmallestFixType {
  @Field(() => Boolean, { description: 'An exception of this merchant and amount would have done; of any merchant when there is none.' })
  readonly byException: boolean;
  @Field(() => MerchantMatchType, { nullable: true })
  readonly merchant: MerchantMatch | null;
  @Field(() => MoneyType, { nullable: true, description: 'Up to which amount the exception would have to be.' })
  readonly amount: Money | null;
  @Field(() => [ControlChangeType])
  readonly changes: readonly ControlChangeType[];
  @Field(() => MoneyType, { nullable: true, description: 'What is missing of the funds.' })
  readonly missing: Money | null;
}

@ObjectType('Decision', { description: 'The record of one answer to Marqeta: every rule that was evaluated.', simpleResolvers: true })
export class DecisionType {
  @Field(() => ID)
  readonly id: string;
  @Field(() => DecisionOutcomes)
  readonly outcome: keyof typeof DecisionOutcomes;
  @Field(() => String, {
    nullable: true,
    description: 'Stable code of the primary refusal, e.g. AMOUNT_LIMIT_EXCEEDED; null when approved.',
  })
  readonly reason: string | null;
  @Field(() => String, { description: "In the viewer's language, with no more than the viewer may see." })
  readonly sentence: string;
  @Field(() => MoneyType)
  readonly amount: Money;
  @Field(() => DateTime)
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
