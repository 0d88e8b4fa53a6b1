import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import type { Money } from '../platform/money.ts';
import { type Deadline, deadlineOf } from './deadline.ts';
import { DISPUTE_REASONS, type DisputeReason } from './dispute-reason.ts';
import type { Dispute } from './dispute-store.ts';
import { DECISIONS, DISPUTE_STATES, type DisputeDecision, type DisputeState, isOver, toTell } from './dispute.state.ts';
import type { DisputeGroup, DisputeSortBy } from './disputes.query.ts';
import { DRY_RUN, EXPECTED_VERSION, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';

const enumOf = <Name extends string>(names: readonly Name[]): { readonly [Each in Name]: Each } =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [Each in Name]: Each };

const DisputeStates = enumOf(DISPUTE_STATES);
registerEnumType(DisputeStates, {
  name: 'DisputeState',
  description: 'As Marqeta spells them, but for the first two.',
  valuesConfig: {
    WAITING: { description: 'Marqeta has not been told yet.' },
    REFUSED: { description: 'Marqeta did not take it. It is over, and the purchase can be disputed again.' },
    INITIATED: { description: 'The chargeback is under way: the merchant is expected to answer.' },
    RETRIEVAL_REQUEST: { description: 'The merchant is asked for its papers of the purchase.' },
    RETRIEVAL_RESPONSE: { description: 'The merchant has answered about its papers.' },
    REPRESENTMENT: { description: 'The merchant contests it: the company insists or gives in.' },
    PREARBITRATION: { description: 'The company insists: the merchant is expected to answer once more.' },
    PREARB_RESPONDED: { description: 'The merchant contests it once more: the company insists or gives in.' },
    ARBITRATION: { description: 'The company insists again: it is for the network to decide.' },
    ARBITRATION_RESPONSE: { description: 'The arbitration has been answered.' },
    ARBITRATION_DECISION: { description: 'The network has decided; how, the state after this says.' },
    CASE_WON: { description: 'Over: the company has the money back.' },
    CASE_LOST: { description: 'Over: the merchant keeps the money. It can still be written off.' },
    NETWORK_REJECTED: { description: 'Over: the network did not take it, and the purchase can be disputed again.' },
    WITHDRAWN: { description: 'Over: it was taken back, and the purchase can be disputed again.' },
    WRITTEN_OFF_ISSUER: { description: 'Over: lost, and written off by the issuer.' },
    WRITTEN_OFF_PROGRAM: { description: 'Over: lost, and written off by the programme.' },
  },
});
const DisputeReasons = enumOf(DISPUTE_REASONS);
registerEnumType(DisputeReasons, {
  name: 'DisputeReason',
  description: "Of Marqeta's reasons those that a cardholder can give, as Marqeta spells them.",
  valuesConfig: {
    FRAUD_TRANSACTION: { description: 'Somebody else made the purchase.' },
    TRANSACTION_NOT_RECOGNIZED: { description: 'The holder does not know what the purchase is.' },
    SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED: { description: 'What was paid for was never delivered or done.' },
    NOT_AS_DESCRIBED_OR_DEFECTIVE_MERCHANDISE: { description: 'What came is not what was sold, or is broken.' },
    DUPLICATE_PROCESSING_OR_PAID_BY_OTHER_MEANS: { description: 'It was charged twice, or paid in another way.' },
    INCORRECT_TRANSACTION_AMOUNT: { description: 'Another amount was charged than was agreed on.' },
    CREDIT_NOT_PROCESSED: { description: 'A refund that was promised did not come.' },
    CANCELLED_RECURRING_TRANSACTION: { description: 'A subscription goes on being charged after it was cancelled.' },
    NON_RECEIPT_OF_CASH_OR_LOAD_TRANSACTION_VALUE_AT_ATM: { description: 'A cash machine did not give the money, or not all of it.' },
  },
});
export const DisputeDecisions = enumOf(DECISIONS);
registerEnumType(DisputeDecisions, {
  name: 'DisputeDecision',
  description: 'What an admin decides about a dispute; what can be decided now is in `Dispute.decisions`.',
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
  description: 'Disputes by whether something is still to come of them.',
  valuesConfig: {
    OPEN: { description: 'Not over, those to be decided included.' },
    TO_DECIDE: { description: 'The merchant contests it: the company insists or gives in.' },
    OVER: { description: 'Nothing more is argued; a lost one can still be written off.' },
  },
});
const WaitsFor = { COMPANY: 'COMPANY', MERCHANT: 'MERCHANT' } as const;
registerEnumType(WaitsFor, {
  name: 'DisputeWaitsFor',
  description: 'Whose move it is in a dispute.',
  valuesConfig: {
    COMPANY: { description: 'An admin has to insist or give in.' },
    MERCHANT: { description: 'The merchant is expected to answer.' },
  },
});

@ObjectType('DisputeDeadline', {
  simpleResolvers: true,
  description: 'By when somebody is expected to act, by what the networks usually give; nothing is closed at that moment.',
})
class DisputeDeadlineType implements Deadline {
  @Field(() => WaitsFor, { description: 'Whose move it is.' })
  readonly waitsFor: Deadline['waitsFor'];
  @Field(() => DateTime, { description: '45 days after the merchant was asked, or 30 after the company was.' })
  readonly at: Date;
}

@ObjectType('Dispute', { simpleResolvers: true, description: 'The company asks a cleared amount back: what is a chargeback at Marqeta.' })
export class DisputeType {
  readonly stored: Dispute;

  @Field(() => ID, { description: 'For `decideDispute`, and for the paths of its evidence.' })
  readonly id: string;
  @Field(() => DisputeStates, { description: 'Where it stands, as Marqeta last said; it never goes back.' })
  readonly state: DisputeState;
  @Field(() => Boolean, { description: 'True when nothing more is argued; a lost one can still be written off.' })
  readonly isOver: boolean;
  @Field(() => MoneyType, { description: 'What is asked back, in the currency of the purchase.' })
  readonly amount: Money;
  @Field(() => DisputeReasons, { description: 'What is wrong with the purchase, as who opened it chose.' })
  readonly reason: DisputeReason;
  @Field(() => String, { description: 'What happened, in the words of who opened it.' })
  readonly statement: string;
  @Field(() => Boolean, { description: 'Marqeta is still to be told of what was asked or decided.' })
  readonly waitingForIssuer: boolean;
  @Field(() => String, { nullable: true, description: "Marqeta's code, when it did not take what it was told last; else null." })
  readonly issuerRefusal: string | null;
  @Field(() => DisputeDeadlineType, { nullable: true, description: 'Until when somebody is expected to act; null while nobody is.' })
  readonly deadline: Deadline | null;
  @Field(() => DateTime, { description: 'When it was opened here, before Marqeta was told.' })
  readonly openedAt: Date;
  @Field(() => DateTime, { description: "Since when it is in its state, by Marqeta's clock where Marqeta said so." })
  readonly stateAt: Date;
  @Field(() => Int, { description: 'Goes up when its state changes or something is decided; for `expectedVersion`.' })
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
@ObjectType('DisputeEvidence', {
  simpleResolvers: true,
  description: 'A file that was added to a dispute. Its bytes are at `/files/disputes/{dispute}/{id}`.',
})
export class DisputeEvidenceType {
  @Field(() => ID, { description: 'Of the file, for the path of its bytes.' })
  readonly id: string;
  @Field(() => String, { description: 'As the file was called where it came from.' })
  readonly name: string;
  @Field(() => String, { description: 'Media type, found from the bytes and not from what the sender claimed.' })
  readonly contentType: string;
  @Field(() => Int, { description: '10 MiB at most.' })
  readonly sizeBytes: number;
  @Field(() => DateTime, { description: 'When it was added to the dispute.' })
  readonly addedAt: Date;
}

@InputType({ description: 'All that is given has to be true of a dispute; what is null or absent does not matter.' })
export class DisputeFilter {
  @Field(() => DisputeGroups, { nullable: true, description: 'Those that are open, that wait for a decision, or that are over.' })
  readonly group?: DisputeGroup | null;
  @Field(() => ID, { nullable: true, description: 'Disputes of purchases of this person.' })
  readonly holderId?: string | null;
  @Field(() => DisputeReasons, { nullable: true, description: 'Those with exactly this reason.' })
  readonly reason?: DisputeReason | null;
  @Field(() => String, {
    nullable: true,
    description: "Part of the merchant's or the holder's name, in either case of letters; 100 characters at most.",
  })
  readonly search?: string | null;
}

const DisputeSortKeys = { OPENED: 'OPENED', AMOUNT: 'AMOUNT', DUE: 'DUE' } as const satisfies { readonly [By in DisputeSortBy]: By };
registerEnumType(DisputeSortKeys, {
  name: 'DisputeSortBy',
  description: 'What disputes can be ordered by.',
  valuesConfig: {
    OPENED: { description: 'When it was opened.' },
    AMOUNT: { description: 'What is asked back, in minor units of whatever currency.' },
    DUE: { description: 'By when somebody has to do something; those with nothing to do count as the latest.' },
  },
});
const DisputeSort = sortType('Dispute', DisputeSortKeys);

@ArgsType()
export class DisputesArgs extends PageArgs {
  @Field(() => DisputeFilter, { nullable: true, description: 'Which of the disputes that the viewer may see; all when absent.' })
  readonly filter?: DisputeFilter | null;
  @Field(() => DisputeSort, { nullable: true, description: 'Newest first when absent.' })
  readonly sort?: Sort<DisputeSortBy> | null;
}

@InputType({ description: 'Names a purchase, and says what is wrong with it.' })
export class OpenDisputeInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'A purchase that was cleared in the last 120 days and has no other dispute that came to something.' })
  readonly transactionId: string;
  @Field(() => String, {
    nullable: true,
    description: "Minor units of the purchase's currency, `Transaction.disputable` at most; all of that when left out.",
  })
  readonly amountMinor?: string | null;
  @Field(() => DisputeReasons, { description: 'What is wrong with the purchase; Marqeta is told the same word.' })
  readonly reason: DisputeReason;
  @Field(() => String, { description: 'What happened, in your own words: 1 to 1000 characters.' })
  readonly statement: string;
}

@InputType({ description: 'Names a dispute, and what the company decides about it.' })
export class DecideDisputeInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'The dispute that waits for a decision.' })
  readonly disputeId: string;
  @Field(() => DisputeDecisions, { description: 'One of `Dispute.decisions`; another is refused.' })
  readonly decision: DisputeDecision;
  @Field(() => String, { nullable: true, description: 'Kept in the history of the dispute: 200 characters at most, or null.' })
  readonly reason?: string | null;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
}
