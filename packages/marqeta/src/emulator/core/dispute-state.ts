/**
 * Where a dispute stands. `INITIATED` waits for the merchant, `REPRESENTMENT` is the merchant's refusal, and what follows is the argument
 * up to the network's decision. `NETWORK_REJECTED` and `WITHDRAWN` end it early; a write-off ends one that was lost (wire-format §15.1).
 */
export const DISPUTE_PHASES = [
  'INITIATED',
  'RETRIEVAL_REQUEST',
  'RETRIEVAL_RESPONSE',
  'REPRESENTMENT',
  'PREARBITRATION',
  'PREARB_RESPONDED',
  'ARBITRATION',
  'ARBITRATION_RESPONSE',
  'ARBITRATION_DECISION',
  'CASE_WON',
  'CASE_LOST',
  'NETWORK_REJECTED',
  'WITHDRAWN',
  'WRITTEN_OFF_ISSUER',
  'WRITTEN_OFF_PROGRAM',
] as const;
export type DisputePhase = (typeof DISPUTE_PHASES)[number];

/** Whether the holder has the money, and from whom: by the chargeback itself, or early, out of the programme's own pocket. */
export type Credited = 'NONE' | 'CHARGEBACK' | 'PROVISIONAL';

export interface DisputeState {
  readonly phase: DisputePhase;
  readonly credited: Credited;
}

export type DisputeStep =
  | { readonly kind: 'MOVE'; readonly to: DisputePhase }
  | { readonly kind: 'GRANT_CREDIT' }
  | { readonly kind: 'TAKE_CREDIT_BACK' };

/** What the holder's account sees of a step: the last part of the transaction's type; `null` for the opening itself (§15.3). */
export type DisputeMovement = 'chargeback' | 'completed' | 'reversal' | 'provisional.credit' | 'provisional.debit' | 'writeoff';

export interface DisputeOutcome {
  readonly state: DisputeState;
  readonly movement: DisputeMovement | null;
}

const VERDICTS = ['CASE_WON', 'CASE_LOST'] as const;

const NEXT: Readonly<Record<DisputePhase, readonly DisputePhase[]>> = {
  INITIATED: ['RETRIEVAL_REQUEST', 'REPRESENTMENT', 'NETWORK_REJECTED', 'WITHDRAWN', ...VERDICTS],
  RETRIEVAL_REQUEST: ['RETRIEVAL_RESPONSE', 'WITHDRAWN'],
  RETRIEVAL_RESPONSE: ['REPRESENTMENT', 'WITHDRAWN', ...VERDICTS],
  REPRESENTMENT: ['PREARBITRATION', ...VERDICTS],
  PREARBITRATION: ['PREARB_RESPONDED', 'ARBITRATION', ...VERDICTS],
  PREARB_RESPONDED: ['ARBITRATION', ...VERDICTS],
  ARBITRATION: ['ARBITRATION_RESPONSE', 'ARBITRATION_DECISION', ...VERDICTS],
  ARBITRATION_RESPONSE: ['ARBITRATION_DECISION', ...VERDICTS],
  ARBITRATION_DECISION: VERDICTS,
  CASE_WON: [],
  CASE_LOST: ['WRITTEN_OFF_ISSUER', 'WRITTEN_OFF_PROGRAM'],
  NETWORK_REJECTED: [],
  WITHDRAWN: [],
  WRITTEN_OFF_ISSUER: [],
  WRITTEN_OFF_PROGRAM: [],
};

/** Whether anything can still come of it; a lost dispute is over too, although it can be written off. */
export function isOpen(phase: DisputePhase): boolean {
  return phase !== 'CASE_LOST' && NEXT[phase].length > 0;
}

export function openedDispute(creditUser: boolean): DisputeOutcome {
  return {
    state: { phase: 'INITIATED', credited: creditUser ? 'CHARGEBACK' : 'NONE' },
    movement: creditUser ? 'chargeback' : null,
  };
}

/** The dispute after the step, and the money that moves with it; `null` when the step is not allowed. */
export function disputeAfter(state: DisputeState, step: DisputeStep): DisputeOutcome | null {
  const { phase, credited } = state;
  if (step.kind === 'MOVE') return NEXT[phase].includes(step.to) ? moved(credited, step.to) : null;
  if (!isOpen(phase)) return null;
  if (step.kind === 'GRANT_CREDIT') {
    return credited === 'NONE' ? { state: { phase, credited: 'PROVISIONAL' }, movement: 'provisional.credit' } : null;
  }
  return credited === 'PROVISIONAL' ? { state: { phase, credited: 'NONE' }, movement: 'provisional.debit' } : null;
}

function moved(credited: Credited, phase: DisputePhase): DisputeOutcome {
  switch (phase) {
    case 'REPRESENTMENT':
      // The merchant takes back what the chargeback took; what the programme gave early is its own affair.
      return credited === 'CHARGEBACK'
        ? { state: { phase, credited: 'NONE' }, movement: 'reversal' }
        : { state: { phase, credited }, movement: null };
    case 'CASE_WON':
      return credited === 'NONE'
        ? { state: { phase, credited: 'CHARGEBACK' }, movement: 'completed' }
        : { state: { phase, credited }, movement: null };
    case 'CASE_LOST':
    case 'NETWORK_REJECTED':
    case 'WITHDRAWN':
      return { state: { phase, credited: 'NONE' }, movement: BACK[credited] };
    case 'WRITTEN_OFF_ISSUER':
    case 'WRITTEN_OFF_PROGRAM':
      return { state: { phase, credited: 'CHARGEBACK' }, movement: 'writeoff' };
    default:
      return { state: { phase, credited }, movement: null };
  }
}

const BACK: Readonly<Record<Credited, DisputeMovement | null>> = {
  NONE: null,
  CHARGEBACK: 'reversal',
  PROVISIONAL: 'provisional.debit',
};

/** How a case of the newer model stands; `null` is the chargeback that it does not have yet (§15.2). */
export function caseState(prepared: 'OPEN' | 'READY' | 'CLOSED', phase: DisputePhase | null): string {
  if (phase === null) return prepared;
  return isOpen(phase) ? 'CHARGEBACK_INITIATED' : 'CLOSED';
}

/** The network's side of a case, in the words of the newer model. */
export function caseDisputeState(phase: DisputePhase | null): string {
  if (phase === null || phase.startsWith('RETRIEVAL')) return 'INITIATED';
  if (phase.startsWith('PREARB')) return 'PRE_ARBITRATION';
  if (phase.startsWith('ARBITRATION')) return 'ARBITRATION';
  return phase === 'WITHDRAWN' ? 'CLOSED' : phase;
}
