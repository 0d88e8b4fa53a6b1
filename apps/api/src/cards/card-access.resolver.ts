import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { subjectOfPerson } from '../people/person-subject.ts';
import { accessObstacle, type CardAccess } from './card-access.ts';
import type { CardAccessService, CardReveal, PinFrame } from './card-access.service.ts';
import { Card } from './card.entity.ts';

const CardAccesses = { NUMBER: 'NUMBER', PIN: 'PIN' } as const satisfies { readonly [Access in CardAccess]: Access };
registerEnumType(CardAccesses, { name: 'CardAccess' });

@InputType()
class CardAccessInput {
  @Field(() => ID)
  readonly cardId: string;
}

@ObjectType('CardReveal', { description: 'What marqeta.js needs to show a card in frames of its own origin.', simpleResolvers: true })
class CardRevealType implements CardReveal {
  @Field(() => String, { description: 'Shows the card once, within five minutes.' })
  readonly clientAccessToken: string;
  @Field(() => String, { description: 'Address of marqeta.js.' })
  readonly scriptUrl: string;
}

@ObjectType('PinFrame', { description: "A page of the issuer's, for a frame.", simpleResolvers: true })
class PinFrameType implements PinFrame {
  @Field(() => String, { description: 'Sets the PIN once, within an hour.' })
  readonly url: string;
}

/** What only the holder sees of a card, and only in frames of Marqeta's. */
@Resolver(() => Card)
export class CardAccessResolver {
  constructor(private readonly service: CardAccessService) {}

  @Mutation(() => CardRevealType, { description: "The holder's own card. Each time is on record; at most ten times an hour." })
  revealCard(@Arg('input', () => CardAccessInput) { cardId }: CardAccessInput, @Ctx() context: GraphQLContext): Promise<CardReveal> {
    return this.service.reveal(memberOf(context.viewer), cardId, optionsOf(context));
  }

  @Mutation(() => PinFrameType, { description: "Opens the frame in which the holder sets the card's PIN." })
  openPinFrame(@Arg('input', () => CardAccessInput) { cardId }: CardAccessInput, @Ctx() context: GraphQLContext): Promise<PinFrame> {
    return this.service.openPin(memberOf(context.viewer), cardId, optionsOf(context));
  }

  @FieldResolver(() => [CardAccesses], { description: 'What of the card the viewer may see or set now.' })
  async accesses(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<CardAccess[]> {
    if (!this.service.isSetUp) return [];
    const viewer = memberOf(context.viewer);
    const subject = await subjectOfPerson(context, card.companyId, card.userId);
    const allowed = { NUMBER: may(viewer, 'card.reveal', subject), PIN: may(viewer, 'card.setPin', subject) };
    return (['NUMBER', 'PIN'] as const).filter((access) => allowed[access] && accessObstacle(access, card, card.cardType) === null);
  }
}

function optionsOf({ traceId, ip }: GraphQLContext): { traceId: string; ip?: string } {
  return ip === undefined ? { traceId } : { traceId, ip };
}
