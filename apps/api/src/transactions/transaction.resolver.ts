import { networkFeeName } from '@afc/words';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may, type Subject } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { Card } from '../cards/card.entity.ts';
import { cardById } from '../cards/card.loader.ts';
import { personById } from '../people/people.loader.ts';
import { Person } from '../people/person.entity.ts';
import { connectionType } from '../platform/graphql/connection.type.ts';
import type { LoaderDefinition, Loaders } from '../platform/graphql/loader.ts';
import type { Connection } from '../platform/graphql/page.ts';
import type { PlainResolvers } from '../platform/graphql/plain-resolvers.ts';
import { asksWithin, isAllAsked } from '../platform/graphql/selected.ts';
import { isUuid } from '../platform/ids.ts';
import { declineSentenceOf, firstDecision } from './decline-sentence.ts';
import { type DecisionReader, decisionSentence, shownDecision, type StoredDecision } from './decision.ts';
import { DecisionType } from './decision.type.ts';
import { networkFeesOf } from './network-fees.ts';
import { isDecline, type LifeEntry, lifeOf, lifeSentence } from './timeline.ts';
import { TimelineEntryType } from './timeline.type.ts';
import {
  decisionsOfTransaction,
  disputeNotesOfTransaction,
  holdEventsOfTransaction,
  messagesOfTransaction,
  refundsOfTransaction,
  transactionById,
  transfersOfTransaction,
} from './transaction.loader.ts';
import { CARD_NAMES, type NamedCard, type NamedPerson, PAGE_SHAPE, PERSON_NAMES, type ShownTransaction } from './transaction-row.ts';
import { LedgerTransferType, NetworkFeeType, TransactionsArgs, TransactionType } from './transaction.type.ts';
import { transactionsPage } from './transactions.query.ts';

const TransactionConnection = connectionType('Transaction', TransactionType);

@Resolver(() => TransactionType)
export class TransactionResolver {
  @Query(() => TransactionConnection, {
    description: 'Purchases and refunds, newest first unless sorted otherwise, declined ones included.',
  })
  async transactions(
    @Args(() => TransactionsArgs) args: TransactionsArgs,
    @Ctx() context: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<ShownTransaction>> {
    const page = await transactionsPage(context, memberOf(context.viewer), args, isAllAsked(info, PAGE_SHAPE));
    // Otherwise type-graphql makes an instance for each field of each row that has a resolver.
    const edges = page.edges.map(({ node, cursor }) => ({ cursor, node: Object.assign(new TransactionType(), node) }));
    return { ...page, edges };
  }

  @Query(() => TransactionType, { nullable: true, description: 'Null when there is none with this id for the viewer.' })
  transaction(
    @Arg('id', () => ID, { description: 'Of the transaction.' }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<ShownTransaction | null> {
    return visibleTransaction(context, id);
  }

  @FieldResolver(() => Card, { description: 'The card that was used, as it is now.' })
  card(
    @Root() transaction: TransactionType,
    @Ctx() { loaders }: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ): NamedCard | Promise<NamedCard> {
    return cardOf(transaction, loaders, info);
  }

  @FieldResolver(() => Person, { description: 'The person whose card was used.' })
  holder(
    @Root() transaction: TransactionType,
    @Ctx() { loaders }: GraphQLContext,
    @Info() info: GraphQLResolveInfo,
  ): NamedPerson | Promise<NamedPerson> {
    return holderOf(transaction, loaders, info);
  }

  @FieldResolver(() => DecisionType, { nullable: true, description: 'Of the first authorization; null for what was never asked.' })
  async decision(@Root() transaction: TransactionType, @Ctx() context: GraphQLContext): Promise<DecisionType | null> {
    const decision = await firstDecision(transaction, context.loaders);
    return decision === null ? null : shownDecision(decision, readerOf(transaction, context));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why it was declined, for the person who asks. Null unless declined.',
  })
  declineSentence(@Root() transaction: TransactionType, @Ctx() context: GraphQLContext): Promise<string | null> {
    return declineSentenceOf(transaction, readerOf(transaction, context), context.loaders);
  }

  @FieldResolver(() => [TimelineEntryType], { description: 'The whole life, oldest first.' })
  async timeline(@Root() transaction: TransactionType, @Ctx() context: GraphQLContext): Promise<TimelineEntryType[]> {
    const { loaders } = context;
    const [decisions, messages, refunds, disputes, holds] = await Promise.all([
      loaders.load(decisionsOfTransaction, transaction.id),
      loaders.load(messagesOfTransaction, transaction.id),
      loaders.load(refundsOfTransaction, transaction.id),
      loaders.load(disputeNotesOfTransaction, transaction.id),
      loaders.load(holdEventsOfTransaction, transaction.id),
    ]);
    const reader = readerOf(transaction, context);
    const byId = new Map(decisions.map((decision) => [decision.id, decision]));
    return lifeOf(decisions, messages, refunds, disputes, holds).map((entry) =>
      shownEntry(entry, byId.get(entry.answerId ?? '') ?? null, reader),
    );
  }

  @FieldResolver(() => [NetworkFeeType], {
    description:
      'They inform: the amount has them in it or not, as the merchant and the network agreed. Those between banks: admin and accountant.',
  })
  async networkFees(@Root() { id, companyId }: TransactionType, @Ctx() context: GraphQLContext): Promise<NetworkFeeType[]> {
    const keepsBooks = may(memberOf(context.viewer), 'ledger.see', { companyId });
    const fees = networkFeesOf(await context.loaders.load(messagesOfTransaction, id), keepsBooks);
    return fees.map((fee) => ({ ...fee, name: networkFeeName(context.locale, fee.kind) }));
  }

  @FieldResolver(() => [LedgerTransferType], { nullable: true, description: 'The transfers of this purchase. Admin and accountant.' })
  async ledgerTransfers(@Root() { id, companyId }: TransactionType, @Ctx() context: GraphQLContext): Promise<LedgerTransferType[] | null> {
    if (!may(memberOf(context.viewer), 'ledger.see', { companyId })) return null;
    const rows = await context.loaders.load(transfersOfTransaction, id);
    return rows.map(
      ({ id: transferId, at, kind, debit_account: debitAccount, credit_account: creditAccount, amount_minor: minor, currency }) => ({
        ...{ id: transferId, at, kind, debitAccount, creditAccount },
        amount: { minor: BigInt(minor), currency },
      }),
    );
  }
}

/** Of each row of a list: they do without the wrapper that type-graphql puts around a resolver. */
export const transactionFields: PlainResolvers = {
  Transaction: {
    card: (transaction: TransactionType, _args: object, { loaders }: GraphQLContext, info: GraphQLResolveInfo) =>
      cardOf(transaction, loaders, info),
    holder: (transaction: TransactionType, _args: object, { loaders }: GraphQLContext, info: GraphQLResolveInfo) =>
      holderOf(transaction, loaders, info),
  },
};

function cardOf({ id, cardId, named }: TransactionType, loaders: Loaders, info: GraphQLResolveInfo): NamedCard | Promise<NamedCard> {
  return named !== undefined && asksWithin(info, CARD_NAMES)
    ? named.card
    : found(loaders, cardById, cardId, `transaction ${id} has no card`);
}

function holderOf({ id, userId, named }: TransactionType, loaders: Loaders, info: GraphQLResolveInfo): NamedPerson | Promise<NamedPerson> {
  return named !== undefined && asksWithin(info, PERSON_NAMES)
    ? named.holder
    : found(loaders, personById, userId, `transaction ${id} has no holder`);
}

async function found<Row>(loaders: Loaders, definition: LoaderDefinition<string, Row | null>, id: string, otherwise: string): Promise<Row> {
  const row = await loaders.load(definition, id);
  if (row === null) throw new Error(otherwise);
  return row;
}

/** Null when there is no such purchase for this viewer. */
export async function visibleTransaction(context: GraphQLContext, id: string | null): Promise<ShownTransaction | null> {
  const viewer = memberOf(context.viewer);
  const transaction = id !== null && isUuid(id) ? await context.loaders.load(transactionById, id.toLowerCase()) : null;
  return transaction !== null && may(viewer, 'transaction.see', subjectOf(transaction)) ? transaction : null;
}

/** A purchase belongs to the teams that its holder was in when it was made. */
function subjectOf({ companyId, userId, teamIds }: ShownTransaction): Subject {
  return { companyId, userId, teamIds };
}

function readerOf(transaction: ShownTransaction, { viewer, locale }: GraphQLContext): DecisionReader {
  return { viewer: memberOf(viewer), locale, subject: subjectOf(transaction) };
}

function shownEntry(entry: LifeEntry, decision: StoredDecision | null, reader: DecisionReader): TimelineEntryType {
  // The decision's own sentence says why; the line around it says what.
  const detail = decision?.outcome === 'DECLINED' ? withoutStop(decisionSentence(decision, reader)) : entry.detail;
  return {
    id: entry.id,
    at: entry.at,
    kind: entry.kind,
    isDecline: isDecline(entry),
    sentence: lifeSentence(reader.locale, { ...entry, detail }),
    amount: entry.amount,
    decision: decision !== null && entry.kind === 'decision' ? shownDecision(decision, reader) : null,
  };
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
