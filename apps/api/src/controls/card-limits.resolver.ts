import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may, type Subject } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { Card } from '../cards/card.entity.ts';
import { companyById } from '../people/people.loader.ts';
import { subjectOfPerson } from '../people/person-subject.ts';
import { type BindingControl, controlsOfCard, counterById } from './control.loader.ts';
import { LimitStatusType, shownControl, SpendingControlType } from './control.type.ts';
import { zoneAndCalendar } from './company-clock.ts';
import { countOf, type LimitAt, limitAt, type LimitStatus, moneyOf, statusOf, tightestFirst } from './limit-status.ts';

/** Controls and limits, seen from a card. What binds a card is shown to whoever sees the card. */
@Resolver(() => Card)
export class CardLimitsResolver {
  @FieldResolver(() => [SpendingControlType], { description: 'What binds this card by any scope, and its own that are switched off.' })
  async controls(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<SpendingControlType[]> {
    const holder = await subjectOfPerson(context, card.companyId, card.userId);
    return (await bindingOn(card, holder, context)).map(shownControl);
  }

  @FieldResolver(() => [LimitStatusType], {
    description: 'Every limit in force that binds this card and that the viewer may see, the tightest first.',
  })
  async limits(@Root() card: Card, @Ctx() context: GraphQLContext): Promise<LimitStatusType[]> {
    const holder = await subjectOfPerson(context, card.companyId, card.userId);
    const company = await context.loaders.load(companyById, card.companyId);
    if (company === null) throw new Error(`card ${card.id} has no company`);
    const controls = (await bindingOn(card, holder, context)).filter(({ isActive, mode }) => isActive && mode === 'ENFORCE');
    const now = context.clock.now().getTime();
    const limits = controls.map((control) => limitAt(control, zoneAndCalendar(company), now)).filter((limit) => limit !== null);
    // The same steps for every limit, so that all counters of a page are asked for in one turn.
    const statuses = await Promise.all(limits.map((limit) => statusFor(limit, holder, context)));
    return statuses.sort(tightestFirst).map(shownStatus);
  }
}

async function bindingOn(card: Card, holder: Subject, context: GraphQLContext): Promise<readonly BindingControl[]> {
  return may(memberOf(context.viewer), 'limit.see', holder) ? context.loaders.load(controlsOfCard, card.id) : [];
}

async function statusFor(limit: LimitAt, holder: Subject, context: GraphQLContext): Promise<LimitStatus> {
  if (limit.counters === null || !may(memberOf(context.viewer), 'limit.seeUse', sharersOf(limit, holder))) return statusOf(limit, null);
  const counted = await Promise.all(limit.counters.ids.map((id) => context.loaders.load(counterById, id)));
  return statusOf(
    limit,
    counted.reduce((sum, counter) => sum + (counter?.minor ?? 0n), 0n),
  );
}

/** Whose spend the use of a limit tells. A limit that many share tells of all of them. */
function sharersOf({ control }: LimitAt, holder: Subject): Subject {
  const { companyId, scope, subjectId } = control;
  if (scope === 'CARD' || scope === 'PERSON') return holder;
  return scope === 'TEAM' && subjectId !== null ? { companyId, userId: null, teamIds: [subjectId] } : { companyId };
}

function shownStatus(status: LimitStatus): LimitStatusType {
  const { control, limit, used, left, counters, timeZone } = status;
  return {
    control: shownControl(control),
    window: limit.window,
    limit: moneyOf(status, limit.limit),
    used: moneyOf(status, used),
    left: moneyOf(status, left),
    limitCount: countOf(status, limit.limit),
    usedCount: countOf(status, used),
    leftCount: countOf(status, left),
    timeZone,
    windowStart: counters?.startsAt ?? null,
    renewsAt: counters?.renewsAt ?? null,
  };
}
