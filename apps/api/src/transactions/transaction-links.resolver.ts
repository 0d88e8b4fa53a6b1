import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { Card } from '../cards/card.entity.ts';
import { FeedItemType } from '../feed/feed-item.type.ts';
import type { FeedEvent } from '../feed/view.ts';
import { Person } from '../people/person.entity.ts';
import { subjectOfPerson } from '../people/person-subject.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import type { Money } from '../platform/money.ts';
import { MOST_RECENT, recentOfCard, spentByCard, spentByPerson, thisMonth } from './spent.loader.ts';
import { visibleTransaction } from './transaction.resolver.ts';
import type { ShownTransaction } from './transaction-row.ts';
import { TransactionType } from './transaction.type.ts';

/** Purchases, seen from a card. */
@Resolver(() => Card)
export class TransactionsOfCardResolver {
  @FieldResolver(() => MoneyType, {
    description:
      "What limits count of it, holds and cleared amounts, since the company's local first of the month. In the card's currency.",
  })
  async spentThisMonth(@Root() { id, companyId, currency }: Card, @Ctx() context: GraphQLContext): Promise<Money> {
    const { key } = await thisMonth(context, companyId, id);
    const spent = await context.loaders.load(spentByCard, key);
    return { minor: spent?.minor ?? 0n, currency };
  }

  @FieldResolver(() => [TransactionType], {
    description: 'The newest first, declined ones included; empty when there are none that the viewer may see.',
  })
  async recentTransactions(
    @Root() { id }: Card,
    @Arg('first', () => Int, { nullable: true, description: '5 when absent, 20 at most.' }) first: number | null | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<ShownTransaction[]> {
    const size = first ?? 5;
    if (size < 1 || size > MOST_RECENT) throw new InvalidInputError('first', `Ask for 1 to ${MOST_RECENT} purchases of a card.`);
    const viewer = memberOf(context.viewer);
    const recent = await context.loaders.load(recentOfCard, id);
    return recent.filter((transaction) => may(viewer, 'transaction.see', transaction)).slice(0, size);
  }
}

/** Purchases, seen from a person. */
@Resolver(() => Person)
export class TransactionsOfPersonResolver {
  @FieldResolver(() => MoneyType, { nullable: true, description: "In the company's currency. Null to those who may not see it." })
  async spentThisMonth(@Root() { id, companyId }: Person, @Ctx() context: GraphQLContext): Promise<Money | null> {
    if (!may(memberOf(context.viewer), 'person.seeSpend', await subjectOfPerson(context, companyId, id))) return null;
    const { key, currency } = await thisMonth(context, companyId, id);
    const spent = await context.loaders.load(spentByPerson, key);
    return { minor: spent?.minor ?? 0n, currency };
  }
}

/** The purchase that a row of the live feed is about. */
@Resolver(() => FeedItemType)
export class TransactionOfFeedResolver {
  @FieldResolver(() => TransactionType, {
    nullable: true,
    description: 'What the row is about, as it is now; null for other rows and to those who may not see it.',
  })
  transaction(@Root() { transactionId }: FeedEvent, @Ctx() context: GraphQLContext): Promise<ShownTransaction | null> {
    return visibleTransaction(context, transactionId);
  }
}
