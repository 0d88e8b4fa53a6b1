import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { AuditEventSortBy, AuditLogFilter, ChainState } from './audit-log.query.ts';

export const AuditActorKinds = { PERSON: 'PERSON', SERVICE: 'SERVICE', SYSTEM: 'SYSTEM', OPERATOR: 'OPERATOR' } as const;
export type AuditActorKind = keyof typeof AuditActorKinds;
registerEnumType(AuditActorKinds, {
  name: 'AuditActorKind',
  description: 'What kind of actor it was.',
  valuesConfig: {
    PERSON: { description: 'A person of the company, signed in.' },
    SERVICE: { description: 'A service account of the company, with an API key.' },
    SYSTEM: { description: 'A part of the system, by its own rules or for an operator whom it names.' },
    OPERATOR: { description: 'Who runs the installation.' },
  },
});

@ObjectType('AuditEvent', {
  description: 'What was done or looked at, by whom, why and from where. It is never changed.',
  simpleResolvers: true,
})
export class AuditEventType {
  @Field(() => ID, { description: 'Of the event.' })
  readonly id: string;
  @Field(() => DateTime, { description: 'When it was committed, to within its transaction.' })
  readonly at: Date;
  @Field(() => String, { description: 'noun.verb, such as card.freeze; a sensitive look has one too, such as card.reveal.' })
  readonly command: string;
  @Field(() => AuditActorKinds, { description: 'What kind of actor it was.' })
  readonly actorKind: AuditActorKind;
  @Field(() => ID, { nullable: true, description: 'Of the person, service account or operator; null for a part of the system.' })
  readonly actorId: string | null;
  @Field(() => String, { nullable: true, description: 'By the name of that day; null once the person is erased.' })
  readonly actorName: string | null;
  @Field(() => String, { description: 'What kind of thing it was done to, such as card.' })
  readonly subjectType: string;
  @Field(() => String, { description: 'Which one; mostly an id.' })
  readonly subjectId: string;
  @Field(() => String, { nullable: true, description: 'What it was before, as JSON; null where there was nothing or nothing is kept.' })
  readonly before: string | null;
  @Field(() => String, { nullable: true, description: 'What it was then, as JSON; null where nothing is kept.' })
  readonly after: string | null;
  @Field(() => String, { nullable: true, description: 'As the actor gave it; null where none is asked for.' })
  readonly reason: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Network address that it came from; null for the system, and once the person is erased.',
  })
  readonly ip: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What the client said of itself; null for the system, and once the person is erased.',
  })
  readonly userAgent: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of the request that did it, as logs and refusals name it; null when no request did.',
  })
  readonly traceId: string | null;
  @Field(() => Int, { nullable: true, description: 'Its place in the chain, from 1 on; null for the few seconds before it is sealed.' })
  readonly number: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 over it and all before it, in hexadecimal digits; null before it is sealed.',
  })
  readonly hash: string | null;
}

@ObjectType('AuditChain', {
  description: 'How far the log is sealed: each event is chained to all before it, and the chain is signed now and then.',
  simpleResolvers: true,
})
export class AuditChainType implements ChainState {
  @Field(() => Int, { description: 'Of the last sealed event; 0 when there is none.' })
  readonly number: number;
  @Field(() => String, { description: 'Of the last sealed event. Who keeps it elsewhere can prove that nothing up to there was changed.' })
  readonly hash: string;
  @Field(() => Int, { description: 'Events that are not sealed yet, 10,000 at most.' })
  readonly waiting: number;
  @Field(() => Int, { nullable: true, description: 'Up to which event it is signed; null when it never was.' })
  readonly checkpointNumber: number | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was signed; null when it never was.' })
  readonly checkpointAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Of the key that signed; null when it never was signed.' })
  readonly checkpointKeyId: string | null;
}

@InputType({ description: 'Narrows the log; all that is named has to hold.' })
class AuditLogFilterInput implements AuditLogFilter {
  @Field(() => ID, { nullable: true, description: 'Only what this person, or operator, did.' })
  readonly actorId?: string | null;
  @Field(() => String, { nullable: true, description: 'card.freeze, or only its noun: card.' })
  readonly command?: string | null;
  @Field(() => String, { nullable: true, description: 'Only what was done to this kind of thing.' })
  readonly subjectType?: string | null;
  @Field(() => String, { nullable: true, description: 'Only what was done to this one.' })
  readonly subjectId?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'At or after this moment.' })
  readonly from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Before this moment.' })
  readonly to?: Date | null;
}

const AuditEventSortKeys = { TIME: 'TIME' } as const satisfies { readonly [By in AuditEventSortBy]: By };
registerEnumType(AuditEventSortKeys, {
  name: 'AuditEventSortBy',
  description: 'What the log can be ordered by.',
  valuesConfig: { TIME: { description: 'When it was done.' } },
});
const AuditEventSort = sortType('AuditEvent', AuditEventSortKeys);

@ArgsType()
export class AuditLogArgs extends PageArgs {
  @Field(() => AuditLogFilterInput, { nullable: true, description: 'Nothing narrows it when absent.' })
  readonly filter?: AuditLogFilterInput | null;
  @Field(() => AuditEventSort, { nullable: true, description: 'Newest first when absent.' })
  readonly sort?: Sort<AuditEventSortBy> | null;
}
