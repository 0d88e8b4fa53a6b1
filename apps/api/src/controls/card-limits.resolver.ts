import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may, type Subject } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { Card } from '../cards/card.entity.ts';
import { companyById } from '../people/people.loader.ts';
import { subjectOfPerson } from '../people/person-subject.ts';
import { type BindingControl, controlsOfCard, counterById } from './control.loader.ts';
import { LimitStatusType, shownControl, SpendingControlType } from './control.type.ts';
import { type LimitAt, limitAt, type LimitStatus, statusOf, tightestFirst } from './limit-status.ts';

/** Controls and limits, seen from a card. What binds a card is shown to whoever sees the card. */
@Resolver(() => Card)
export class CardLimitsResolver {
  @FieldResolver(() => [SpendingControlType])
  async controls(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<SpendingControlType[]> {
    const controls = await bindingOn(card, context);
    return controls.map(shownControl);
  }

  @FieldResolver(() => [LimitStatusType], {
    description: 'Every amount limit that binds this card and that the viewer may see, the tightest first.',
  })
  async limits(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<LimitStatusType[]> {
    const controls = (await bindingOn(card, context)).filter(({ isActive, mode }) => isActive && mode === 'ENFORCE');
    const company = await context.loaders.load(companyById, card.companyId);
    if (company === null) throw new Error(`card ${card.id} has no company`);
    const now = context.clock.now().getTime();
    const limits = controls.map((control) => limitAt(control, company.timeZone, now)).filter((limit) => limit !== null);
    const statuses = await Promise.all(limits.map((limit) => statusFor(limit, card, context)));
    return statuses.sort(tightestFirst).map(shownStatus);
  }
}

async function bindingOn(card: Card, context: GraphQLContext): Promise<readonly BindingControl[]> {
  const subject = await subjectOfPerson(context, card.companyId, card.userId);
  return may(memberOf(context.viewer), 'limit.see', subject) ? context.loaders.load(controlsOfCard, card.id) : [];
}

async function statusFor(limit: LimitAt, card: Card, context: GraphQLContext): Promise<LimitStatus> {
  if (limit.counter === null) return statusOf(limit, null);
  const seen = may(memberOf(context.viewer), 'limit.seeUse', await sharersOf(limit, card, context));
  if (!seen) return statusOf(limit, null);
  const counted = await context.loaders.load(counterById, limit.counter.id);
  return statusOf(limit, counted?.minor ?? 0n);
}

/** Whose spend the use of a limit tells. A limit that many share tells of all of them. */
async function sharersOf({ control }: LimitAt, card: Card, context: GraphQLContext): Promise<Subject> {
  switch (control.scope) {
    case 'CARD':
    case 'PERSON':
      return subjectOfPerson(context, card.companyId, card.userId);
    case 'TEAM':
      return { companyId: card.companyId, userId: null, teamIds: control.subjectId === null ? [] : [control.subjectId] };
    case 'CARD_PROGRAM':
    case 'COMPANY':
      return { companyId: card.companyId };
  }
}

function shownStatus({ control, window, limit, used, left, counter, timeZone }: LimitStatus): LimitStatusType {
  return {
    control: shownControl(control),
    ...{ window, limit, used, left, timeZone },
    windowStart: counter === null ? null : new Date(counter.window.startMs),
    renewsAt: counter === null ? null : new Date(counter.window.endMs),
  };
}
