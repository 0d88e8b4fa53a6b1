import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../platform/graphql/scalars.ts';
import { type EmergencyStop, STOP_SCOPES, type StopScope } from './stop-store.ts';

const StopScopes = Object.fromEntries(STOP_SCOPES.map((scope) => [scope, scope])) as { readonly [Scope in StopScope]: Scope };
registerEnumType(StopScopes, { name: 'EmergencyStopScope' });

@ObjectType('EmergencyStop', {
  description: 'Everything that is asked for a card, for the cards of a program, or for all of the company is declined until it is lifted.',
  simpleResolvers: true,
})
export class EmergencyStopType {
  readonly stored: EmergencyStop;

  @Field(() => ID)
  readonly id: string;
  @Field(() => StopScopes)
  readonly scope: StopScope;
  @Field(() => ID, { description: "The company's id for its own stop; the first card of its line for a card's." })
  readonly subjectId: string;
  @Field(() => DateTime)
  readonly stoppedAt: Date;
  @Field(() => String, { nullable: true, description: 'Admin and accountant.' })
  readonly reason: string | null;
  @Field(() => String, { nullable: true, description: 'Admin and accountant.' })
  readonly stoppedBy: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Null while it is on.' })
  readonly liftedAt: Date | null;
  @Field(() => String, { nullable: true })
  readonly liftedBy: string | null;
  @Field(() => String, { nullable: true })
  readonly liftReason: string | null;
}

/** The stop as the viewer may see it: that something is stopped is shown to whom it stops, why only to `seesWhy`. */
export function shownStop(stored: EmergencyStop, seesWhy: boolean): EmergencyStopType {
  const { id, scope, subjectId, stoppedAt, reason, stoppedBy, liftedAt, liftedBy, liftReason } = stored;
  const why = seesWhy ? { reason, stoppedBy, liftedBy, liftReason } : { reason: null, stoppedBy: null, liftedBy: null, liftReason: null };
  return { ...{ stored, id, scope, subjectId, stoppedAt, liftedAt }, ...why };
}

@InputType()
export class StopSpendingInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => StopScopes)
  readonly scope: StopScope;
  @Field(() => ID, { nullable: true, description: 'The card or the card program; left out for the company.' })
  readonly subjectId?: string | null;
  @Field(() => String, { description: 'Why, in 1 to 500 characters. Kept in the audit log.' })
  readonly reason: string;
}

@InputType()
export class LiftEmergencyStopInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly id: string;
  @Field(() => String, { description: 'Why, in 1 to 500 characters. Kept in the audit log.' })
  readonly reason: string;
}
