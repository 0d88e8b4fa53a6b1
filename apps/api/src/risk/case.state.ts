import { CaseClosedError, CaseNotClosedError } from './case.errors.ts';

export const CASE_STATES = ['OPEN', 'ASSIGNED', 'CLOSED'] as const;
export type CaseState = (typeof CASE_STATES)[number];

export const CASE_OUTCOMES = ['FRAUD', 'MISUSE', 'FINE', 'FALSE_POSITIVE'] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

/** Where a case stands. OPEN: nobody has it; ASSIGNED: somebody looks at it; CLOSED: it came out how. A closed one can be opened again. */
export type CaseStanding = {
  readonly state: CaseState;
  readonly outcome: CaseOutcome | null;
  readonly assigneeId: string | null;
  readonly closedAt: Date | null;
};

/** Null gives it back. @throws CaseClosedError */
export function assigned(before: CaseStanding, assigneeId: string | null): CaseStanding {
  if (before.state === 'CLOSED') throw new CaseClosedError();
  return { ...before, state: assigneeId === null ? 'OPEN' : 'ASSIGNED', assigneeId };
}

/** @throws CaseClosedError */
export function closed(before: CaseStanding, outcome: CaseOutcome, at: Date): CaseStanding {
  if (before.state === 'CLOSED') throw new CaseClosedError();
  return { ...before, state: 'CLOSED', outcome, closedAt: at };
}

/** Whoever had it has it again. @throws CaseNotClosedError */
export function reopened(before: CaseStanding): CaseStanding {
  if (before.state !== 'CLOSED') throw new CaseNotClosedError();
  return { ...before, state: before.assigneeId === null ? 'OPEN' : 'ASSIGNED', outcome: null, closedAt: null };
}
