import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { DeadLetter, DeadLetterAction, DeadLetterState } from './dead-letter.ts';
import type { DeadLetterDeed, DeadLetterKind, DeadLetterSortBy, DeadLettersFilter } from './dead-letters.query.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';

const DeadLetterStates = {
  SET_ASIDE: 'SET_ASIDE',
  UNKNOWN: 'UNKNOWN',
  REPLAYING: 'REPLAYING',
  APPLIED: 'APPLIED',
  KEPT: 'KEPT',
  DISMISSED: 'DISMISSED',
} as const satisfies { readonly [State in DeadLetterState]: State };
registerEnumType(DeadLetterStates, {
  name: 'DeadLetterState',
  description: 'Where a message stands that was not applied. `SET_ASIDE` and `UNKNOWN` wait for an operator.',
  valuesConfig: {
    SET_ASIDE: { description: 'It failed alone.' },
    UNKNOWN: { description: 'Kept, because it or its card is not understood.' },
    REPLAYING: { description: 'Back in the queue, by an operator or because it may be understood now.' },
    APPLIED: { description: 'Replayed, and applied.' },
    KEPT: { description: 'Replayed and understood: there is nothing to do.' },
    DISMISSED: { description: 'An operator gave a reason why nothing is to be done.' },
  },
});

const DeadLetterActions = {
  REPLAY: 'REPLAY',
  DISMISS: 'DISMISS',
  RESTORE: 'RESTORE',
} as const satisfies { readonly [Action in DeadLetterAction]: Action };
registerEnumType(DeadLetterActions, {
  name: 'DeadLetterAction',
  description: 'What an operator can do with a message that was not applied.',
  valuesConfig: {
    REPLAY: { description: 'Put it back in the queue; never a question of the gateway, which was answered when it came.' },
    DISMISS: { description: 'Decide, with a reason, that nothing is to be done about it.' },
    RESTORE: { description: 'Take its dismissal back.' },
  },
});

const MessageSources = { WEBHOOK: 'WEBHOOK', GATEWAY: 'GATEWAY', RECONCILER: 'RECONCILER' } as const satisfies {
  readonly [Source in DeadLetter['source']]: Source;
};
registerEnumType(MessageSources, {
  name: 'MessageSource',
  description: 'How a message of Marqeta came here.',
  valuesConfig: {
    WEBHOOK: { description: 'Delivered by Marqeta to our webhook.' },
    GATEWAY: { description: 'A question of the gateway, or what one told.' },
    RECONCILER: { description: 'Fetched by us, because no webhook came.' },
  },
});

const FreshnessFlags = { OLD: 'OLD', AHEAD: 'AHEAD' } as const;
registerEnumType(FreshnessFlags, {
  name: 'FreshnessFlag',
  description: 'Dated where no delivery should be.',
  valuesConfig: {
    OLD: { description: 'Longer ago than Marqeta tries to deliver: more than 17 days, unless the installation has it otherwise.' },
    AHEAD: { description: 'In the future: by more than five minutes, unless the installation has it otherwise.' },
  },
});

@ObjectType('DeadLetterDeed', { description: 'What an operator did with a message.', simpleResolvers: true })
export class DeadLetterDeedType implements DeadLetterDeed {
  @Field(() => ID, { description: "Of the operators' log." })
  readonly id: string;
  @Field(() => DateTime, { description: 'When the operator did it.' })
  readonly at: Date;
  @Field(() => String, { description: 'deadLetter.replay, .dismiss, .restore or .open' })
  readonly command: string;
  @Field(() => String, { description: 'The operator, by the name of that day.' })
  readonly actorName: string;
  @Field(() => String, { nullable: true, description: 'As the operator gave it; null where none is asked for.' })
  readonly reason: string | null;
}

@ObjectType('DeadLetter', { description: 'A message of Marqeta that was not applied.', simpleResolvers: true })
export class DeadLetterType implements DeadLetter {
  @Field(() => ID, { description: 'Ours, of the message in the inbox; its order is that of arrival.' })
  readonly id: string;
  @Field(() => String, { description: 'The plural under which it came, such as transactions.' })
  readonly envelope: string;
  @Field(() => String, { nullable: true, description: "The item's own, such as authorization.clearing; null when it names none." })
  readonly type: string | null;
  @Field(() => String, { nullable: true, description: "Marqeta's token of it, or a hash of its content when it has none." })
  readonly token: string | null;
  @Field(() => MessageSources, { description: 'How it came here.' })
  readonly source: DeadLetter['source'];
  @Field(() => DeadLetterStates, { description: 'Where it stands now.' })
  readonly state: DeadLetterState;
  @Field(() => String, { description: 'Why it was not applied the last time.' })
  readonly problem: string;
  @Field(() => Int, { description: 'How often it was tried, the first time included.' })
  readonly attempts: number;
  @Field(() => FreshnessFlags, {
    nullable: true,
    description: 'Set when it is dated far too long ago or in the future, else null; it is applied all the same.',
  })
  readonly flag: DeadLetter['flag'];
  @Field(() => DateTime, {
    nullable: true,
    description: 'When Marqeta says that it happened; null when the message has no date that can be read.',
  })
  readonly saidAt: Date | null;
  @Field(() => DateTime, { description: 'When it arrived here.' })
  readonly receivedAt: Date;
  @Field(() => DateTime, { description: 'When it was not applied for the first time.' })
  readonly firstFailedAt: Date;
  @Field(() => DateTime, { description: 'When it was not applied for the last time.' })
  readonly failedAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it was applied, found to need nothing, or dismissed; null while it waits.' })
  readonly settledAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Who replayed, dismissed or restored it last; null when nobody has.' })
  readonly decidedByName: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was replayed, dismissed or restored last; null when it never was.' })
  readonly decidedAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was dismissed; null when it is not.' })
  readonly reason: string | null;
  @Field(() => [DeadLetterActions], { description: 'What an operator may do with it now; empty when nothing.' })
  readonly actions: DeadLetterAction[];
}

@ObjectType('OpenedDeadLetter', {
  simpleResolvers: true,
  description: 'A message as an operator reads it whole, for a reason that is kept.',
})
export class OpenedDeadLetterType {
  @Field(() => ID, { description: 'Of the message, as in `DeadLetter.id`.' })
  readonly id: string;
  @Field(() => String, { description: 'As it came, as JSON; what opens or pays something is masked.' })
  readonly message: string;
}

@ObjectType('DeadLetterKind', { simpleResolvers: true, description: 'How many messages of one envelope and type were not applied.' })
export class DeadLetterKindType implements DeadLetterKind {
  @Field(() => String, { description: 'The plural under which they came, such as transactions.' })
  readonly envelope: string;
  @Field(() => String, { nullable: true, description: "The items' own, such as authorization.clearing; null for those that name none." })
  readonly type: string | null;
  @Field(() => Int, { description: 'Those that wait for an operator.' })
  readonly open: number;
  @Field(() => Int, { description: 'Those that wait and those that are settled.' })
  readonly all: number;
}

@InputType({ description: 'All that is given has to be true of a message; what is null or absent does not matter.' })
class DeadLettersFilterInput implements DeadLettersFilter {
  @Field(() => [DeadLetterStates], { nullable: true, description: 'Any of these; an empty list is as good as none.' })
  readonly state?: DeadLetterState[] | null;
  @Field(() => String, { nullable: true, description: 'Exactly this one, such as transactions.' })
  readonly envelope?: string | null;
  @Field(() => String, { nullable: true, description: 'Exactly this one, such as authorization.clearing.' })
  readonly type?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Those that arrived at this moment or later.' })
  readonly receivedFrom?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Those that arrived before this moment.' })
  readonly receivedTo?: Date | null;
}

const DeadLetterSortKeys = { RECEIVED: 'RECEIVED', FAILED: 'FAILED', ATTEMPTS: 'ATTEMPTS' } as const satisfies {
  readonly [By in DeadLetterSortBy]: By;
};
registerEnumType(DeadLetterSortKeys, {
  name: 'DeadLetterSortBy',
  description: 'What messages that were not applied can be ordered by.',
  valuesConfig: {
    RECEIVED: { description: 'When it arrived.' },
    FAILED: { description: 'When it last failed.' },
    ATTEMPTS: { description: 'How often it was tried.' },
  },
});
const DeadLetterSort = sortType('DeadLetter', DeadLetterSortKeys);

@ArgsType()
export class DeadLettersArgs extends PageArgs {
  @Field(() => DeadLettersFilterInput, { nullable: true, description: 'Which messages that were not applied; all when absent.' })
  readonly filter?: DeadLettersFilterInput | null;
  @Field(() => DeadLetterSort, { nullable: true, description: 'Newest first when absent.' })
  readonly sort?: Sort<DeadLetterSortBy> | null;
}

@InputType({ description: 'Names messages that were not applied. Those that somebody else has decided about meanwhile stay as they are.' })
export class DecideDeadLettersInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => [ID], { description: '1 to 200 messages; refused whole when one of them does not exist.' })
  readonly ids: string[];
}

@InputType({ description: 'Names messages about which nothing is to be done, and says why.' })
export class DismissDeadLettersInput extends DecideDeadLettersInput {
  @Field(() => String, { description: "Kept with the messages and in the operators' log: 3 to 500 characters." })
  readonly reason: string;
}

@InputType({ description: 'Names a message that an operator wants to read whole, and says why.' })
export class OpenDeadLetterInput {
  @Field(() => String, { description: 'Your key for this command: sent again it is not recorded twice, with another input it is refused.' })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'Of the message, as in `DeadLetter.id`.' })
  readonly id: string;
  @Field(() => String, { description: "It shows a company's money and people: the reason is kept, in 3 to 500 characters." })
  readonly reason: string;
}
