import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { windowAt } from '../controls/windows.ts';
import { companyById, teamById } from '../people/people.loader.ts';
import { Team } from '../people/team.entity.ts';
import { NotFoundError } from '../platform/errors.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import type { Money } from '../platform/money.ts';
import { type BudgetService, firstDayOf } from './budget.service.ts';
import { budgetsOfMonth, findBudget, spentKey, spentUnderBudget, type StoredBudget } from './budgets.query.ts';

@ObjectType('Budget', { simpleResolvers: true })
export class BudgetType {
  readonly stored: StoredBudget;

  @Field(() => ID)
  readonly id: string;
  @Field(() => String, { description: "yyyy-MM in the company's zone." })
  readonly month: string;
  @Field(() => MoneyType)
  readonly amount: Money;
  @Field(() => Int)
  readonly version: number;
}

@InputType()
export class SetBudgetInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID, { nullable: true })
  readonly teamId?: string | null;
  @Field(() => String)
  readonly month: string;
  @Field(() => String)
  readonly amountMinor: string;
  @Field(() => Int, { nullable: true })
  readonly expectedVersion?: number | null;
}

@Resolver(() => BudgetType)
export class BudgetResolver {
  constructor(private readonly service: BudgetService) {}

  @Query(() => [BudgetType])
  async budgets(
    @Arg('month', () => String, { nullable: true, description: 'yyyy-MM; this month when absent.' }) month: string | null | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<BudgetType[]> {
    const viewer = memberOf(context.viewer);
    const { companyId } = viewer;
    const startsOn =
      month == null ? windowAt(await zoneOf(context, companyId), 'MONTH', context.clock.now().getTime()).startsOn : firstDayOf(month);
    const budgets = await budgetsOfMonth(await context.read(), companyId, startsOn);
    return budgets
      .filter(({ teamId }) => may(viewer, 'budget.see', teamId === null ? { companyId } : { companyId, userId: null, teamIds: [teamId] }))
      .map(shownBudget);
  }

  @Mutation(() => BudgetType)
  async setBudget(@Arg('input', () => SetBudgetInput) input: SetBudgetInput, @Ctx() context: GraphQLContext): Promise<BudgetType> {
    const viewer = memberOf(context.viewer);
    const { traceId, ip } = context;
    const { teamId, startsOn } = await this.service.set(viewer, input, ip === undefined ? { traceId } : { traceId, ip });
    await context.forget();
    const budget = await findBudget(await context.read(), viewer.companyId, teamId, startsOn);
    if (budget === null) throw new NotFoundError('budget');
    return shownBudget(budget);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'Null for the whole company.' })
  async team(@Root() { stored }: BudgetType, @Ctx() { loaders }: GraphQLContext): Promise<Team | null> {
    return stored.teamId === null ? null : loaders.load(teamById, stored.teamId);
  }

  @FieldResolver(() => MoneyType)
  async spent(@Root() { stored }: BudgetType, @Ctx() context: GraphQLContext): Promise<Money> {
    const key = spentKey(stored, await zoneOf(context, stored.companyId));
    const spent = await context.loaders.load(spentUnderBudget, key);
    return { minor: spent?.minor ?? 0n, currency: stored.amount.currency };
  }
}

function shownBudget(stored: StoredBudget): BudgetType {
  const { id, startsOn, amount, version } = stored;
  return { stored, id, month: startsOn.slice(0, 7), amount, version };
}

async function zoneOf({ loaders }: GraphQLContext, companyId: string): Promise<string> {
  const company = await loaders.load(companyById, companyId);
  if (company === null) throw new Error(`there is no company ${companyId}`);
  return company.timeZone;
}
