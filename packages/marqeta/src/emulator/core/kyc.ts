import type { HolderStatus } from '../../wire/holder.ts';

export type KycStatus = 'success' | 'failure' | 'pending';
interface KycCode {
  readonly code: string;
  readonly message: string;
}
export interface KycResult {
  readonly status: KycStatus;
  readonly codes: readonly KycCode[];
}
export interface Verdict extends KycResult {
  /** What it will be decided to be by itself; `null` when it is final, or waits for somebody. */
  readonly later: KycResult | null;
}

const PASSED: KycResult = { status: 'success', codes: [] };
const NO_MATCH: KycResult = { status: 'failure', codes: [{ code: 'NoMatch', message: 'The identity could not be found' }] };
const REVIEW: KycResult = { status: 'pending', codes: [{ code: 'RiskIssue', message: 'Under review' }] };
const DOCUMENT: KycResult = {
  status: 'pending',
  codes: [{ code: 'DocumentRequired', message: 'A copy of an identity document is needed' }],
};

/** The last four digits of the identification number choose the outcome, as sandboxes of verification services do. */
const BY_ENDING: Readonly<Record<string, Verdict>> = {
  '0001': { ...NO_MATCH, later: null },
  '0002': { ...REVIEW, later: PASSED },
  '0003': { ...REVIEW, later: NO_MATCH },
  '0004': { ...DOCUMENT, later: null },
};

/** What a verification of this number comes to. A holder without a number passes; so does one whom the programme verified itself. */
export function assess(identification: string, manualOverride: boolean): Verdict {
  const passed: Verdict = { ...PASSED, later: null };
  if (manualOverride) return passed;
  return BY_ENDING[identification.replace(/\D/g, '').slice(-4)] ?? passed;
}

/** Only holders who are not verified yet, and not for ever (wire-format §3.6). */
export function maySubmit(status: HolderStatus, earlier: number, attempts: number): boolean {
  return (status === 'UNVERIFIED' || status === 'LIMITED') && earlier < attempts;
}

/** A verification that was decided stays as it is. */
export function mayDecide(from: KycStatus): boolean {
  return from === 'pending';
}

/** A holder's first status, by the policy of the account holder group (§2.6). */
export function firstStatus(kycRequired: string): HolderStatus {
  if (kycRequired === 'ALWAYS') return 'UNVERIFIED';
  return kycRequired === 'CONDITIONAL' ? 'LIMITED' : 'ACTIVE';
}
