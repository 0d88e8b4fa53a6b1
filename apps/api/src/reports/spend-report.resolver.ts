import { Temporal } from 'temporal-polyfill';
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { programById } from '../cards/card.loader.ts';
import { zoneAndCalendar } from '../controls/company-clock.ts';
import { alpha2Of } from '../controls/country.ts';
import { companyById, personById, teamById } from '../people/people.loader.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import type { Money } from '../platform/money.ts';
import { merchantCategory } from '../transactions/merchant-category.ts';
import { once } from './once.ts';
import { moneyOf, seesCompany, seesTeam } from './sight.ts';
import { ReportCalendar, type ReportPeriod } from './report-period.ts';
import { budgetsBetween, type Grouping, spendRows, type SpendOrder, spendTotal, spentInEach } from './spend-report.query.ts';
import { ReportPeriods, SpendGroupings, SpendReportRowType, SpendReportType, SpendTrendType } from './spend-report.type.ts';
import { spendScope } from './spend-scope.ts';

const MOST_ROWS = 500;
const MOST_MOVERS = 50;

@Resolver(() => SpendReportType)
export class SpendReportResolver {
  @Query(() => SpendReportType, {
    description: 'Spend of a day, week, month or quarter by what the viewer asks for, of the purchases that the viewer may see.',
  })
  async spendReport(
    @Arg('by', () => SpendGroupings, { description: 'By what its rows are put together.' }) by: Grouping,
    @Arg('period', () => ReportPeriods, { description: 'How long a time it is of.' }) period: ReportPeriod,
    @Arg('day', () => String, { nullable: true, description: "ISO 8601: a day of the period, in the company's zone; today when absent." })
    day: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<SpendReportType> {
    const scope = await spendScope(context);
    const span = (await calendarOf(context, scope.companyId)).spanOf(period, day ?? null, context.clock.now().getTime());
    const last = Temporal.Instant.fromEpochMilliseconds(span.window.endMs - 1).toZonedDateTimeISO(scope.timeZone);
    return {
      ...{ scope, by, period, span },
      total: once(async () => spendTotal(await context.read(), scope, span)),
      startsOn: span.window.startsOn,
      endsOn: last.toPlainDate().toString(),
    };
  }

  @FieldResolver(() => MoneyType, { description: 'Of all purchases: rows of teams may add up to more.' })
  async spent(@Root() { scope, total }: SpendReportType): Promise<Money> {
    return moneyOf(scope, BigInt((await total()).minor));
  }

  @FieldResolver(() => MoneyType, {
    description: 'Of the like period before; while the period runs, of as much of that one as has passed of this.',
  })
  async spentBefore(@Root() { scope, total }: SpendReportType): Promise<Money> {
    return moneyOf(scope, BigInt((await total()).before));
  }

  @FieldResolver(() => Int, { description: 'How many purchases and refunds the spend of the period is of.' })
  async purchases(@Root() { total }: SpendReportType): Promise<number> {
    return (await total()).purchases;
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: "The company's, for a month or a quarter. Null when none is set, or the viewer may not see it.",
  })
  async budget(@Root() report: SpendReportType, @Ctx() context: GraphQLContext): Promise<Money | null> {
    return seesCompany(report.scope) ? ((await budgetsOf(report, context)).get(null) ?? null) : null;
  }

  @FieldResolver(() => [SpendReportRowType], {
    description: `Those with the largest amounts first, ${MOST_ROWS} at most. By team: the teams whose budgets the viewer may see.`,
  })
  rows(@Root() report: SpendReportType, @Ctx() context: GraphQLContext): Promise<SpendReportRowType[]> {
    return shownRows(report, context, 'LARGEST', MOST_ROWS);
  }

  @FieldResolver(() => [SpendReportRowType], { description: 'Those whose spend has changed most since the period before, either way.' })
  topMovers(
    @Root() report: SpendReportType,
    @Arg('first', () => Int, { defaultValue: 5, description: `1 to ${MOST_MOVERS}.` }) first: number,
    @Ctx() context: GraphQLContext,
  ): Promise<SpendReportRowType[]> {
    if (!Number.isInteger(first) || first < 1 || first > MOST_MOVERS)
      throw new InvalidInputError('first', `Ask for 1 to ${MOST_MOVERS} of them.`);
    return shownRows(report, context, 'MOVED_MOST', first);
  }

  @FieldResolver(() => [SpendTrendType], { description: 'This period and the eleven before it, whole ones, oldest first.' })
  async trend(@Root() { scope, period, span }: SpendReportType, @Ctx() context: GraphQLContext): Promise<SpendTrendType[]> {
    const windows = (await calendarOf(context, scope.companyId)).trendTo(period, span.window);
    const spent = await spentInEach(await context.read(), scope, windows);
    return windows.map(({ startsOn }, index) => ({ startsOn, spent: moneyOf(scope, spent[index] ?? 0n) }));
  }
}

@Resolver(() => SpendReportRowType)
export class SpendReportRowResolver {
  @FieldResolver(() => String, {
    description: 'What the subject is called, countries in the language of the viewer; empty where there is no subject.',
  })
  async name(@Root() { by, subject }: SpendReportRowType, @Ctx() { loaders, locale }: GraphQLContext): Promise<string> {
    if (subject === '') return '';
    switch (by) {
      case 'PERSON':
        return (await loaders.load(personById, subject))?.displayName ?? '';
      case 'TEAM':
        return (await loaders.load(teamById, subject))?.name ?? '';
      case 'PROGRAM':
        return (await loaders.load(programById, subject))?.name ?? '';
      case 'CATEGORY':
        return merchantCategory(subject);
      case 'MERCHANT':
        return subject;
      case 'COUNTRY': {
        const region = alpha2Of(subject);
        return region === null ? subject : (new Intl.DisplayNames([locale], { type: 'region' }).of(region) ?? subject);
      }
    }
  }
}

async function shownRows(report: SpendReportType, context: GraphQLContext, order: SpendOrder, most: number): Promise<SpendReportRowType[]> {
  const { scope, span, by } = report;
  const teams = by === 'TEAM' && !seesCompany(scope) ? scope.viewer.managedTeamIds.filter((id) => seesTeam(scope, id)) : null;
  const [rows, budgets] = await Promise.all([
    context.read().then((manager) => spendRows(manager, scope, span, { by, order, most, teams })),
    by === 'TEAM' ? budgetsOf(report, context) : new Map<string | null, Money>(),
  ]);
  return rows.map((row) => ({
    ...{ by, row, subject: row.subject, purchases: row.purchases },
    spent: moneyOf(scope, BigInt(row.minor)),
    spentBefore: moneyOf(scope, BigInt(row.before)),
    budget: budgets.get(row.subject) ?? null,
  }));
}

/** Budgets are of months: of a day or a week there is none. */
async function budgetsOf({ scope, period, span }: SpendReportType, context: GraphQLContext): Promise<ReadonlyMap<string | null, Money>> {
  if (period !== 'MONTH' && period !== 'QUARTER') return new Map();
  const until = Temporal.PlainDate.from(span.window.startsOn).add({ months: period === 'MONTH' ? 1 : 3 });
  return budgetsBetween(await context.read(), scope, span.window.startsOn, until.toString());
}

async function calendarOf({ loaders }: GraphQLContext, companyId: string): Promise<ReportCalendar> {
  const company = await loaders.load(companyById, companyId);
  if (company === null) throw new Error(`there is no company ${companyId}`);
  const { timeZone, calendar } = zoneAndCalendar(company);
  return new ReportCalendar(timeZone, calendar);
}
