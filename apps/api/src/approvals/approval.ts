import { ApprovalSettledError, OwnApprovalError } from './approval.errors.ts';

type ApprovalStatus =
  /** Waits for another person's yes. */
  | 'PENDING'
  /** Somebody else said yes, and the command ran with it. */
  | 'APPROVED'
  | 'DECLINED'
  /** Taken back by who asked. */
  | 'WITHDRAWN'
  /** Nobody answered in time. */
  | 'EXPIRED';

/** A command that waits for another person's yes. It is kept as it will be run. */
export type Approval = {
  readonly companyId: string;
  readonly id: string;
  readonly command: string;
  readonly input: unknown;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly status: ApprovalStatus;
  readonly requestedBy: string;
  readonly decidedBy: string | null;
  readonly reason: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
};

export type Answer = 'APPROVED' | 'DECLINED';

/**
 * What another person's answer makes of it. Nobody answers what they asked for themselves.
 * @throws ApprovalSettledError, OwnApprovalError
 */
export function answered(approval: Approval, by: string, answer: Answer, reason: string | null, at: Date): Approval {
  assertPending(approval);
  if (approval.requestedBy === by) throw new OwnApprovalError();
  return { ...approval, status: answer, decidedBy: by, reason, decidedAt: at, version: approval.version + 1 };
}

/** @throws ApprovalSettledError */
export function withdrawn(approval: Approval, at: Date): Approval {
  assertPending(approval);
  return { ...approval, status: 'WITHDRAWN', decidedAt: at, version: approval.version + 1 };
}

function assertPending({ status }: Approval): void {
  if (status !== 'PENDING') throw new ApprovalSettledError(status);
}
