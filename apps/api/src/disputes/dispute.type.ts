import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import { type Deadline, deadlineOf } from './deadline.ts';
import { DISPUTE_REASONS, type DisputeReason } from './dispute-reason.ts';
import type { Dispute } from './dispute-store.ts';
import { DECISIONS, DISPUTE_STATES, type DisputeDecision, type DisputeState, isOver, toTell } from './dispute.state.ts';
import type { DisputeGroup } from './disputes.query.ts';

const enumOf = <Name extends string>(names: readonly Name[]): { readonly [Each in Name]: Each } =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [Each in Name]: Each };

const DisputeStates = enumOf(DISPUTE_STATES);
registerEnumType(DisputeStates, {
  name: 'DisputeState',
  description: 'As Marqeta spells them, but for the first two.',
  valuesConfig: {
    WAITING: { description: 'Marqeta has not been told yet.' },
    REFUSED: { description: 'Marqeta did not take it.' },
  },
});
const DisputeReasons = enumOf(DISPUTE_REASONS);
registerEnumType(DisputeReasons, { name: 'DisputeReason' });
export const DisputeDecisions = enumOf(DECISIONS);
registerEnumType(DisputeDecisions, {
  name: 'DisputeDecision',
  valuesConfig: {
    INSIST: { description: 'Go on arguing.' },
    ACCEPT: { description: 'Give in: the merchant keeps the money.' },
    WRITE_OFF: { description: 'Have a lost dispute written off.' },
  },
});
const DisputeGroups = {
  OPEN: 'OPEN',
  TO_DECIDE: 'TO_DECIDE',
  OVER: 'OVER',
} as const satisfies { readonly [Each in DisputeGroup]: Each };
registerEnumType(DisputeGroups, {
  name: 'DisputeGroup',
  valuesConfig: {
    OPEN: { description: 'Not over, those to be decided included.' },
    TO_DECIDE: { description: 'The merchant contests it: the company insists or gives in.' },
  },
});
const WaitsFor = { COMPANY: 'COMPANY', MERCHANT: 'MERCHANT' } as const;
registerEnumType(WaitsFor, { name: 'DisputeWaitsFor' });

@ObjectType('DisputeDeadline', { simpleResolvers: true })
class DisputeDeadlineType implements Deadline {
  @Field(() => WaitsFor)
  readonly waitsFor: Deadline['waitsFor'];
  @Field(() => DateTime)
  readonly at: Date;
}

@ObjectType('Dispute', { simpleResolvers: true })
export class DisputeType {
  readonly stored: Dispute;

  @Field(() => ID)
  readonly id: string;
  @Field(() => DisputeStates)
  readonly state: DisputeState;
  @Field(() => Boolean)
  readonly isOver: boolean;
  @Field(() => MoneyType, { description: 'What is asked back.' })
  readonly amount: Money;
  @Field(() => DisputeReasons)
  readonly reason: DisputeReason;
  @Field(() => String, { description: 'What happened, in the words of who opened it.' })
  readonly statement: string;
  @Field(() => Boolean, { description: 'Marqeta is still to be told of what was asked or decided.' })
  readonly waitingForIssuer: boolean;
  @Field(() => String, { nullable: true, description: "Marqeta's code, when it did not take what it was told last." })
  readonly issuerRefusal: string | null;
  @Field(() => DisputeDeadlineType, { nullable: true, description: 'Until when somebody is expected to act.' })
  readonly deadline: Deadline | null;
  @Field(() => DateTime)
  readonly openedAt: Date;
  @Field(() => DateTime, { description: 'Since when it is in its state.' })
  readonly stateAt: Date;
  @Field(() => Int)
  readonly version: number;
}

export function shownDispute(stored: Dispute): DisputeType {
  const { id, state, stateAt, amount, reason, statement, issuerRefusal, openedAt, version } = stored;
  return {
    ...{ stored, id, state, stateAt, amount, reason, statement, issuerRefusal, openedAt, version },
    isOver: isOver(state),
    waitingForIssuer: toTell(stored) !== null,
    deadline: deadlineOf(state, stateAt),
  };
}

/** A file that was added to a dispute. Its bytes are at `/files/disputes/{dispute}/{file}`. */
@ObjectType('DisputeEvidence', { simpleResolvers: true })
export class DisputeEvidenceType {
  @Field(() => ID)
  readonly id: string;
  @Field(() => String)
  readonly name: string;
  @Field(() => String)
  readonly contentType: string;
  @Field(() => Int)
  readonly sizeBytes: number;
  @Field(() => DateTime)
  readonly addedAt: Date;
}

@InputType()
export class DisputeFilter {
  @Field(() => DisputeGroups, { nullable: true })
  readonly group?: DisputeGroup | null;
  @Field(() => ID, { nullable: true })
  readonly holderId?: string | null;
  @Field(() => DisputeReasons, { nullable: true })
  readonly reason?: DisputeReason | null;
  @Field(() => String, { nullable: true, description: 'Merchant or holder.' })
  readonly search?: string | null;
}

@ArgsType()
export class DisputesArgs extends PageArgs {
  @Field(() => DisputeFilter, { nullable: true })
  readonly filter?: DisputeFilter | null;
}

@InputType()
export class OpenDisputeInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly transactionId: string;
  @Field(() => String, { nullable: true, description: 'All that can be asked back, when left out.' })
  readonly amountMinor?: string | null;
  @Field(() => DisputeReasons)
  readonly reason: DisputeReason;
  @Field(() => String, { description: '1 to 1000 characters.' })
  readonly statement: string;
}

@InputType()
export class DecideDisputeInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly disputeId: string;
  @Field(() => DisputeDecisions)
  readonly decision: DisputeDecision;
  @Field(() => String, { nullable: true })
  readonly reason?: string | null;
  @Field(() => Int, { nullable: true, description: 'Refused with `stale` when the dispute has changed since.' })
  readonly expectedVersion?: number | null;
}
