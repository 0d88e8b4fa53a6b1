import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { Card } from '../cards/card.entity.ts';
import { subjectOfPerson } from '../people/person-subject.ts';
import { NotFoundError } from '../platform/errors.ts';
import { counterId } from './counter.ts';
import { counterById, exceptionsOfCard, nameOfExcepted } from './control.loader.ts';
import { USES_START, usesOf } from './exception.ts';
import type { ExceptionService } from './exception.service.ts';
import { findException } from './exception-store.ts';
import { ControlExceptionType, GrantExceptionInput, RevokeExceptionInput, shownException } from './exception.type.ts';

@Resolver(() => ControlExceptionType)
export class ExceptionResolver {
  constructor(private readonly service: ExceptionService) {}

  @Mutation(() => ControlExceptionType, {
    description:
      'Lets purchases pass controls for a while. States and funds it does not lift. Admin, and managers for others of their teams.',
  })
  async grantException(
    @Arg('input', () => GrantExceptionInput) input: GrantExceptionInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ControlExceptionType> {
    const { exceptionId } = await this.service.grant(memberOf(context.viewer), ...commandOf(context, input));
    return this.#after(exceptionId, context);
  }

  @Mutation(() => ControlExceptionType, {
    description: 'Ends an exception from the next decision on; what it let through stays as it was decided. By who may grant it.',
  })
  async revokeException(
    @Arg('input', () => RevokeExceptionInput) input: RevokeExceptionInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ControlExceptionType> {
    const { exceptionId } = await this.service.revoke(memberOf(context.viewer), ...commandOf(context, input));
    return this.#after(exceptionId, context);
  }

  @FieldResolver(() => Int, { description: 'How many purchases have used it.' })
  async usedCount(@Root() { id }: ControlExceptionType, @Ctx() { loaders }: GraphQLContext): Promise<number> {
    return Number((await loaders.load(counterById, counterId(usesOf(id), USES_START)))?.minor ?? 0n);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'What purchases there are written as. Null for any merchant, and for a number that the card has not met lately.',
  })
  async merchantName(@Root() { id, merchant }: ControlExceptionType, @Ctx() { loaders }: GraphQLContext): Promise<string | null> {
    if (merchant === null || merchant.by === 'NAME') return merchant?.value ?? null;
    return (await loaders.load(nameOfExcepted, id))?.name ?? null;
  }

  async #after(id: string, context: GraphQLContext): Promise<ControlExceptionType> {
    await context.forget();
    const exception = await findException(await context.read(), memberOf(context.viewer).companyId, id);
    if (exception === null) throw new NotFoundError('exception');
    return shownException(exception);
  }
}

/** Exceptions, seen from a card. */
@Resolver(() => Card)
export class CardExceptionsResolver {
  @FieldResolver(() => [ControlExceptionType], {
    description: 'Those that are open, of the card and of its holder, the first to end first.',
  })
  async exceptions(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<ControlExceptionType[]> {
    const holder = await subjectOfPerson(context, card.companyId, card.userId);
    if (!may(memberOf(context.viewer), 'limit.see', holder)) return [];
    const now = context.clock.now();
    const found = await context.loaders.load(exceptionsOfCard, card.id);
    return found
      .filter(({ expiresAt }) => expiresAt > now)
      .sort((left, right) => left.expiresAt.getTime() - right.expiresAt.getTime())
      .map(shownException);
  }
}
