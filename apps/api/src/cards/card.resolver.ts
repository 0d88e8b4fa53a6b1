import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { type Member, memberOf } from '../access/viewer.ts';
import { subjectOfPerson } from '../people/person-subject.ts';
import { personById } from '../people/people.loader.ts';
import { Person } from '../people/person.entity.ts';
import { NotFoundError } from '../platform/errors.ts';
import { connectionType } from '../platform/graphql/connection.type.ts';
import type { Connection } from '../platform/graphql/page.ts';
import { isUuid } from '../platform/ids.ts';
import { authorityOf } from './authority.ts';
import { Card, CardAction, ReplacementReason } from './card.entity.ts';
import { CardCommandInputType, CardsArgs, ReplaceCardInput } from './card.inputs.ts';
import { cardById, eventsOfCard, programById, replacementOf } from './card.loader.ts';
import type { CardService } from './card.service.ts';
import { allows, allowsAskingAgain, allowsReplacement, type CardCommand } from './card.state.ts';
import { CardEvent } from './card-event.entity.ts';
import { CardProgram } from './card-program.entity.ts';
import { cardsPage } from './cards.query.ts';
import type { ReplacementReason as Reason } from '../marqeta/replacement-reason.ts';
import { reasonsFor } from './replacement.ts';

const CardConnection = connectionType('Card', Card);

const COMMANDS: readonly (readonly [CardAction, CardCommand])[] = [
  ['FREEZE', 'freeze'],
  ['UNFREEZE', 'unfreeze'],
  ['ACTIVATE', 'activate'],
  ['TERMINATE', 'terminate'],
];

@Resolver(() => Card)
export class CardResolver {
  constructor(private readonly service: CardService) {}

  @Query(() => CardConnection, {
    description:
      'Those the viewer may see, newest first unless sorted otherwise: admin and accountant all, a manager also those of the teams managed, others their own.',
  })
  cards(@Args(() => CardsArgs) args: CardsArgs, @Ctx() context: GraphQLContext): Promise<Connection<Card>> {
    return cardsPage(context, memberOf(context.viewer), args);
  }

  @Query(() => Card, { nullable: true, description: 'Null when there is none of this id that the viewer may see.' })
  card(@Arg('id', () => ID, { description: 'Of the card.' }) id: string, @Ctx() context: GraphQLContext): Promise<Card | null> {
    return visibleCard(context, isUuid(id) ? id.toLowerCase() : null);
  }

  @Mutation(() => Card, { description: 'Binds the very next decision; the issuer is told afterwards.' })
  async freezeCard(@Arg('input', () => CardCommandInputType) input: CardCommandInputType, @Ctx() context: GraphQLContext): Promise<Card> {
    return changed(context, await this.service.freeze(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => Card, {
    description: 'Lifts a freeze, unless somebody of more authority set it. The card can be used once the issuer has confirmed it.',
  })
  async unfreezeCard(@Arg('input', () => CardCommandInputType) input: CardCommandInputType, @Ctx() context: GraphQLContext): Promise<Card> {
    return changed(context, await this.service.unfreeze(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => Card, {
    description: 'For the holder, or an admin, when a physical card has arrived. It can be used once the issuer has confirmed it.',
  })
  async activateCard(@Arg('input', () => CardCommandInputType) input: CardCommandInputType, @Ctx() context: GraphQLContext): Promise<Card> {
    return changed(context, await this.service.activate(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => Card, {
    description: 'Ends the card for good, from the very next decision on; the issuer is told afterwards. Admin only.',
  })
  async terminateCard(
    @Arg('input', () => CardCommandInputType) input: CardCommandInputType,
    @Ctx() context: GraphQLContext,
  ): Promise<Card> {
    return changed(context, await this.service.terminate(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => Card, { description: 'Has the issuer asked again for what it refused (`issuerRefusal`), once the cause is mended.' })
  async askIssuerAgain(
    @Arg('input', () => CardCommandInputType) input: CardCommandInputType,
    @Ctx() context: GraphQLContext,
  ): Promise<Card> {
    return changed(context, await this.service.askAgain(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => Card, {
    description:
      'Gives the holder another card in place of this one, of the same program and under the same controls. Answers with the new card.',
  })
  async replaceCard(@Arg('input', () => ReplaceCardInput) input: ReplaceCardInput, @Ctx() context: GraphQLContext): Promise<Card> {
    return changed(context, await this.service.replace(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @FieldResolver(() => String, { description: "Of its program: the name of a colour of the theme, for the card's art." })
  async color(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<string> {
    return (await programOf(card, context)).color;
  }

  @FieldResolver(() => Person, { description: 'Whose card it is. A card never changes hands.' })
  async holder(@Root() card: Card, @Ctx() { loaders }: GraphQLContext): Promise<Person> {
    const person = await loaders.load(personById, card.userId);
    if (person === null) throw new Error(`card ${card.id} has no holder`);
    return person;
  }

  @FieldResolver(() => CardProgram, { description: 'The template that it was made from, and by which shared controls bind it.' })
  program(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<CardProgram> {
    return programOf(card, context);
  }

  @FieldResolver(() => [CardAction], {
    description: 'What the viewer may do with it now, by role and by the state of the card; empty when nothing.',
  })
  async actions(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<CardAction[]> {
    const viewer = memberOf(context.viewer);
    const subject = await subjectOfPerson(context, card.companyId, card.userId);
    const authority = authorityOf(viewer, card.userId);
    const commands = COMMANDS.filter(([, asked]) => allows(card, asked, authority) && may(viewer, `card.${asked}`, subject));
    const again = allowsAskingAgain(card) && may(viewer, 'card.askAgain', subject);
    return [...(again ? (['ASK_AGAIN'] as const) : []), ...commands.map(([action]) => action)];
  }

  @FieldResolver(() => [ReplacementReason], {
    description: 'For which reasons the viewer may replace it now; empty when for none, or when it was replaced already.',
  })
  async replaceableFor(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<readonly Reason[]> {
    const viewer = memberOf(context.viewer);
    if (!may(viewer, 'card.replace', await subjectOfPerson(context, card.companyId, card.userId))) return [];
    if ((await context.loaders.load(replacementOf, card.id)) !== null) return [];
    const authority = authorityOf(viewer, card.userId);
    return reasonsFor(card, context.clock.now()).filter((reason) => allowsReplacement(card, reason, authority));
  }

  @FieldResolver(() => Card, { nullable: true, description: 'The card whose place it took; null when it is the first of its line.' })
  async replaces(@Root() { replacesCardId }: Card, @Ctx() { loaders }: GraphQLContext): Promise<Card | null> {
    return replacesCardId === null ? null : loaders.load(cardById, replacesCardId);
  }

  @FieldResolver(() => Card, { nullable: true, description: 'The card that took its place; null when none did.' })
  replacedBy(@Root() { id }: Card, @Ctx() { loaders }: GraphQLContext): Promise<Card | null> {
    return loaders.load(replacementOf, id);
  }

  @FieldResolver(() => [CardEvent], { description: 'What was done with it and what Marqeta reported of it, oldest first.' })
  async history(@Root() card: Card, @Ctx() { loaders }: GraphQLContext): Promise<CardEvent[]> {
    return [...(await loaders.load(eventsOfCard, card.id))];
  }
}

/** Null when there is no such card for this viewer. */
export async function visibleCard(context: GraphQLContext, id: string | null): Promise<Card | null> {
  const viewer = memberOf(context.viewer);
  const card = id === null ? null : await context.loaders.load(cardById, id);
  return card !== null && (await maySee(context, viewer, card)) ? card : null;
}

export async function maySee(context: GraphQLContext, viewer: Member, card: Card): Promise<boolean> {
  return may(viewer, 'card.see', await subjectOfPerson(context, card.companyId, card.userId));
}

/** The card as it is after a command. */
export async function changed(context: GraphQLContext, { cardId }: { readonly cardId: string }): Promise<Card> {
  await context.forget();
  const card = await context.loaders.load(cardById, cardId);
  if (card === null) throw new NotFoundError('card');
  return card;
}

async function programOf(card: Card, { loaders }: GraphQLContext): Promise<CardProgram> {
  const program = await loaders.load(programById, card.cardProductId);
  if (program === null) throw new Error(`card ${card.id} has no program`);
  return program;
}
