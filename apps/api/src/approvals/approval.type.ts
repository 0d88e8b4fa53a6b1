import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Answer, Approval } from './approval.ts';
import type { NamedApproval } from './approval.loader.ts';
import { DRY_RUN, EXPECTED_VERSION, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';

const ApprovalStatuses = {
  PENDING: 'PENDING',
  APPROVED: 'APPROVED',
  DECLINED: 'DECLINED',
  WITHDRAWN: 'WITHDRAWN',
  EXPIRED: 'EXPIRED',
} as const satisfies { readonly [Status in Approval['status']]: Status };
registerEnumType(ApprovalStatuses, {
  name: 'ApprovalStatus',
  description: "What became of a command that needs another person's yes.",
  valuesConfig: {
    PENDING: { description: 'It waits, and has not run.' },
    APPROVED: { description: 'Somebody else said yes, and it ran with that.' },
    DECLINED: { description: 'Somebody else said no: it never runs.' },
    WITHDRAWN: { description: 'Whoever asked for it took it back.' },
    EXPIRED: { description: 'Nobody answered in time.' },
  },
});

const Answers = { APPROVED: 'APPROVED', DECLINED: 'DECLINED' } as const satisfies { readonly [Each in Answer]: Each };
registerEnumType(Answers, {
  name: 'ApprovalAnswer',
  description: "What may be said to another's command.",
  valuesConfig: {
    APPROVED: { description: 'Yes: it runs at once; if it cannot, the yes is taken back.' },
    DECLINED: { description: 'No: it never runs.' },
  },
});

@ObjectType('Approval', { simpleResolvers: true, description: "A command that waits, or waited, for another person's yes." })
export class ApprovalType {
  @Field(() => ID, { description: 'UUID: what `answerApproval` and `withdrawApproval` take.' })
  readonly id: string;
  @Field(() => ApprovalStatuses, { description: 'What became of it.' })
  readonly status: Approval['status'];
  @Field(() => String, { description: 'First and last name of who asked for it.' })
  readonly requestedByName: string;
  @Field(() => DateTime, { description: 'When it was asked for.' })
  readonly requestedAt: Date;
  @Field(() => String, {
    nullable: true,
    description: 'First and last name of who answered; null while nobody has, and when it was withdrawn.',
  })
  readonly decidedByName: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was answered or withdrawn; null while it waits.' })
  readonly decidedAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Of who answered.' })
  readonly reason: string | null;
  @Field(() => Boolean, { description: 'The viewer asked for it: another has to answer.' })
  readonly isOwn: boolean;
  @Field(() => Int, { description: 'Grows with every change: what `expectedVersion` is compared with.' })
  readonly version: number;
}

export function shownApproval(approval: NamedApproval, userId: string): ApprovalType {
  const { id, status, requestedBy, requestedByName, createdAt, decidedByName, decidedAt, reason, version } = approval;
  return { id, status, requestedByName, requestedAt: createdAt, decidedByName, decidedAt, reason, version, isOwn: requestedBy === userId };
}

@InputType({ description: "A yes or no to another's command." })
export class AnswerApprovalInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, {
    description: "One that waits. The viewer's own is refused with APPROVAL_IS_OWN, a settled one with APPROVAL_SETTLED.",
  })
  readonly approvalId: string;
  @Field(() => Answers, { description: 'A yes runs the command.' })
  readonly answer: Answer;
  @Field(() => String, { nullable: true, description: 'At most 200 characters.' })
  readonly reason?: string | null;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
}

@InputType({ description: "Takes back a command that waits for another's yes." })
export class WithdrawApprovalInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'One that the viewer asked for; a settled one is refused with APPROVAL_SETTLED.' })
  readonly approvalId: string;
}
