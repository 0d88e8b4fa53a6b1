import type { Kyc } from '@afc/marqeta';
import type { HolderStatus } from './holder.ts';

/** What became of a submission. */
export type VerificationState =
  /** Marqeta has not answered yet. Leads to any of the others. */
  | 'WAITING'
  /** Under review, or a document is missing. Leads to SUCCESS or FAILURE. */
  | 'PENDING'
  | 'SUCCESS'
  | 'FAILURE'
  /** Marqeta took no submission: it counts as none. */
  | 'REFUSED';

/** Why Marqeta decided as it did: its own code, and its words if it gave any. */
export type VerificationCode = { readonly code: string; readonly message: string | null };

export type VerificationResult = { readonly state: VerificationState; readonly codes: readonly VerificationCode[] };

/** A holder can be submitted so often (wire-format §3.6). */
export const MOST_SUBMISSIONS = 2;

export type HolderFacts = {
  readonly status: HolderStatus | null;
  /** All verifications of the holder, the oldest first. */
  readonly verifications: readonly VerificationResult[];
  /** The current version of the terms. */
  readonly termsAccepted: boolean;
};

export type SubmissionRefusal = 'NOT_NEEDED' | 'HOLDER_STOPPED' | 'UNDER_WAY' | 'NO_ATTEMPT_LEFT' | 'TERMS_NOT_ACCEPTED';

/** Why the holder cannot be submitted now, or null. Only who is UNVERIFIED or LIMITED at Marqeta can be, and only twice. */
export function refusalToSubmit(facts: HolderFacts): SubmissionRefusal | null {
  return refusalOf(facts, ['WAITING', 'PENDING']) ?? (facts.termsAccepted ? null : 'TERMS_NOT_ACCEPTED');
}

/** The same for an operator who vouches for the holder: that needs no terms, and may cut short a review that does not end. */
export function refusalToVouch(facts: Omit<HolderFacts, 'termsAccepted'>): SubmissionRefusal | null {
  return refusalOf(facts, ['WAITING']);
}

function refusalOf(
  { status, verifications }: Omit<HolderFacts, 'termsAccepted'>,
  underWay: readonly VerificationState[],
): SubmissionRefusal | null {
  if (status === 'ACTIVE') return 'NOT_NEEDED';
  if (status !== null && status !== 'UNVERIFIED' && status !== 'LIMITED') return 'HOLDER_STOPPED';
  const latest = verifications.at(-1);
  if (latest !== undefined && underWay.includes(latest.state)) return 'UNDER_WAY';
  return attemptsLeft(verifications) === 0 ? 'NO_ATTEMPT_LEFT' : null;
}

export function attemptsLeft(verifications: readonly VerificationResult[]): number {
  return Math.max(0, MOST_SUBMISSIONS - verifications.filter(({ state }) => state !== 'REFUSED').length);
}

/** What the holder is to do next. */
export type VerificationStep =
  /** Verified, or nothing is asked. */
  | 'NOTHING'
  | 'ACCEPT_TERMS'
  | 'SUBMIT'
  /** Correct what was told, and submit again. */
  | 'RESUBMIT'
  | 'WAIT'
  | 'SEND_DOCUMENT'
  /** Nothing that the holder can do leads on. */
  | 'ASK_OPERATOR';

export function nextStep(facts: HolderFacts): VerificationStep {
  const latest = facts.verifications.at(-1);
  if (facts.status === null && latest === undefined) return 'NOTHING';
  switch (refusalToSubmit(facts)) {
    case 'NOT_NEEDED':
      return 'NOTHING';
    case 'UNDER_WAY':
      return latest !== undefined && needsDocument(latest) ? 'SEND_DOCUMENT' : 'WAIT';
    case 'HOLDER_STOPPED':
    case 'NO_ATTEMPT_LEFT':
      return 'ASK_OPERATOR';
    case 'TERMS_NOT_ACCEPTED':
      return 'ACCEPT_TERMS';
    case null:
      return latest === undefined ? 'SUBMIT' : 'RESUBMIT';
  }
}

/** The codes are Marqeta's own and in no published list (wire-format §3.6): one that speaks of a document asks for one. */
export function needsDocument({ state, codes }: VerificationResult): boolean {
  return state === 'PENDING' && codes.some(({ code, message }) => /document/i.test(`${code} ${message ?? ''}`));
}

/** What its holder wants to hear of. That a submission was not taken is bad news like a failure: something is to be done. */
export type VerificationNews = 'PASSED' | 'FAILED' | 'NEEDS_DOCUMENT';

/** Null when nothing has come that was not known before. */
export function newsOf(before: VerificationResult, after: VerificationResult): VerificationNews | null {
  const news = standOf(after);
  return news === standOf(before) ? null : news;
}

function standOf(result: VerificationResult): VerificationNews | null {
  switch (result.state) {
    case 'SUCCESS':
      return 'PASSED';
    case 'FAILURE':
    case 'REFUSED':
      return 'FAILED';
    case 'PENDING':
      return needsDocument(result) ? 'NEEDS_DOCUMENT' : null;
    case 'WAITING':
      return null;
  }
}

/** A verification after a word of Marqeta's. What was decided stays as it is, whatever comes late. */
export function afterAnswer<Verification extends VerificationResult>(verification: Verification, answer: VerificationResult): Verification {
  const open = verification.state === 'WAITING' || verification.state === 'PENDING';
  return open && answer.state !== 'WAITING' ? { ...verification, state: answer.state, codes: answer.codes } : verification;
}

/** The casing of the status is free text (wire-format §3.6). One that is not understood is not decided. */
export function resultOf({ result }: Kyc): VerificationResult {
  const codes = (result?.codes ?? []).map(({ code, message }) => ({ code: String(code ?? ''), message: message ?? null }));
  switch (result?.status?.toLowerCase()) {
    case 'success':
      return { state: 'SUCCESS', codes };
    case 'failure':
      return { state: 'FAILURE', codes };
    default:
      return { state: 'PENDING', codes };
  }
}
