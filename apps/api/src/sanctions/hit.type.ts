import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { EXPECTED_VERSION, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import type { HitDecision, HitState, SanctionsHit } from './hit.ts';
import type { SanctionsHealth } from './list-store.ts';

const HitStates = { OPEN: 'OPEN', DISMISSED: 'DISMISSED', CONFIRMED: 'CONFIRMED' } as const satisfies {
  readonly [State in HitState]: State;
};
registerEnumType(HitStates, {
  name: 'SanctionsHitState',
  description: 'Where a hit stands.',
  valuesConfig: {
    OPEN: { description: 'Nobody has decided.' },
    DISMISSED: { description: 'Somebody else of a like name. The two are never compared again.' },
    CONFIRMED: { description: 'Whom the list names. Nothing is blocked by it: that is for people to do.' },
  },
});
const HitDecisions = { DISMISSED: 'DISMISSED', CONFIRMED: 'CONFIRMED' } as const satisfies { readonly [To in HitDecision]: To };
registerEnumType(HitDecisions, {
  name: 'SanctionsHitDecision',
  description: 'What can be decided about a hit.',
  valuesConfig: {
    DISMISSED: { description: 'Somebody else of a like name.' },
    CONFIRMED: { description: 'Whom the list names.' },
  },
});

@ObjectType('SanctionsEntry', {
  simpleResolvers: true,
  description: 'One of those whom the list names, as it stood there when the hit was found.',
})
export class SanctionsEntryType {
  @Field(() => String, { description: "The list's own." })
  readonly id: string;
  @Field(() => String, { description: 'As the list has it.' })
  readonly name: string;
  @Field(() => [String], { description: 'Other names; empty when the list has none.' })
  readonly aliases: readonly string[];
  @Field(() => String, { nullable: true, description: 'As the list has it, which may be a year alone; null when it says none.' })
  readonly birthDate: string | null;
  @Field(() => String, { nullable: true, description: 'As the list has it; null when it says none.' })
  readonly country: string | null;
  @Field(() => String, { nullable: true, description: 'Which list or programme it comes from; null when the file does not say.' })
  readonly list: string | null;
}

@ObjectType('SanctionsHit', {
  simpleResolvers: true,
  description: 'A person or a company whose name is like one of the sanctions list.',
})
export class SanctionsHitType {
  @Field(() => ID, { description: 'UUID.' })
  readonly id: string;
  @Field(() => String, { description: 'What the company is called now.' })
  readonly companyName: string;
  @Field(() => ID, { nullable: true, description: 'Whom it is about; null when it is about the company.' })
  readonly personId: string | null;
  @Field(() => String, { nullable: true, description: 'What they are called now; null when it is about the company.' })
  readonly personName: string | null;
  @Field(() => SanctionsEntryType, { description: 'Whom the list names.' })
  readonly entry: SanctionsEntryType;
  @Field(() => String, { description: 'SHA-256 of the file in which it was found.' })
  readonly listVersion: string;
  @Field(() => Int, { description: 'How alike the names are, in percent.' })
  readonly score: number;
  @Field(() => HitStates, { description: 'Where it stands.' })
  readonly state: HitState;
  @Field(() => DateTime, { description: 'When it was found.' })
  readonly foundAt: Date;
  @Field(() => String, { nullable: true, description: 'Who decided last, by the name of that day; null while it is open.' })
  readonly decidedByName: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was decided last; null while it is open.' })
  readonly decidedAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was decided so; null while it is open.' })
  readonly reason: string | null;
  @Field(() => Int, { description: 'Goes up with each decision; for `expectedVersion`.' })
  readonly version: number;
}

export function shownHit({ userId: personId, ...hit }: SanctionsHit): SanctionsHitType {
  const { id, companyName, personName, entry, listVersion, score, state, foundAt, decidedByName, decidedAt, reason, version } = hit;
  return { id, companyName, personId, personName, entry, listVersion, score, state, foundAt, decidedByName, decidedAt, reason, version };
}

@ArgsType()
export class SanctionsHitsArgs extends PageArgs {
  @Field(() => [HitStates], { nullable: true, description: 'Those in one of these states; all when absent.' })
  readonly states?: HitState[] | null;
}

@InputType({ description: 'Names a hit, and what is decided about it.' })
export class DecideSanctionsHitInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'One that the viewer sees.' })
  readonly hitId: string;
  @Field(() => HitDecisions, { description: 'What is decided. What was decided before can be decided anew.' })
  readonly decision: HitDecision;
  @Field(() => String, { description: 'Kept with the hit: 3 to 2000 characters.' })
  readonly reason: string;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
}

@ObjectType('SanctionsList', { simpleResolvers: true, description: 'The list with which companies and people are compared.' })
export class SanctionsListType implements SanctionsHealth {
  @Field(() => String, { nullable: true, description: 'SHA-256 of the file; null until there was a good one.' })
  readonly version: string | null;
  @Field(() => Int, { description: 'How many it names.' })
  readonly entries: number;
  @Field(() => DateTime, { nullable: true, description: 'Since when it is in force; null until there was a good one.' })
  readonly loadedAt: Date | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why the file cannot be used now: the last good one stays in force. Null when all is well.',
  })
  readonly problem: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when the file cannot be used; null when all is well.' })
  readonly problemSince: Date | null;
  @Field(() => Int, { description: 'Hits of all companies about which nobody has decided.' })
  readonly openHits: number;
}
