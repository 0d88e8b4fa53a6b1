import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { assertMay, installation, may } from '../access/policy.ts';
import { signedIn } from '../access/viewer.ts';
import { ViewerType } from '../people/viewer.resolver.ts';
import { connectionType } from '../platform/graphql/connection.type.ts';
import { positionsOf } from '../platform/graphql/keyset.ts';
import { type Connection, connection, pageOf } from '../platform/graphql/page.ts';
import { orderOf, type Sort } from '../platform/graphql/sort.type.ts';
import { actionsOn, type DeadLetter } from './dead-letter.ts';
import type { DeadLetterService } from './dead-letter.service.ts';
import {
  DeadLetterDeedType,
  DeadLetterKindType,
  DeadLettersArgs,
  DeadLetterType,
  DecideDeadLettersInput,
  DismissDeadLettersInput,
  OpenDeadLetterInput,
  OpenedDeadLetterType,
} from './dead-letter.type.ts';
import {
  bodyOfDeadLetter,
  countDeadLetters,
  countOpenDeadLetters,
  type DeadLetterSortBy,
  deedsOnDeadLetter,
  findDeadLetters,
  kindsOfDeadLetters,
  listDeadLetters,
} from './dead-letters.query.ts';
import { maskMessage } from './mask-message.ts';

const DeadLetterConnection = connectionType('DeadLetter', DeadLetterType);

const NEWEST: Sort<DeadLetterSortBy> = { by: 'RECEIVED', direction: 'DESC' };

/** Messages that were not applied, as operators look at them and decide about them. */
@Resolver(() => DeadLetterType)
export class DeadLetterResolver {
  constructor(private readonly service: DeadLetterService) {}

  @Query(() => DeadLetterConnection, {
    description: 'Messages that were not applied, newest first unless sorted otherwise. Operator only.',
  })
  async deadLetters(
    @Args(() => DeadLettersArgs) args: DeadLettersArgs,
    @Ctx() context: GraphQLContext,
  ): Promise<Connection<DeadLetterType>> {
    assertSees(context);
    const [sort, filter] = [args.sort ?? NEWEST, args.filter ?? {}];
    const page = pageOf(args, orderOf(sort));
    const rows = await listDeadLetters(await context.read(), filter, sort, page);
    const count = async () => countDeadLetters(await context.read(), filter);
    return connection(rows.map(shownLetter), page, positionsOf(rows), count);
  }

  @Query(() => DeadLetterType, { nullable: true, description: 'Null when there is none of this id. Operator only.' })
  async deadLetter(
    @Arg('id', () => ID, { description: 'Of the message.' }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<DeadLetterType | null> {
    assertSees(context);
    const [letter] = await findDeadLetters(await context.read(), [id]);
    return letter === undefined ? null : shownLetter(letter);
  }

  @Query(() => [DeadLetterKindType], {
    description: 'Kinds of messages that were not applied, those with most that wait first, 100 at most. Operator only.',
  })
  async deadLetterKinds(@Ctx() context: GraphQLContext): Promise<DeadLetterKindType[]> {
    assertSees(context);
    return kindsOfDeadLetters(await context.read());
  }

  @Mutation(() => [DeadLetterType], {
    description: 'Puts messages back in the queue, and answers with them as they are then; one that fails again says why. Operator only.',
  })
  async replayDeadLetters(
    @Arg('input', () => DecideDeadLettersInput) input: DecideDeadLettersInput,
    @Ctx() context: GraphQLContext,
  ): Promise<DeadLetterType[]> {
    await this.service.replay(context.viewer, ...commandOf(context, input));
    return lettersAfter(context, input.ids);
  }

  @Mutation(() => [DeadLetterType], {
    description: 'Decides that nothing is to be done about messages. The reason is kept. Operator only.',
  })
  async dismissDeadLetters(
    @Arg('input', () => DismissDeadLettersInput) input: DismissDeadLettersInput,
    @Ctx() context: GraphQLContext,
  ): Promise<DeadLetterType[]> {
    await this.service.dismiss(context.viewer, ...commandOf(context, input));
    return lettersAfter(context, input.ids);
  }

  @Mutation(() => [DeadLetterType], { description: 'Takes dismissals back: the messages wait for an operator again. Operator only.' })
  async restoreDeadLetters(
    @Arg('input', () => DecideDeadLettersInput) input: DecideDeadLettersInput,
    @Ctx() context: GraphQLContext,
  ): Promise<DeadLetterType[]> {
    await this.service.restore(context.viewer, ...commandOf(context, input));
    return lettersAfter(context, input.ids);
  }

  @Mutation(() => OpenedDeadLetterType, {
    description: 'A message whole, for a reason that is kept with who read it and when. Operator only.',
  })
  async openDeadLetter(
    @Arg('input', () => OpenDeadLetterInput) input: OpenDeadLetterInput,
    @Ctx() context: GraphQLContext,
  ): Promise<OpenedDeadLetterType> {
    await this.service.open(context.viewer, input, optionsOf(context));
    await context.forget();
    const { body } = await bodyOfDeadLetter(await context.read(), input.id);
    return { id: input.id, message: maskMessage(body, { whole: true }) };
  }

  @FieldResolver(() => String, { description: 'How it is built and what it is about, as JSON; money, people and secrets are masked.' })
  async message(@Root() { id }: DeadLetterType, @Ctx() context: GraphQLContext): Promise<string> {
    return maskMessage((await bodyOfDeadLetter(await context.read(), id)).body, { whole: false });
  }

  @FieldResolver(() => String, { nullable: true, description: "Marqeta's id of the delivery; null when it had none." })
  async traceId(@Root() { id }: DeadLetterType, @Ctx() context: GraphQLContext): Promise<string | null> {
    return (await bodyOfDeadLetter(await context.read(), id)).traceId;
  }

  @FieldResolver(() => [DeadLetterDeedType], { description: 'What operators did with it, oldest first.' })
  async deeds(@Root() { id }: DeadLetterType, @Ctx() context: GraphQLContext): Promise<DeadLetterDeedType[]> {
    return deedsOnDeadLetter(await context.read(), id);
  }
}

/** The number beside the operator's list, wherever they are. */
@Resolver(() => ViewerType)
export class OpenDeadLettersResolver {
  @FieldResolver(() => Int, { description: 'Messages that wait for an operator; 0 for everybody else.' })
  async openDeadLetters(@Root() { viewer }: ViewerType, @Ctx() context: GraphQLContext): Promise<number> {
    return may(viewer, 'deadLetter.see', installation) ? countOpenDeadLetters(await context.read()) : 0;
  }
}

/** @throws UnauthenticatedError, ForbiddenError */
function assertSees({ viewer }: GraphQLContext): void {
  assertMay(signedIn(viewer), 'deadLetter.see', installation);
}

async function lettersAfter(context: GraphQLContext, ids: readonly string[]): Promise<DeadLetterType[]> {
  await context.forget();
  return (await findDeadLetters(await context.read(), [...new Set(ids)])).map(shownLetter);
}

function shownLetter(letter: DeadLetter): DeadLetterType {
  return { ...letter, actions: actionsOn(letter) };
}
