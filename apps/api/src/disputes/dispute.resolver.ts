import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { personById } from '../people/people.loader.ts';
import { Person } from '../people/person.entity.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { connectionType } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import type { Connection } from '../platform/graphql/page.ts';
import { isUuid } from '../platform/ids.ts';
import type { Money } from '../platform/money.ts';
import { isDecline, lifeOf, lifeSentence } from '../transactions/timeline.ts';
import { TimelineEntryType } from '../transactions/timeline.type.ts';
import { disputeNotesOfTransaction, messagesOfTransaction, transactionById } from '../transactions/transaction.loader.ts';
import { TransactionType } from '../transactions/transaction.type.ts';
import type { ShownTransaction } from '../transactions/transaction-row.ts';
import { disputableOf } from './disputable.ts';
import { creditedOfTransaction, disputeById, disputesOfTransaction, evidenceOfDispute } from './dispute.loader.ts';
import type { DisputeService } from './dispute.service.ts';
import { DECISIONS, type DisputeDecision, isOver, stepOf } from './dispute.state.ts';
import { cameToSomething, type Dispute } from './dispute-store.ts';
import {
  DecideDisputeInput,
  DisputeDecisions,
  DisputeEvidenceType,
  DisputesArgs,
  DisputeType,
  OpenDisputeInput,
  shownDispute,
} from './dispute.type.ts';
import { disputesPage } from './disputes.query.ts';

const DisputeConnection = connectionType('Dispute', DisputeType);

@Resolver(() => DisputeType)
export class DisputeResolver {
  constructor(private readonly service: DisputeService) {}

  @Query(() => DisputeConnection, {
    description:
      'The newest first unless sorted otherwise: admin and accountant see all, a manager also those of the teams managed, others their own.',
  })
  async disputes(@Args(() => DisputesArgs) args: DisputesArgs, @Ctx() context: GraphQLContext): Promise<Connection<DisputeType>> {
    const page = await disputesPage(context, memberOf(context.viewer), args);
    return { ...page, edges: page.edges.map(({ node, cursor }) => ({ node: shownDispute(node), cursor })) };
  }

  @Query(() => DisputeType, { nullable: true, description: 'Null when there is none of this id that the viewer may see.' })
  async dispute(
    @Arg('id', () => ID, { description: 'Of the dispute.' }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<DisputeType | null> {
    const viewer = memberOf(context.viewer);
    const dispute = isUuid(id) ? await context.loaders.load(disputeById, id.toLowerCase()) : null;
    return dispute !== null && may(viewer, 'dispute.see', dispute) ? shownDispute(dispute) : null;
  }

  @Mutation(() => DisputeType, { description: 'Asks back what was cleared: for the holder, or an admin. Marqeta is told afterwards.' })
  async openDispute(@Arg('input', () => OpenDisputeInput) input: OpenDisputeInput, @Ctx() context: GraphQLContext): Promise<DisputeType> {
    const [{ amountMinor, ...asked }, options] = commandOf(context, input);
    return changed(context, await this.service.open(memberOf(context.viewer), { ...asked, amountMinor: minorOf(amountMinor) }, options));
  }

  @Mutation(() => DisputeType, {
    description: 'Argues on, gives in or has a lost dispute written off. Marqeta is told afterwards. Admin only.',
  })
  async decideDispute(
    @Arg('input', () => DecideDisputeInput) input: DecideDisputeInput,
    @Ctx() context: GraphQLContext,
  ): Promise<DisputeType> {
    return changed(context, await this.service.decide(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @FieldResolver(() => TransactionType, { description: 'The purchase of which money is asked back.' })
  async transaction(@Root() { stored }: DisputeType, @Ctx() { loaders }: GraphQLContext): Promise<ShownTransaction> {
    const transaction = await loaders.load(transactionById, stored.transactionId);
    if (transaction === null) throw new Error(`dispute ${stored.id} has no purchase`);
    return transaction;
  }

  @FieldResolver(() => Person, { description: 'The holder, or the admin who did it in their place.' })
  openedBy(@Root() { stored }: DisputeType, @Ctx() context: GraphQLContext): Promise<Person> {
    return personOf(context, stored.openedBy);
  }

  @FieldResolver(() => MoneyType, { description: 'What came back by it so far, early or for good; zero when nothing did.' })
  async credited(@Root() { stored }: DisputeType, @Ctx() { loaders }: GraphQLContext): Promise<Money> {
    const credited = cameToSomething(stored) ? await loaders.load(creditedOfTransaction, stored.transactionId) : null;
    return { minor: credited?.minor ?? 0n, currency: stored.amount.currency };
  }

  @FieldResolver(() => [DisputeDecisions], {
    description: 'What the viewer may decide now; empty when nothing, or while Marqeta is still to be told of the last decision.',
  })
  decisions(@Root() { stored }: DisputeType, @Ctx() context: GraphQLContext): DisputeDecision[] {
    if (!may(memberOf(context.viewer), 'dispute.decide', stored)) return [];
    return DECISIONS.filter((decision) => stepOf(stored, decision) !== null);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the viewer may add evidence now, by a POST to `/files/disputes/{dispute}`.' })
  takesEvidence(@Root() { stored }: DisputeType, @Ctx() context: GraphQLContext): boolean {
    return !isOver(stored.state) && may(memberOf(context.viewer), 'dispute.addEvidence', stored);
  }

  @FieldResolver(() => [DisputeEvidenceType], { description: 'The files that were added to it, oldest first; 20 at most.' })
  async evidence(@Root() { stored }: DisputeType, @Ctx() { loaders }: GraphQLContext): Promise<DisputeEvidenceType[]> {
    return [...(await loaders.load(evidenceOfDispute, stored.id))];
  }

  @FieldResolver(() => [TimelineEntryType], { description: 'What was decided, added and said of it, oldest first.' })
  async history(@Root() { stored }: DisputeType, @Ctx() { loaders, locale }: GraphQLContext): Promise<TimelineEntryType[]> {
    const notes = await loaders.load(disputeNotesOfTransaction, stored.transactionId);
    return lifeOf(
      [],
      [],
      [],
      notes.filter(({ disputeId }) => disputeId === stored.id),
    ).map((entry) => ({
      id: entry.id,
      at: entry.at,
      kind: entry.kind,
      isDecline: isDecline(entry),
      sentence: lifeSentence(locale, entry),
      amount: null,
      decision: null,
    }));
  }
}

/** Disputes, seen from a purchase. */
@Resolver(() => TransactionType)
export class DisputesOfTransactionResolver {
  @FieldResolver(() => DisputeType, { nullable: true, description: 'The last one; null when there never was one.' })
  async dispute(@Root() { id }: TransactionType, @Ctx() { loaders }: GraphQLContext): Promise<DisputeType | null> {
    const [last] = await loaders.load(disputesOfTransaction, id);
    return last === undefined ? null : shownDispute(last);
  }

  @FieldResolver(() => MoneyType, { nullable: true, description: 'What the viewer could ask back by a dispute; null when nothing.' })
  async disputable(@Root() transaction: TransactionType, @Ctx() context: GraphQLContext): Promise<Money | null> {
    const { id, cleared, refunded } = transaction;
    if (!may(memberOf(context.viewer), 'dispute.open', transaction)) return null;
    const [messages, disputes] = await Promise.all([
      context.loaders.load(messagesOfTransaction, id),
      context.loaders.load(disputesOfTransaction, id),
    ]);
    const disputable = disputableOf({
      cleared: cleared.minor,
      refunded: refunded.minor,
      messages: messages.map(({ amount, ...message }) => ({ ...message, minor: amount.minor })),
      disputed: disputes.some(cameToSomething),
      now: context.clock.now(),
    });
    return disputable.possible ? { minor: disputable.most, currency: cleared.currency } : null;
  }
}

/** Who added the file: a colleague, whom whoever sees the dispute may know by name. */
@Resolver(() => DisputeEvidenceType)
export class DisputeEvidenceResolver {
  @FieldResolver(() => Person, { description: 'A colleague, whom whoever sees the dispute may know by name.' })
  addedBy(@Root() { addedBy }: DisputeEvidenceType & { readonly addedBy: string }, @Ctx() context: GraphQLContext): Promise<Person> {
    return personOf(context, addedBy);
  }
}

async function personOf({ loaders }: GraphQLContext, id: string): Promise<Person> {
  const person = await loaders.load(personById, id);
  if (person === null) throw new Error(`there is no person ${id}`);
  return person;
}

/** The dispute as it is after a command. */
async function changed(context: GraphQLContext, { disputeId }: { readonly disputeId: string }): Promise<DisputeType> {
  await context.forget();
  const dispute: Dispute | null = await context.loaders.load(disputeById, disputeId);
  if (dispute === null) throw new NotFoundError('dispute');
  return shownDispute(dispute);
}

/** @throws InvalidInputError */
function minorOf(text: string | null | undefined): bigint | null {
  if (text == null) return null;
  if (!/^[0-9]{1,15}$/.test(text)) throw new InvalidInputError('amountMinor', 'An amount is a whole number of minor units.');
  return BigInt(text);
}
