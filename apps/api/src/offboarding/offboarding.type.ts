import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Person } from '../people/person.entity.ts';
import { Team } from '../people/team.entity.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import type { CardsUntilThen, OffboardingState, Successor } from './offboarding-store.ts';

const OffboardingStates = {
  SCHEDULED: 'SCHEDULED',
  DONE: 'DONE',
  CANCELLED: 'CANCELLED',
  REFUSED: 'REFUSED',
} as const satisfies { [State in OffboardingState]: State };
registerEnumType(OffboardingStates, {
  name: 'OffboardingState',
  description: 'How far somebody has left.',
  valuesConfig: {
    SCHEDULED: { description: 'They leave when their last day is over. Can be cancelled until then.' },
    DONE: { description: 'They have left.' },
    CANCELLED: { description: 'An admin thought better of it.' },
    REFUSED: { description: 'The day came, and `refusal` stood in the way: they are here still. Plan it anew.' },
  },
});

const CardsOfLeaver = { KEEP: 'KEEP', FREEZE: 'FREEZE' } as const satisfies { [Choice in CardsUntilThen]: Choice };
registerEnumType(CardsOfLeaver, {
  name: 'CardsOfLeaver',
  description: 'What becomes of the cards of somebody who leaves until they have left. Then they are terminated.',
  valuesConfig: {
    KEEP: { description: 'They are used as before.' },
    FREEZE: { description: 'They are frozen now, and only an admin can unfreeze them; one that was never activated is terminated.' },
  },
});

@ObjectType('TeamSuccession', { simpleResolvers: true, description: 'Who manages a team after somebody who leaves.' })
export class TeamSuccessionType {
  @Field(() => Team, { description: 'The team.' })
  readonly team: Team;
  @Field(() => Person, { description: 'Its manager from then on.' })
  readonly person: Person;
}

@ObjectType('Offboarding', { simpleResolvers: true, description: 'How and when somebody leaves the company.' })
export class OffboardingType {
  @Field(() => ID, { description: 'UUID.' })
  readonly id: string;
  @Field(() => OffboardingStates, { description: 'How far it has come.' })
  readonly state: OffboardingState;
  @Field(() => String, { nullable: true, description: "Their last day by the company's clock, yyyy-MM-dd. Null for who left at once." })
  readonly lastDay: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When that day is over. Null without one.' })
  readonly endsAt: Date | null;
  @Field(() => CardsOfLeaver, { description: 'What becomes of their cards until then.' })
  readonly cards: CardsUntilThen;
  @Field(() => [TeamSuccessionType], { description: 'Who manages their teams after them.' })
  readonly successions: readonly TeamSuccessionType[];
  @Field(() => Person, { nullable: true, description: 'Who gets the cases that they look into; null when anybody may take them.' })
  readonly casesTo: Person | null;
  @Field(() => String, { nullable: true, description: 'Code of what stood in the way, such as LAST_ADMIN. Null when nothing did.' })
  readonly refusal: string | null;
  @Field(() => DateTime, { description: 'When an admin decided on it.' })
  readonly plannedAt: Date;
}

@InputType({ description: 'Who manages a team after somebody who leaves.' })
class SuccessorInput implements Successor {
  @Field(() => ID, { description: 'A team that the leaver manages.' })
  readonly teamId: string;
  @Field(() => ID, { description: 'An active admin or manager.' })
  readonly personId: string;
}

@InputType({ description: 'How somebody leaves.' })
export class OffboardPersonInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Who; never yourself, nor the last admin.' })
  readonly personId: string;
  @Field(() => String, {
    nullable: true,
    description: "Their last day by the company's clock, yyyy-MM-dd: they leave when it is over. Now when absent.",
  })
  readonly lastDay?: string | null;
  @Field(() => CardsOfLeaver, { description: 'What becomes of their cards until then.' })
  readonly cards: CardsUntilThen;
  @Field(() => [SuccessorInput], {
    nullable: true,
    description: 'For teams that they manage. A team that is not named keeps its other managers, if it has any.',
  })
  readonly successors?: readonly SuccessorInput[] | null;
  @Field(() => ID, {
    nullable: true,
    description: 'An active admin or manager who gets the cases that they look into, as far as these may be.',
  })
  readonly casesToId?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Ends their sessions now; until their last day is over they can sign in again.' })
  readonly endSessions?: boolean | null;
}

@InputType({ description: 'Somebody who stays.' })
export class CancelOffboardingInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Who; never yourself.' })
  readonly personId: string;
}
