import { Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { teamById } from '../people/people.loader.ts';
import { Team } from '../people/team.entity.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import type { Money } from '../platform/money.ts';
import { budgetsOfMonth } from './budgets.query.ts';
import { availableNow, countedToday, heldNow, spentByDay, spentByTeam, topMerchants } from './spend.query.ts';
import { once } from './once.ts';
import { moneyOf, seesCompany, seesTeam } from './sight.ts';
import { type SpendScope, spendScope } from './spend-scope.ts';

@ObjectType('DaySpend', { simpleResolvers: true, description: 'What was spent on one local day.' })
export class DaySpendType {
  @Field(() => String, { description: "ISO 8601, in the company's zone." })
  readonly day: string;
  @Field(() => MoneyType, { description: "Holds and cleared amounts in the company's currency; zero on a day without any." })
  readonly spent: Money;
}

@ObjectType('TeamSpend', {
  simpleResolvers: true,
  description: 'What the people of one team have spent this month. Who is in two teams counts in both.',
})
export class TeamSpendType {
  @Field(() => Team, { description: 'Of those whose budgets the viewer may see; a team that spent nothing is left out.' })
  readonly team: Team;
  @Field(() => MoneyType, { description: "Holds and cleared amounts in the company's currency." })
  readonly spent: Money;
  @Field(() => MoneyType, { nullable: true, description: "The team's for this month, in the company's currency; null when none is set." })
  readonly budget: Money | null;
}

@ObjectType('MerchantSpend', { simpleResolvers: true, description: 'What went to one merchant this month.' })
export class MerchantSpendType {
  @Field(() => String, {
    description: 'As Marqeta names it, without any change; purchases are put together by it. Empty when it had no name.',
  })
  readonly name: string;
  @Field(() => MoneyType, { description: "Holds and cleared amounts in the company's currency." })
  readonly spent: Money;
  @Field(() => Int, { description: "How many purchases of this month's spend that is." })
  readonly purchases: number;
}

/** The figures are resolved one by one: what a screen does not ask for is not summed. */
@ObjectType('SpendOverview', {
  simpleResolvers: true,
  description: "Spend at a glance: the purchases that the viewer may see, in the company's currency, by its local days.",
})
export class SpendOverviewType {
  readonly scope: SpendScope;
  /** Summed once for the fields that are drawn from it. */
  readonly byLocalDay: () => Promise<ReadonlyMap<string, bigint>>;
  readonly countedToday: () => Promise<{ readonly declines: number; readonly purchases: number }>;
  readonly budgets: () => Promise<ReadonlyMap<string | null, Money>>;

  @Field(() => String, { description: "The company's local day, ISO 8601." })
  readonly today: string;
}

@Resolver(() => SpendOverviewType)
export class SpendOverviewResolver {
  @Query(() => SpendOverviewType, { description: 'Spend, holds, budget and declines at a glance, for what the viewer may see.' })
  async spendOverview(@Ctx() context: GraphQLContext): Promise<SpendOverviewType> {
    const scope = await spendScope(context);
    return {
      scope,
      today: scope.today.startsOn,
      byLocalDay: once(async () => spentByDay(await context.read(), scope)),
      countedToday: once(async () => countedToday(await context.read(), scope)),
      budgets: once(async () => budgetsSeenBy(scope, context)),
    };
  }

  @FieldResolver(() => MoneyType, { description: 'Holds and cleared amounts since local midnight.' })
  async spentToday(@Root() { scope, byLocalDay }: SpendOverviewType): Promise<Money> {
    return moneyOf(scope, (await byLocalDay()).get(scope.today.startsOn) ?? 0n);
  }

  @FieldResolver(() => MoneyType, { description: 'Holds and cleared amounts since local midnight on the first.' })
  async spentThisMonth(@Root() { scope, byLocalDay }: SpendOverviewType): Promise<Money> {
    const inMonth = [...(await byLocalDay())].filter(([day]) => day >= scope.month.startsOn);
    return moneyOf(
      scope,
      inMonth.reduce((sum, [, minor]) => sum + minor, 0n),
    );
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: "The company's, or for a manager that of the teams together. Null when there is none to see.",
  })
  async budgetThisMonth(@Root() { scope, budgets }: SpendOverviewType): Promise<Money | null> {
    const seen = await budgets();
    const whole = seen.get(null);
    if (whole !== undefined || scope.reach.kind === 'company') return whole ?? null;
    return seen.size === 0
      ? null
      : moneyOf(
          scope,
          [...seen.values()].reduce((sum, { minor }) => sum + minor, 0n),
        );
  }

  @FieldResolver(() => MoneyType, { description: 'What open purchases hold now, whenever they were made.' })
  async held(@Root() { scope }: SpendOverviewType, @Ctx() context: GraphQLContext): Promise<Money> {
    return moneyOf(scope, await heldNow(await context.read(), scope));
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'What the company has left in its currency, below zero what it owes. Null to those who may not see it.',
  })
  async available(@Root() { scope }: SpendOverviewType, @Ctx() context: GraphQLContext): Promise<Money | null> {
    if (!may(scope.viewer, 'company.seeSpend', { companyId: scope.companyId })) return null;
    return moneyOf(scope, await availableNow(await context.read(), scope));
  }

  @FieldResolver(() => Int, { description: 'Purchases since local midnight that were declined, in any currency.' })
  async declinesToday(@Root() overview: SpendOverviewType): Promise<number> {
    return (await overview.countedToday()).declines;
  }

  @FieldResolver(() => Int, { description: 'Purchases since local midnight that were not declined, in any currency.' })
  async purchasesToday(@Root() overview: SpendOverviewType): Promise<number> {
    return (await overview.countedToday()).purchases;
  }

  @FieldResolver(() => [DaySpendType], { description: 'One row for each of the last 30 local days, oldest first.' })
  async byDay(@Root() { scope, byLocalDay }: SpendOverviewType): Promise<DaySpendType[]> {
    const spent = await byLocalDay();
    return scope.days.map((day) => ({ day, spent: moneyOf(scope, spent.get(day) ?? 0n) }));
  }

  @FieldResolver(() => [TeamSpendType], { description: "This month, largest first; empty to those who may see no team's budget." })
  async byTeam(@Root() { scope, budgets }: SpendOverviewType, @Ctx() context: GraphQLContext): Promise<TeamSpendType[]> {
    const [spent, limits] = await Promise.all([context.read().then((manager) => spentByTeam(manager, scope)), budgets()]);
    const seen = [...spent].filter(([teamId]) => seesTeam(scope, teamId));
    seen.sort(([, one], [, other]) => (one < other ? 1 : one > other ? -1 : 0));
    const teams = await Promise.all(seen.map(([teamId]) => context.loaders.load(teamById, teamId)));
    return seen.flatMap(([teamId, minor], index) => {
      const team = teams[index];
      return team === null || team === undefined ? [] : [{ team, spent: moneyOf(scope, minor), budget: limits.get(teamId) ?? null }];
    });
  }

  @FieldResolver(() => [MerchantSpendType], { description: 'This month, the eight largest.' })
  async topMerchants(@Root() { scope }: SpendOverviewType, @Ctx() context: GraphQLContext): Promise<MerchantSpendType[]> {
    const rows = await topMerchants(await context.read(), scope);
    return rows.map(({ name, minor, purchases }) => ({ name, spent: moneyOf(scope, BigInt(minor)), purchases }));
  }
}

/** By team, null for the company: the budgets of this month that the viewer may see. */
async function budgetsSeenBy(scope: SpendScope, context: GraphQLContext): Promise<ReadonlyMap<string | null, Money>> {
  const all = await budgetsOfMonth(await context.read(), scope.companyId, scope.month.startsOn);
  const seen = all.filter(({ teamId }) => (teamId === null ? seesCompany(scope) : seesTeam(scope, teamId)));
  return new Map(seen.map(({ teamId, amount }) => [teamId, amount]));
}
