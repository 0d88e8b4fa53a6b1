import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import { DIFFERENCES, type Difference } from './compare.ts';
import { type Pass, PASSES } from './passes.ts';
import type { DifferenceSortBy, DifferencesFilter } from './reconciliation.query.ts';

const named = <Name extends string>(names: readonly Name[]): { [name in Name]: name } =>
  Object.fromEntries(names.map((name) => [name, name])) as { [name in Name]: name };

const ReconciliationDifferenceKinds = named(DIFFERENCES);
registerEnumType(ReconciliationDifferenceKinds, {
  name: 'ReconciliationDifferenceKind',
  description: 'How Marqeta and we did not say the same of a message.',
  valuesConfig: {
    MISSED: { description: 'We never heard of it.' },
    LESS_ADVANCED: { description: 'We had it as it was before it failed, or before it was known to be the last.' },
    AMOUNT_DIFFERS: { description: 'Each has another amount, and neither is the later word.' },
    STATE_DIFFERS: { description: 'Marqeta has it as good where we have it as failed.' },
    UNKNOWN_CARD: { description: 'It is of a card that nobody here has; it waits among the failed messages.' },
    UNKNOWN_TYPE: { description: 'It is of a type that we do not understand; it waits among the failed messages.' },
    NOT_APPLIED: { description: 'We have it, and it waits among the failed messages.' },
    ONLY_OURS: { description: 'A purchase that Marqeta does not have.' },
    SETTLEMENT_DIFFERS: { description: 'The ledger has booked another amount.' },
  },
});

const ReconciliationPasses = named(PASSES);
registerEnumType(ReconciliationPasses, {
  name: 'ReconciliationPassKind',
  description: 'Walks through what Marqeta has, each farther back than the one before.',
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

  @Field(() => ID, { description: 'Of this difference, for keys and caches.' })
  readonly id: string;
  @Field(() => ReconciliationDifferenceKinds, { description: 'How the two did not say the same.' })
  readonly what: Difference;
  @Field(() => String, { description: "Marqeta's token of the message." })
  readonly token: string;
  @Field(() => String, { description: "Marqeta's type, such as authorization.clearing; of what only we have, its kind." })
  readonly type: string;
  @Field(() => MoneyType, { nullable: true, description: 'As Marqeta tells it; null when it does not have it, or it cannot be read.' })
  readonly theirs: Money | null;
  @Field(() => MoneyType, { nullable: true, description: 'As we had it; null when we did not.' })
  readonly ours: Money | null;
  @Field(() => String, { nullable: true, description: 'As Marqeta spells it, such as COMPLETION; null when it does not have it.' })
  readonly theirsState: string | null;
  @Field(() => String, {
    nullable: true,
    description: "As we had it, spelled as Marqeta does; of what only we have, the purchase's. Null when we did not have it.",
  })
  readonly oursState: string | null;
  @Field(() => String, { nullable: true, description: "Marqeta's settlement date, yyyy-MM-dd, of what moves money; else null." })
  readonly settledOn: string | null;
  @Field(() => DateTime, { description: 'When it happened, by Marqeta.' })
  readonly saidAt: Date;
  @Field(() => DateTime, { description: 'When a comparison found it.' })
  readonly foundAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'Since when both say the same again; null while it is open.' })
  readonly healedAt: Date | null;
}

@ObjectType('ReconciliationPass', {
  simpleResolvers: true,
  description: 'The last walk of one kind through what Marqeta has, of the whole installation.',
})
export class ReconciliationPassType {
  @Field(() => ReconciliationPasses, { description: 'How far back it goes, and how often.' })
  readonly pass: Pass;
  @Field(() => DateTime, { description: 'The oldest moment that is compared.' })
  readonly from: Date;
  @Field(() => DateTime, { description: 'Everything before it is compared.' })
  readonly reachedAt: Date;
  @Field(() => DateTime, { description: 'When it began.' })
  readonly startedAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it came to its end; null while it is under way, or when it was cut short.' })
  readonly finishedAt: Date | null;
}

@ObjectType('ReconciliationCount', { simpleResolvers: true, description: 'How many differences of one kind there are.' })
export class ReconciliationCountType {
  @Field(() => ReconciliationDifferenceKinds, { description: 'The kind.' })
  readonly what: Difference;
  @Field(() => Int, { description: 'Those that no later comparison has healed.' })
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
  @Field(() => String, { description: "Marqeta's settlement date, yyyy-MM-dd." })
  readonly day: string;
  @Field(() => Int, { description: 'How many messages moved money for good that day, in that currency.' })
  readonly messages: number;
  @Field(() => MoneyType, { description: 'As Marqeta tells it.' })
  readonly theirs: Money;
  @Field(() => MoneyType, { description: 'As the ledger has it booked.' })
  readonly ours: Money;
  @Field(() => DateTime, { description: 'When it was last set against the ledger.' })
  readonly comparedAt: Date;
}

@ObjectType('CommandoMode', { description: 'A set by which Marqeta decides in our place.', simpleResolvers: true })
export class CommandoModeType {
  @Field(() => String, { description: "Marqeta's own of the set." })
  readonly token: string;
  @Field(() => Boolean, { description: 'While it is on, we are not asked.' })
  readonly enabled: boolean;
  @Field(() => String, { nullable: true, description: 'Why it was last switched, as whoever did it said; null when they did not.' })
  readonly reason: string | null;
  @Field(() => DateTime, { description: 'When we last heard from Marqeta how it stands.' })
  readonly seenAt: Date;
}

@ObjectType('CommandoTransition', { description: 'That Marqeta began, or ceased, to decide in our place.', simpleResolvers: true })
export class CommandoTransitionType {
  @Field(() => ID, { description: "Marqeta's own of this switch." })
  readonly token: string;
  @Field(() => Boolean, { description: 'True: from then on Marqeta decided in our place. False: we were asked again.' })
  readonly enabled: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Through what it was switched: API, SYSTEM or ADMIN; null when Marqeta does not say.',
  })
  readonly channel: string | null;
  @Field(() => String, { nullable: true, description: 'As whoever switched it said; null when they did not.' })
  readonly reason: string | null;
  @Field(() => String, { nullable: true, description: 'Who switched it, by their name at Marqeta; null when it does not say.' })
  readonly username: string | null;
  @Field(() => DateTime, { description: "When it was switched, by Marqeta's clock." })
  readonly at: Date;
}

@ObjectType('StandIn', { description: 'How Marqeta decides when we cannot be asked.', simpleResolvers: true })
export class StandInType {
  @Field(() => [CommandoModeType], { description: 'Every set of the Marqeta account, 100 at most; empty when it has none.' })
  readonly modes: CommandoModeType[];
  @Field(() => [CommandoTransitionType], { description: 'The newest first, twenty at most.' })
  readonly transitions: CommandoTransitionType[];
}

@InputType({ description: 'All that is given has to be true of a difference; what is null or absent does not matter.' })
export class ReconciliationDifferenceFilter implements DifferencesFilter {
  @Field(() => Boolean, { nullable: true, description: 'True for those that are open, false for those that healed.' })
  readonly open?: boolean | null;
  @Field(() => ReconciliationDifferenceKinds, { nullable: true, description: 'Those of this kind alone.' })
  readonly what?: Difference | null;
}

const DifferenceSortKeys = { FOUND: 'FOUND', SAID: 'SAID', AMOUNT: 'AMOUNT' } as const satisfies {
  readonly [By in DifferenceSortBy]: By;
};
registerEnumType(DifferenceSortKeys, {
  name: 'ReconciliationDifferenceSortBy',
  description: 'What differences can be ordered by.',
  valuesConfig: {
    FOUND: { description: 'When it was found.' },
    SAID: { description: 'When Marqeta said what it is about.' },
    AMOUNT: { description: "Marqeta's amount, or ours where it gives none, in minor units of whatever currency." },
  },
});
const DifferenceSort = sortType('ReconciliationDifference', DifferenceSortKeys);

@ArgsType()
export class ReconciliationDifferencesArgs extends PageArgs {
  @Field(() => ReconciliationDifferenceFilter, { nullable: true, description: "Which of the company's; all when absent." })
  readonly filter?: ReconciliationDifferenceFilter | null;
  @Field(() => DifferenceSort, { nullable: true, description: 'Newest first when absent.' })
  readonly sort?: Sort<DifferenceSortBy> | null;
}
