import { Field, Int, ObjectType } from 'type-graphql';
import { ServiceAccountType } from '../api-keys/api-key.type.ts';
import { Card } from '../cards/card.entity.ts';
import { RunningSubscriptionType } from '../controls/running-subscriptions.type.ts';
import { Team } from '../people/team.entity.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import type { Money } from '../platform/money.ts';
import type { HoldingCounts } from './holdings.ts';

@ObjectType('CardInHand', { simpleResolvers: true, description: 'A card that somebody has who may leave.' })
export class CardInHandType {
  @Field(() => Card, { description: 'The card; not terminated.' })
  readonly card: Card;
  @Field(() => MoneyType, { description: 'Held for purchases that have not cleared. They clear after the card is terminated, too.' })
  readonly held: Money;
}

@ObjectType('PersonHoldings', {
  simpleResolvers: true,
  description: 'What somebody has in hand, as far as it matters when they leave: look at it before `offboardPerson`.',
})
export class PersonHoldingsType implements HoldingCounts {
  @Field(() => [CardInHandType], { description: 'Cards that are not terminated; they are when the person leaves.' })
  readonly cards: readonly CardInHandType[];
  @Field(() => [RunningSubscriptionType], {
    description: 'What merchants charged these cards with regularly in the last 45 days, and will not be able to once they are terminated.',
  })
  readonly subscriptions: readonly RunningSubscriptionType[];
  @Field(() => [Team], { description: 'Teams that they manage, by name: somebody has to after them.' })
  readonly managedTeams: readonly Team[];
  @Field(() => [ServiceAccountType], {
    description: 'Open service accounts that they made, or made a key of. These go on: rotate the keys if the person may have kept one.',
  })
  readonly serviceAccounts: readonly ServiceAccountType[];
  @Field(() => Int, { description: 'Purchases that have not cleared.' })
  readonly pendingPurchases: number;
  @Field(() => Int, { description: 'Disputes about their purchases that are not over. An admin goes on with them.' })
  readonly openDisputes: number;
  @Field(() => Int, { description: 'What they asked for and waits for another admin. It is withdrawn when they leave.' })
  readonly ownRequests: number;
  @Field(() => Int, { description: 'What others asked for and they could answer, as any other admin can.' })
  readonly requestsToAnswer: number;
  @Field(() => Int, { description: 'Cases of unusual purchases that they look into.' })
  readonly assignedCases: number;
  @Field(() => Int, { description: 'Sessions of theirs in this company that are open; at most 100 are counted.' })
  readonly openSessions: number;
}
