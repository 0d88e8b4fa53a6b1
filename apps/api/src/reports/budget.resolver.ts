import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
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
import { DRY_RUN, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';

@ObjectType('Budget', {
  simpleResolvers: true,
  description: 'What a company or a team means to spend in a month. It tells; it stops no purchase.',
})
export class BudgetType {
  readonly stored: StoredBudget;

  @Field(() => ID, { description: 'Of this team and month, for keys and caches.' })
  readonly id: string;
  @Field(() => String, { description: "yyyy-MM in the company's zone." })
  readonly month: string;
  @Field(() => MoneyType, { description: "In the company's currency." })
  readonly amount: Money;
  @Field(() => Int, { description: 'Goes up each time it is set; for `expectedVersion`.' })
  readonly version: number;
}

@InputType({ description: 'Sets the budget of a month, whether there was one before or not.' })
export class SetBudgetInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'The team whose it is; null for the whole company.' })
  readonly teamId?: string | null;
  @Field(() => String, { description: "yyyy-MM, such as 2026-03: from local midnight on the first, in the company's zone." })
  readonly month: string;
  @Field(() => String, { description: "Minor units of the company's currency: a whole number of 15 digits at most." })
  readonly amountMinor: string;
  @Field(() => Int, { nullable: true, description: 'The `version` that was seen, 0 when none was set. Another one is refused as STALE.' })
  readonly expectedVersion?: number | null;
}

@Resolver(() => BudgetType)
export class BudgetResolver {
  constructor(private readonly service: BudgetService) {}

  @Query(() => [BudgetType], {
    description:
      "Of one month, the company's first, then those of teams by name: admin and accountant all, a manager those of the teams managed.",
  })
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

  @Mutation(() => BudgetType, {
    description: 'Sets what a company or a team means to spend in a month, and stops no purchase. Admin only.',
  })
  async setBudget(@Arg('input', () => SetBudgetInput) input: SetBudgetInput, @Ctx() context: GraphQLContext): Promise<BudgetType> {
    const viewer = memberOf(context.viewer);
    const { teamId, startsOn } = await this.service.set(viewer, ...commandOf(context, input));
    await context.forget();
    const budget = await findBudget(await context.read(), viewer.companyId, teamId, startsOn);
    if (budget === null) throw new NotFoundError('budget');
    return shownBudget(budget);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'Null for the whole company.' })
  async team(@Root() { stored }: BudgetType, @Ctx() { loaders }: GraphQLContext): Promise<Team | null> {
    return stored.teamId === null ? null : loaders.load(teamById, stored.teamId);
  }

  @FieldResolver(() => MoneyType, {
    description: "Holds and cleared amounts of that month in the budget's currency, as limits count them.",
  })
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
