import { RISK_RULES, type RiskRule } from '@afc/words';
import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { EXPECTED_VERSION, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import type { RiskAlert } from './case.loader.ts';
import { CASE_OUTCOMES, CASE_STATES, type CaseOutcome, type CaseState } from './case.state.ts';
import type { RiskCaseSortBy } from './cases.query.ts';
import { CASE_EVENT_KINDS, type CaseEvent, type RiskCase } from './case-store.ts';

const enumOf = <Name extends string>(names: readonly Name[]): { readonly [Each in Name]: Each } =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [Each in Name]: Each };

export const RiskRules = enumOf(RISK_RULES);
registerEnumType(RiskRules, {
  name: 'RiskRule',
  description: 'What the company looks for in purchases after they were decided. Nothing is declined by it.',
  valuesConfig: {
    VELOCITY: { description: 'Far more purchases of the company at once than at that time of the day in the last week.' },
    STRUCTURING: { description: 'Several purchases of a person just below a limit of a single purchase, or below a round number.' },
    ROUND_AMOUNTS: { description: 'Several purchases of a person whose amounts are whole hundreds, say.' },
    FIRST_COUNTRY: { description: 'The first purchase of a person in a country.' },
    IMPOSSIBLE_TRAVEL: { description: 'A card used in two countries too far apart for the time between.' },
    DORMANT_CARD: { description: 'A card is used again after a long time.' },
    DECLINES_IN_A_ROW: { description: 'Many purchases with a card declined one after the other.' },
    MERCHANT_RING: { description: 'Several people at once at a merchant that is new to the company.' },
  },
});
const CaseStates = enumOf(CASE_STATES);
registerEnumType(CaseStates, {
  name: 'RiskCaseState',
  description: 'Where a case stands.',
  valuesConfig: {
    OPEN: { description: 'Nobody has it yet.' },
    ASSIGNED: { description: 'Somebody looks at it.' },
    CLOSED: { description: 'Over, as its outcome says. It can be opened again.' },
  },
});
const CaseOutcomes = enumOf(CASE_OUTCOMES);
registerEnumType(CaseOutcomes, {
  name: 'RiskCaseOutcome',
  description: 'How a case came out.',
  valuesConfig: {
    FRAUD: { description: 'Somebody else used the card.' },
    MISUSE: { description: 'The holder used it for what it is not for.' },
    FINE: { description: 'Unusual, and all right.' },
    FALSE_POSITIVE: { description: 'Nothing unusual: the rule is too strict.' },
  },
});
const CaseEventKinds = enumOf(CASE_EVENT_KINDS);
registerEnumType(CaseEventKinds, {
  name: 'RiskCaseEventKind',
  description: 'What somebody did with a case.',
  valuesConfig: {
    COMMENTED: { description: 'Said something.' },
    ASSIGNED: { description: 'Gave it to somebody, or back.' },
    CLOSED: { description: 'Closed it.' },
    REOPENED: { description: 'Opened it again.' },
    CONFIRMED: { description: 'The holder made the purchase.' },
    DENIED: { description: 'The holder did not make the purchase; the card was frozen.' },
  },
});

/** `sentence`, `person`, `card`, `assignee`, `assignees`, `alerts` and `history` are resolved beside it. */
@ObjectType('RiskCase', {
  simpleResolvers: true,
  description: 'Alerts of one rule about one person, card or merchant, or about the company, for people to look into.',
})
export class RiskCaseType {
  readonly stored: RiskCase;

  @Field(() => ID, { description: 'UUID.' })
  readonly id: string;
  @Field(() => RiskRules, { description: 'The rule that found it.' })
  readonly rule: RiskRule;
  @Field(() => CaseStates, { description: 'Where it stands.' })
  readonly state: CaseState;
  @Field(() => CaseOutcomes, { nullable: true, description: 'How it came out; null until it is closed.' })
  readonly outcome: CaseOutcome | null;
  @Field(() => Boolean, { description: 'Whether a holder says that somebody else made one of its purchases.' })
  readonly urgent: boolean;
  @Field(() => Int, { description: 'How often the rule found something. An alert within a week of the last joins the open case.' })
  readonly alertCount: number;
  @Field(() => DateTime, { description: 'When its first alert was made.' })
  readonly openedAt: Date;
  @Field(() => DateTime, { description: 'When its last alert was made.' })
  readonly lastAlertAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it was closed; null while it is not.' })
  readonly closedAt: Date | null;
  @Field(() => Int, { description: 'Goes up with each alert and each change; for `expectedVersion`.' })
  readonly version: number;
}

export function shownCase(stored: RiskCase): RiskCaseType {
  const { id, rule, state, outcome, urgent, alertCount, openedAt, lastAlertAt, closedAt, version } = stored;
  return { stored, id, rule, state, outcome, urgent, alertCount, openedAt, lastAlertAt, closedAt, version };
}

/** `sentence` and `transaction` are resolved beside it. */
@ObjectType('RiskAlert', { simpleResolvers: true, description: 'What a rule found in a purchase.' })
export class RiskAlertType {
  readonly stored: RiskAlert;

  @Field(() => ID, { description: 'UUID.' })
  readonly id: string;
  @Field(() => DateTime, { description: 'When the rule looked, which is after the purchase.' })
  readonly at: Date;
  @Field(() => Int, { description: 'The version of `RiskSettings` by which it was found; 0 for what is usual.' })
  readonly settingsVersion: number;
}

export function shownAlert(stored: RiskAlert): RiskAlertType {
  const { id, at, settingsVersion } = stored;
  return { stored, id, at, settingsVersion };
}

/** `assignee` is resolved beside it. */
@ObjectType('RiskCaseEvent', { simpleResolvers: true, description: 'What somebody did with a case, or said of it.' })
export class RiskCaseEventType {
  readonly assigneeId: string | null;

  @Field(() => ID, { description: 'UUID.' })
  readonly id: string;
  @Field(() => CaseEventKinds, { description: 'What was done.' })
  readonly kind: CaseEvent['kind'];
  @Field(() => CaseOutcomes, { nullable: true, description: 'Of one that was closed; else null.' })
  readonly outcome: CaseOutcome | null;
  @Field(() => String, { nullable: true, description: 'What was said; null when nothing.' })
  readonly comment: string | null;
  @Field(() => String, { description: 'Name of who did it, as it was then.' })
  readonly byName: string;
  @Field(() => DateTime, { description: 'When it was done.' })
  readonly at: Date;
}

@InputType({ description: 'All that is given has to be true of a case; what is null or absent does not matter.' })
export class RiskCaseFilter {
  @Field(() => [CaseStates], { nullable: true, description: 'Those in one of these states.' })
  readonly states?: CaseState[] | null;
  @Field(() => RiskRules, { nullable: true, description: 'Those that this rule found.' })
  readonly rule?: RiskRule | null;
  @Field(() => ID, { nullable: true, description: 'Those that this person looks at, or looked at last.' })
  readonly assigneeId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Those about purchases of this person.' })
  readonly personId?: string | null;
}

const RiskCaseSortKeys = { LAST_ALERT: 'LAST_ALERT', OPENED: 'OPENED', ALERTS: 'ALERTS' } as const satisfies {
  readonly [By in RiskCaseSortBy]: By;
};
registerEnumType(RiskCaseSortKeys, {
  name: 'RiskCaseSortBy',
  description: 'What cases can be ordered by.',
  valuesConfig: {
    LAST_ALERT: { description: 'When the rule last found something.' },
    OPENED: { description: 'When the case was opened.' },
    ALERTS: { description: 'How often the rule found something.' },
  },
});
const RiskCaseSort = sortType('RiskCase', RiskCaseSortKeys);

@ArgsType()
export class RiskCasesArgs extends PageArgs {
  @Field(() => RiskCaseFilter, { nullable: true, description: 'Which of the cases that the viewer may see; all when absent.' })
  readonly filter?: RiskCaseFilter | null;
  @Field(() => RiskCaseSort, { nullable: true, description: 'Those with the newest alert first when absent.' })
  readonly sort?: Sort<RiskCaseSortBy> | null;
}

const CASE = 'The case.';
const COMMENT = 'Kept in the history of the case: 2000 characters at most.';

@InputType({ description: 'Names a case, and what is said of it.' })
export class CommentOnRiskCaseInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: CASE })
  readonly caseId: string;
  @Field(() => String, { description: COMMENT })
  readonly comment: string;
}

@InputType({ description: 'Names a case, and who is to look at it.' })
export class AssignRiskCaseInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'A case that is not closed.' })
  readonly caseId: string;
  @Field(() => ID, { nullable: true, description: 'One of `RiskCase.assignees`. Null gives it back.' })
  readonly assigneeId?: string | null;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
}

@InputType({ description: 'Names a case, and how it came out.' })
export class CloseRiskCaseInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'A case that is not closed.' })
  readonly caseId: string;
  @Field(() => CaseOutcomes, { description: 'How it came out.' })
  readonly outcome: CaseOutcome;
  @Field(() => String, { nullable: true, description: COMMENT })
  readonly comment?: string | null;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
}

@InputType({ description: 'Names a closed case, and why it is opened again.' })
export class ReopenRiskCaseInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'A case that is closed.' })
  readonly caseId: string;
  @Field(() => String, { nullable: true, description: COMMENT })
  readonly comment?: string | null;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
}
