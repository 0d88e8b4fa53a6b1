import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import { DIFFERENCES, type Difference } from './compare.ts';
import { type Pass, PASSES } from './passes.ts';
import type { DifferencesFilter } from './reconciliation.query.ts';

const named = <Name extends string>(names: readonly Name[]): { [name in Name]: name } =>
  Object.fromEntries(names.map((name) => [name, name])) as { [name in Name]: name };

const ReconciliationDifferenceKinds = named(DIFFERENCES);
registerEnumType(ReconciliationDifferenceKinds, {
  name: 'ReconciliationDifferenceKind',
  valuesConfig: {
    MISSED: { description: 'We never heard of it.' },
    LESS_ADVANCED: { description: 'We had it as it was before it failed, or before it was known to be the last.' },
    UNKNOWN_CARD: { description: 'It is of a card that nobody here has; it waits among the failed messages.' },
    NOT_APPLIED: { description: 'We have it, and it waits among the failed messages.' },
    ONLY_OURS: { description: 'A purchase that Marqeta does not have.' },
    SETTLEMENT_DIFFERS: { description: 'The ledger has booked another amount.' },
  },
});

const ReconciliationPasses = named(PASSES);
registerEnumType(ReconciliationPasses, {
  name: 'ReconciliationPassKind',
  valuesConfig: {
    RECENT: { description: 'The last hour, every five minutes.' },
    DAY: { description: 'The last day, every hour.' },
    MONTHS: { description: 'The last 62 days, every night.' },
  },
});

@ObjectType('ReconciliationDifference', {
  description: 'Where Marqeta and we did not say the same of a message.',
  simpleResolvers: true,
})
export class ReconciliationDifferenceType {
  readonly transactionId: string | null;

  @Field(() => ID)
  readonly id: string;
  @Field(() => ReconciliationDifferenceKinds)
  readonly what: Difference;
  @Field(() => String, { description: "Marqeta's token of the message." })
  readonly token: string;
  @Field(() => String, { description: "Marqeta's type, such as authorization.clearing; of what only we have, its kind." })
  readonly type: string;
  @Field(() => MoneyType, { nullable: true, description: 'As Marqeta tells it.' })
  readonly theirs: Money | null;
  @Field(() => MoneyType, { nullable: true, description: 'As we had it.' })
  readonly ours: Money | null;
  @Field(() => String, { nullable: true })
  readonly theirsState: string | null;
  @Field(() => String, { nullable: true })
  readonly oursState: string | null;
  @Field(() => String, { nullable: true, description: 'yyyy-MM-dd, of what moves money.' })
  readonly settledOn: string | null;
  @Field(() => DateTime, { description: 'When it happened, by Marqeta.' })
  readonly saidAt: Date;
  @Field(() => DateTime)
  readonly foundAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'Since when both say the same again; null while it is open.' })
  readonly healedAt: Date | null;
}

@ObjectType('ReconciliationPass', { simpleResolvers: true })
export class ReconciliationPassType {
  @Field(() => ReconciliationPasses)
  readonly pass: Pass;
  @Field(() => DateTime, { description: 'The oldest moment that is compared.' })
  readonly from: Date;
  @Field(() => DateTime, { description: 'Everything before it is compared.' })
  readonly reachedAt: Date;
  @Field(() => DateTime)
  readonly startedAt: Date;
  @Field(() => DateTime, { nullable: true })
  readonly finishedAt: Date | null;
}

@ObjectType('ReconciliationCount', { simpleResolvers: true })
export class ReconciliationCountType {
  @Field(() => ReconciliationDifferenceKinds)
  readonly what: Difference;
  @Field(() => Int)
  readonly open: number;
  @Field(() => Int, { description: 'Healed in the last 24 hours.' })
  readonly healed: number;
}

@ObjectType('Reconciliation', {
  description: 'How Marqeta and we compare. Of the company; for an operator, of all.',
  simpleResolvers: true,
})
export class ReconciliationType {
  @Field(() => [ReconciliationPassType], { description: 'The last walk of each kind.' })
  readonly passes: ReconciliationPassType[];
  @Field(() => [ReconciliationCountType], { description: 'Kinds of which none is open or was healed lately are left out.' })
  readonly counts: ReconciliationCountType[];
}

@ObjectType('SettlementDay', { description: 'What was settled on a day; above zero has left the company.', simpleResolvers: true })
export class SettlementDayType {
  @Field(() => String, { description: 'yyyy-MM-dd.' })
  readonly day: string;
  @Field(() => Int)
  readonly messages: number;
  @Field(() => MoneyType, { description: 'As Marqeta tells it.' })
  readonly theirs: Money;
  @Field(() => MoneyType, { description: 'As the ledger has it booked.' })
  readonly ours: Money;
  @Field(() => DateTime)
  readonly comparedAt: Date;
}

@ObjectType('CommandoMode', { description: 'A set by which Marqeta decides in our place.', simpleResolvers: true })
export class CommandoModeType {
  @Field(() => String)
  readonly token: string;
  @Field(() => Boolean, { description: 'While it is on, we are not asked.' })
  readonly enabled: boolean;
  @Field(() => String, { nullable: true })
  readonly reason: string | null;
  @Field(() => DateTime)
  readonly seenAt: Date;
}

@ObjectType('CommandoTransition', { description: 'That Marqeta began, or ceased, to decide in our place.', simpleResolvers: true })
export class CommandoTransitionType {
  @Field(() => ID)
  readonly token: string;
  @Field(() => Boolean)
  readonly enabled: boolean;
  @Field(() => String, { nullable: true, description: 'API, SYSTEM or ADMIN.' })
  readonly channel: string | null;
  @Field(() => String, { nullable: true })
  readonly reason: string | null;
  @Field(() => String, { nullable: true })
  readonly username: string | null;
  @Field(() => DateTime)
  readonly at: Date;
}

@ObjectType('StandIn', { description: 'How Marqeta decides when we cannot be asked.', simpleResolvers: true })
export class StandInType {
  @Field(() => [CommandoModeType])
  readonly modes: CommandoModeType[];
  @Field(() => [CommandoTransitionType], { description: 'The newest first, twenty at most.' })
  readonly transitions: CommandoTransitionType[];
}

@InputType()
export class ReconciliationDifferenceFilter implements DifferencesFilter {
  @Field(() => Boolean, { nullable: true })
  readonly open?: boolean | null;
  @Field(() => ReconciliationDifferenceKinds, { nullable: true })
  readonly what?: Difference | null;
}

@ArgsType()
export class ReconciliationDifferencesArgs extends PageArgs {
  @Field(() => ReconciliationDifferenceFilter, { nullable: true })
  readonly filter?: ReconciliationDifferenceFilter | null;
}
