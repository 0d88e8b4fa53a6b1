import { timelineSentence, formatAmount } from '@afc/words';
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { assertMay } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { connectionType } from '../platform/graphql/connection.type.ts';
import type { Connection } from '../platform/graphql/page.ts';
import { HoldEventType, OrphanHoldsArgs, OrphanHoldType, type StoredOrphanHold } from './orphan-hold.type.ts';
import { orphanHoldsPage } from './orphan-holds.query.ts';
import { holdEventsOfTransaction, transactionById } from './transaction.loader.ts';
import type { ShownTransaction } from './transaction-row.ts';
import { TransactionType } from './transaction.type.ts';

const OrphanHoldConnection = connectionType('OrphanHold', OrphanHoldType);

@Resolver(() => OrphanHoldType)
export class OrphanHoldResolver {
  @Query(() => OrphanHoldConnection, {
    description: 'Approvals that Marqeta did not simply confirm, the newest first unless sorted otherwise. Admin.',
  })
  orphanHolds(@Args(() => OrphanHoldsArgs) args: OrphanHoldsArgs, @Ctx() context: GraphQLContext): Promise<Connection<StoredOrphanHold>> {
    const viewer = memberOf(context.viewer);
    assertMay(viewer, 'orphanHold.see', { companyId: viewer.companyId });
    return orphanHoldsPage(context, viewer, args);
  }

  @FieldResolver(() => TransactionType, { description: 'The purchase whose hold it is.' })
  async transaction(@Root() { id, transactionId }: OrphanHoldType, @Ctx() { loaders }: GraphQLContext): Promise<ShownTransaction> {
    const transaction = await loaders.load(transactionById, transactionId);
    if (transaction === null) throw new Error(`orphan hold ${id} has no purchase`);
    return transaction;
  }

  @FieldResolver(() => String, { description: 'How it stands, and why, in the viewer’s language.' })
  sentence(@Root() { cause, amount }: OrphanHoldType, @Ctx() { locale }: GraphQLContext): string {
    return timelineSentence(locale, { code: cause, amount: formatAmount(locale, amount) });
  }

  @FieldResolver(() => [HoldEventType], { description: 'Oldest first.' })
  async events(@Root() { id, transactionId }: OrphanHoldType, @Ctx() { loaders, locale }: GraphQLContext): Promise<HoldEventType[]> {
    const events = await loaders.load(holdEventsOfTransaction, transactionId);
    return events
      .filter(({ authorizationId }) => authorizationId === id)
      .map(({ id: eventId, at, code, amount, detail }) => ({
        ...{ id: eventId, at, code },
        sentence: timelineSentence(locale, { code, amount: formatAmount(locale, amount), detail }),
      }));
  }
}
