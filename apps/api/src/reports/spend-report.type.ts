import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyType } from '../platform/graphql/money.type.ts';
import type { Money } from '../platform/money.ts';
import type { ReportPeriod, ReportSpan } from './report-period.ts';
import type { Grouping, SpendRow } from './spend-report.query.ts';
import type { SpendScope } from './spend-scope.ts';

export const SpendGroupings = {
  PERSON: 'PERSON',
  TEAM: 'TEAM',
  PROGRAM: 'PROGRAM',
  CATEGORY: 'CATEGORY',
  MERCHANT: 'MERCHANT',
  COUNTRY: 'COUNTRY',
} as const satisfies { readonly [By in Grouping]: By };
registerEnumType(SpendGroupings, {
  name: 'SpendGrouping',
  description: 'By what spend is put together.',
  valuesConfig: {
    PERSON: { description: 'By the person whose card was used.' },
    TEAM: { description: "By the holder's teams when the purchase was made; who was in two counts in both." },
    PROGRAM: { description: 'By the card program of the card.' },
    CATEGORY: { description: 'By merchant category code.' },
    MERCHANT: { description: 'By the name of the merchant, as Marqeta gives it.' },
    COUNTRY: { description: 'By the country of the merchant, as the network writes it.' },
  },
});

export const ReportPeriods = {
  DAY: 'DAY',
  WEEK: 'WEEK',
  MONTH: 'MONTH',
  QUARTER: 'QUARTER',
} as const satisfies { readonly [Period in ReportPeriod]: Period };
registerEnumType(ReportPeriods, {
  name: 'ReportPeriod',
  description: "The time that a report is of, in the company's zone.",
  valuesConfig: {
    DAY: { description: 'A local day.' },
    WEEK: { description: 'Seven days, beginning with the day on which weeks of the company begin.' },
    MONTH: { description: 'A calendar month.' },
    QUARTER: { description: 'Three months from January, April, July or October on.' },
  },
});

@ObjectType('SpendReportRow', {
  simpleResolvers: true,
  description: 'What was spent on one person, team, program, category, merchant or country.',
})
export class SpendReportRowType {
  readonly by: Grouping;
  readonly row: SpendRow;

  @Field(() => String, {
    description:
      'What filters of transactions take: the id of the person, team or program, the category code, the name of the merchant, the country. Empty for purchases without.',
  })
  readonly subject: string;
  @Field(() => MoneyType, {
    description: "Holds and cleared amounts of the period in the company's currency; below zero when more came back.",
  })
  readonly spent: Money;
  @Field(() => MoneyType, { description: 'Of the period before, as far as it is compared.' })
  readonly spentBefore: Money;
  @Field(() => Int, { description: "How many purchases and refunds of the period's spend that is." })
  readonly purchases: number;
  @Field(() => MoneyType, {
    nullable: true,
    description: 'Of a team, for a month or a quarter: what it means to spend. Null where nothing is set, or the viewer may not see it.',
  })
  readonly budget: Money | null;
}

@ObjectType('SpendTrend', { simpleResolvers: true, description: 'What was spent in one of several periods.' })
export class SpendTrendType {
  @Field(() => String, { description: "Its first day, ISO 8601, in the company's zone." })
  readonly startsOn: string;
  @Field(() => MoneyType, { description: "Holds and cleared amounts in the company's currency; zero in a period without any." })
  readonly spent: Money;
}

/** What is asked for alone is summed. */
@ObjectType('SpendReport', {
  simpleResolvers: true,
  description:
    "Spend of a period beside that of the one before: of the purchases that the viewer may see, in the company's currency, as limits and budgets count it.",
})
export class SpendReportType {
  readonly scope: SpendScope;
  readonly by: Grouping;
  readonly period: ReportPeriod;
  readonly span: ReportSpan;
  /** Summed once for the fields that are drawn from it. */
  readonly total: () => Promise<SpendRow>;

  @Field(() => String, { description: "First day of the period, ISO 8601, in the company's zone." })
  readonly startsOn: string;
  @Field(() => String, { description: 'Last day of the period, whether it has come or not.' })
  readonly endsOn: string;
}
