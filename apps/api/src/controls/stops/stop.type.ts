import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../platform/graphql/scalars.ts';
import { type EmergencyStop, STOP_SCOPES, type StopScope } from './stop-store.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';

const StopScopes = Object.fromEntries(STOP_SCOPES.map((scope) => [scope, scope])) as { readonly [Scope in StopScope]: Scope };
registerEnumType(StopScopes, {
  name: 'EmergencyStopScope',
  description: 'What an emergency stop is for.',
  valuesConfig: {
    CARD: { description: 'The card, and those that took its place one after the other.' },
    CARD_PROGRAM: { description: 'All cards of the program.' },
    COMPANY: { description: 'All cards of the company.' },
  },
});

@ObjectType('EmergencyStop', {
  description: 'Everything that is asked for a card, for the cards of a program, or for all of the company is declined until it is lifted.',
  simpleResolvers: true,
})
export class EmergencyStopType {
  readonly stored: EmergencyStop;

  @Field(() => ID, { description: 'What `liftEmergencyStop` takes.' })
  readonly id: string;
  @Field(() => StopScopes, { description: 'What is stopped, together with `subjectId`.' })
  readonly scope: StopScope;
  @Field(() => ID, { description: "The company's id for its own stop; the first card of its line for a card's." })
  readonly subjectId: string;
  @Field(() => DateTime, { description: 'From this moment on everything is declined.' })
  readonly stoppedAt: Date;
  @Field(() => String, { nullable: true, description: 'Why it was stopped. Admin and accountant; null for others.' })
  readonly reason: string | null;
  @Field(() => String, { nullable: true, description: 'Name of who stopped, as it was then. Admin and accountant; null for others.' })
  readonly stoppedBy: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Null while it is on.' })
  readonly liftedAt: Date | null;
  @Field(() => String, {
    nullable: true,
    description: 'Name of who lifted it; null while it is on. Admin and accountant; null for others.',
  })
  readonly liftedBy: string | null;
  @Field(() => String, { nullable: true, description: 'Why it was lifted; null while it is on. Admin and accountant; null for others.' })
  readonly liftReason: string | null;
}

/** The stop as the viewer may see it: that something is stopped is shown to whom it stops, why only to `seesWhy`. */
export function shownStop(stored: EmergencyStop, seesWhy: boolean): EmergencyStopType {
  const { id, scope, subjectId, stoppedAt, reason, stoppedBy, liftedAt, liftedBy, liftReason } = stored;
  const why = seesWhy ? { reason, stoppedBy, liftedBy, liftReason } : { reason: null, stoppedBy: null, liftedBy: null, liftReason: null };
  return { ...{ stored, id, scope, subjectId, stoppedAt, liftedAt }, ...why };
}

@InputType({ description: 'What is stopped, and why.' })
export class StopSpendingInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => StopScopes, {
    description: 'What is stopped, together with `subjectId`. What is stopped already stays so, and its stop is returned.',
  })
  readonly scope: StopScope;
  @Field(() => ID, { nullable: true, description: 'The card or the card program; left out for the company.' })
  readonly subjectId?: string | null;
  @Field(() => String, { description: 'Why, in 1 to 500 characters. Kept in the audit log.' })
  readonly reason: string;
}

@InputType({ description: 'Which stop ends, and why.' })
export class LiftEmergencyStopInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Of the stop; one that is lifted already stays as it is, and is returned.' })
  readonly id: string;
  @Field(() => String, { description: 'Why, in 1 to 500 characters. Kept in the audit log.' })
  readonly reason: string;
}
