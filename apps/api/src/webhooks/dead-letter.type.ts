import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { DeadLetter, DeadLetterAction, DeadLetterState } from './dead-letter.ts';
import type { DeadLetterDeed, DeadLetterKind, DeadLettersFilter } from './dead-letters.query.ts';

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
  valuesConfig: {
    SET_ASIDE: { description: 'It failed alone.' },
    UNKNOWN: { description: 'Kept, because it or its card is not understood.' },
    REPLAYING: { description: 'Back in the queue by an operator.' },
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
registerEnumType(DeadLetterActions, { name: 'DeadLetterAction' });

const MessageSources = { WEBHOOK: 'WEBHOOK', GATEWAY: 'GATEWAY', RECONCILER: 'RECONCILER' } as const satisfies {
  readonly [Source in DeadLetter['source']]: Source;
};
registerEnumType(MessageSources, {
  name: 'MessageSource',
  valuesConfig: {
    GATEWAY: { description: 'A question of the gateway, or what one told.' },
    RECONCILER: { description: 'Fetched by us, because no webhook came.' },
  },
});

const FreshnessFlags = { OLD: 'OLD', AHEAD: 'AHEAD' } as const;
registerEnumType(FreshnessFlags, { name: 'FreshnessFlag', description: 'Dated where no delivery should be.' });

@ObjectType('DeadLetterDeed', { description: 'What an operator did with a message.', simpleResolvers: true })
export class DeadLetterDeedType implements DeadLetterDeed {
  @Field(() => ID)
  readonly id: string;
  @Field(() => DateTime)
  readonly at: Date;
  @Field(() => String, { description: 'deadLetter.replay, .dismiss, .restore or .open' })
  readonly command: string;
  @Field(() => String)
  readonly actorName: string;
  @Field(() => String, { nullable: true })
  readonly reason: string | null;
}

@ObjectType('DeadLetter', { description: 'A message of Marqeta that was not applied.', simpleResolvers: true })
export class DeadLetterType implements DeadLetter {
  @Field(() => ID)
  readonly id: string;
  @Field(() => String, { description: 'The plural under which it came, such as transactions.' })
  readonly envelope: string;
  @Field(() => String, { nullable: true, description: "The item's own, such as authorization.clearing." })
  readonly type: string | null;
  @Field(() => String, { nullable: true, description: "Marqeta's token of it." })
  readonly token: string | null;
  @Field(() => MessageSources)
  readonly source: DeadLetter['source'];
  @Field(() => DeadLetterStates)
  readonly state: DeadLetterState;
  @Field(() => String, { description: 'Why it was not applied the last time.' })
  readonly problem: string;
  @Field(() => Int)
  readonly attempts: number;
  @Field(() => FreshnessFlags, { nullable: true })
  readonly flag: DeadLetter['flag'];
  @Field(() => DateTime, { nullable: true, description: 'When Marqeta says that it happened.' })
  readonly saidAt: Date | null;
  @Field(() => DateTime)
  readonly receivedAt: Date;
  @Field(() => DateTime)
  readonly firstFailedAt: Date;
  @Field(() => DateTime)
  readonly failedAt: Date;
  @Field(() => DateTime, { nullable: true })
  readonly settledAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Who replayed, dismissed or restored it last.' })
  readonly decidedByName: string | null;
  @Field(() => DateTime, { nullable: true })
  readonly decidedAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was dismissed.' })
  readonly reason: string | null;
  @Field(() => [DeadLetterActions], { description: 'What an operator may do with it now.' })
  readonly actions: DeadLetterAction[];
}

@ObjectType('OpenedDeadLetter', { simpleResolvers: true })
export class OpenedDeadLetterType {
  @Field(() => ID)
  readonly id: string;
  @Field(() => String, { description: 'As it came, as JSON; what opens or pays something is masked.' })
  readonly message: string;
}

@ObjectType('DeadLetterKind', { simpleResolvers: true })
export class DeadLetterKindType implements DeadLetterKind {
  @Field(() => String)
  readonly envelope: string;
  @Field(() => String, { nullable: true })
  readonly type: string | null;
  @Field(() => Int, { description: 'Those that wait for an operator.' })
  readonly open: number;
  @Field(() => Int)
  readonly all: number;
}

@InputType()
class DeadLettersFilterInput implements DeadLettersFilter {
  @Field(() => [DeadLetterStates], { nullable: true })
  readonly state?: DeadLetterState[] | null;
  @Field(() => String, { nullable: true })
  readonly envelope?: string | null;
  @Field(() => String, { nullable: true })
  readonly type?: string | null;
  @Field(() => DateTime, { nullable: true })
  readonly receivedFrom?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Before this.' })
  readonly receivedTo?: Date | null;
}

@ArgsType()
export class DeadLettersArgs extends PageArgs {
  @Field(() => DeadLettersFilterInput, { nullable: true })
  readonly filter?: DeadLettersFilterInput | null;
}

@InputType()
export class DecideDeadLettersInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => [ID], { description: '200 at most.' })
  readonly ids: string[];
}

@InputType()
export class DismissDeadLettersInput extends DecideDeadLettersInput {
  @Field(() => String)
  readonly reason: string;
}

@InputType()
export class OpenDeadLetterInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly id: string;
  @Field(() => String, { description: "It shows a company's money and people: the reason is kept." })
  readonly reason: string;
}
