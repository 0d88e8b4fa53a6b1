import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { ForbiddenError } from '../access/access.errors.ts';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { assertMay, installation, may } from '../access/policy.ts';
import { signedIn } from '../access/viewer.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { connectionType } from '../platform/graphql/connection.type.ts';
import { positionsOf } from '../platform/graphql/keyset.ts';
import { type Connection, connection, pageOf } from '../platform/graphql/page.ts';
import { orderOf, type Sort } from '../platform/graphql/sort.type.ts';
import { visibleTransaction } from '../transactions/transaction.resolver.ts';
import type { ShownTransaction } from '../transactions/transaction-row.ts';
import { TransactionType } from '../transactions/transaction.type.ts';
import {
  commandoModes,
  commandoTransitions,
  countDifferences,
  countsOfCompany,
  countsOfInstallation,
  type DifferenceSortBy,
  lastPasses,
  listDifferences,
  settlementDays,
} from './reconciliation.query.ts';
import {
  ReconciliationDifferencesArgs,
  ReconciliationDifferenceType,
  ReconciliationType,
  SettlementDayType,
  StandInType,
} from './reconciliation.type.ts';

const DifferenceConnection = connectionType('ReconciliationDifference', ReconciliationDifferenceType);

const NEWEST: Sort<DifferenceSortBy> = { by: 'FOUND', direction: 'DESC' };
const DAY_MS = 86_400_000;
const MOST_DAYS = 100;

/** How what we have compares with what Marqeta has. */
@Resolver(() => ReconciliationDifferenceType)
export class ReconciliationResolver {
  @Query(() => ReconciliationType, { description: 'Admin and accountant: of the company. Operator: of the installation.' })
  async reconciliation(@Ctx() context: GraphQLContext): Promise<ReconciliationType> {
    const viewer = signedIn(context.viewer);
    const since = new Date(context.clock.now().getTime() - DAY_MS);
    const ofAll = may(viewer, 'reconciliation.see', installation);
    if (!ofAll) assertSees(context);
    const manager = await context.read();
    const counts = await (ofAll ? countsOfInstallation(manager, since) : countsOfCompany(manager, since));
    return { passes: await lastPasses(manager), counts };
  }

  @Query(() => DifferenceConnection, {
    description: 'Where Marqeta and we did not say the same, the newest first unless sorted otherwise. Admin and accountant.',
  })
  async reconciliationDifferences(
    @Args(() => ReconciliationDifferencesArgs) args: ReconciliationDifferencesArgs,
    @Ctx() context: GraphQLContext,
  ): Promise<Connection<ReconciliationDifferenceType>> {
    assertSees(context);
    const [sort, filter] = [args.sort ?? NEWEST, args.filter ?? {}];
    const page = pageOf(args, orderOf(sort));
    const rows = await listDifferences(await context.read(), filter, sort, page);
    return connection(rows, page, positionsOf(rows), async () => countDifferences(await context.read(), filter));
  }

  @Query(() => [SettlementDayType], {
    description: 'What was settled, by day and currency, the newest first; `first` is 1 to 100. Admin and accountant.',
  })
  async settlementDays(
    @Arg('first', () => Int, { defaultValue: 30, description: 'How many days, 1 to 100.' }) first: number,
    @Ctx() context: GraphQLContext,
  ): Promise<SettlementDayType[]> {
    assertSees(context);
    if (first < 1 || first > MOST_DAYS) throw new InvalidInputError('first', `Ask for 1 to ${MOST_DAYS} days.`);
    return settlementDays(await context.read(), first);
  }

  @Query(() => StandInType, { description: 'How Marqeta decides when we cannot be asked, and each switch of that. Operator only.' })
  async standIn(@Ctx() context: GraphQLContext): Promise<StandInType> {
    assertMay(signedIn(context.viewer), 'installation.see', installation);
    const manager = await context.read();
    return { modes: await commandoModes(manager), transitions: await commandoTransitions(manager) };
  }

  @FieldResolver(() => TransactionType, { nullable: true, description: 'The purchase it is about; null when we do not have it.' })
  transaction(@Root() { transactionId }: ReconciliationDifferenceType, @Ctx() context: GraphQLContext): Promise<ShownTransaction | null> {
    return visibleTransaction(context, transactionId);
  }
}

/** @throws UnauthenticatedError, ForbiddenError */
function assertSees({ viewer }: GraphQLContext): void {
  const { companyId } = signedIn(viewer);
  if (companyId === null) throw new ForbiddenError();
  assertMay(signedIn(viewer), 'reconciliation.see', { companyId });
}
