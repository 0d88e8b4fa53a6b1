import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Answer, Approval } from './approval.ts';
import type { NamedApproval } from './approval.loader.ts';

const ApprovalStatuses = {
  PENDING: 'PENDING',
  APPROVED: 'APPROVED',
  DECLINED: 'DECLINED',
  WITHDRAWN: 'WITHDRAWN',
  EXPIRED: 'EXPIRED',
} as const satisfies { readonly [Status in Approval['status']]: Status };
registerEnumType(ApprovalStatuses, { name: 'ApprovalStatus' });

const Answers = { APPROVED: 'APPROVED', DECLINED: 'DECLINED' } as const satisfies { readonly [Each in Answer]: Each };
registerEnumType(Answers, { name: 'ApprovalAnswer' });

@ObjectType('Approval', { simpleResolvers: true, description: "A command that waits, or waited, for another person's yes." })
export class ApprovalType {
  @Field(() => ID)
  readonly id: string;
  @Field(() => ApprovalStatuses)
  readonly status: Approval['status'];
  @Field(() => String)
  readonly requestedByName: string;
  @Field(() => DateTime)
  readonly requestedAt: Date;
  @Field(() => String, { nullable: true })
  readonly decidedByName: string | null;
  @Field(() => DateTime, { nullable: true })
  readonly decidedAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Of who answered.' })
  readonly reason: string | null;
  @Field(() => Boolean, { description: 'The viewer asked for it: another has to answer.' })
  readonly isOwn: boolean;
  @Field(() => Int)
  readonly version: number;
}

export function shownApproval(approval: NamedApproval, userId: string): ApprovalType {
  const { id, status, requestedBy, requestedByName, createdAt, decidedByName, decidedAt, reason, version } = approval;
  return { id, status, requestedByName, requestedAt: createdAt, decidedByName, decidedAt, reason, version, isOwn: requestedBy === userId };
}

@InputType()
export class AnswerApprovalInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly approvalId: string;
  @Field(() => Answers)
  readonly answer: Answer;
  @Field(() => String, { nullable: true, description: 'At most 200 characters.' })
  readonly reason?: string | null;
  @Field(() => Int, { nullable: true, description: 'Refused with `stale` when it has changed since.' })
  readonly expectedVersion?: number | null;
}

@InputType()
export class WithdrawApprovalInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly approvalId: string;
}
