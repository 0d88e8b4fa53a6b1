/**
 * Where a dispute stands. `WAITING`: Marqeta has not been told yet. `REFUSED`: Marqeta did not take it. All others are Marqeta's
 * (wire-format §15.1), in the order in which they can follow each other: a dispute never goes back.
 */
export const DISPUTE_STATES = [
  'WAITING',
  'REFUSED',
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
export type DisputeState = (typeof DISPUTE_STATES)[number];

export function isDisputeState(text: string): text is DisputeState {
  return (DISPUTE_STATES as readonly string[]).includes(text);
}

const OVER: ReadonlySet<DisputeState> = new Set([
  'REFUSED',
  'CASE_WON',
  'CASE_LOST',
  'NETWORK_REJECTED',
  'WITHDRAWN',
  'WRITTEN_OFF_ISSUER',
  'WRITTEN_OFF_PROGRAM',
]);

/** Nothing more is argued; a lost dispute can still be written off. */
export function isOver(state: DisputeState): boolean {
  return OVER.has(state);
}

/** What the company decides about a dispute, and the step that Marqeta is told of it. */
export type DisputeDecision = 'INSIST' | 'ACCEPT' | 'WRITE_OFF';
export const WANTED_STEPS = ['PREARBITRATION', 'ARBITRATION', 'CASE_LOST', 'WRITTEN_OFF_PROGRAM'] as const;
export type WantedStep = (typeof WANTED_STEPS)[number];

/** A dispute as it is decided on. */
export type DisputeStanding = {
  readonly state: DisputeState;
  /** When it came to be in that state, by Marqeta's clock. */
  readonly stateAt: Date;
  /** A step that we want and Marqeta has not heard of yet. */
  readonly wanted: WantedStep | null;
  readonly issuerRefusal: string | null;
};

/** That a dispute is in a state, as Marqeta says it. */
export type SaidState = { readonly state: DisputeState; readonly at: Date };

/**
 * The dispute after something was said of it. What was said before the present state, or says it again, changes nothing: messages come
 * in any order and more than once.
 */
export function afterSaid(standing: DisputeStanding, said: SaidState): DisputeStanding {
  if (!isLater(said, { state: standing.state, at: standing.stateAt })) return standing;
  const { wanted } = standing;
  const done = wanted !== null && rankOf(said.state) >= rankOf(wanted);
  return { state: said.state, stateAt: said.at, wanted: done ? null : wanted, issuerRefusal: null };
}

/** Which of two is the later state. Two ends of one dispute cannot be; if Marqeta says both, its later word counts. */
function isLater(said: SaidState, known: SaidState): boolean {
  const rank = rankOf(said.state) - rankOf(known.state);
  const time = said.at.getTime() - known.at.getTime();
  return rank > 0 || (rank === 0 && (time > 0 || (time === 0 && said.state > known.state)));
}

const ENDS: ReadonlySet<DisputeState> = new Set(['CASE_WON', 'CASE_LOST', 'NETWORK_REJECTED', 'WITHDRAWN']);

function rankOf(state: DisputeState): number {
  if (ENDS.has(state)) return DISPUTE_STATES.indexOf('CASE_WON');
  return DISPUTE_STATES.indexOf(state === 'WRITTEN_OFF_PROGRAM' ? 'WRITTEN_OFF_ISSUER' : state);
}

/** The step that a decision asks for now; null when there is nothing to decide, or a decision is on its way already. */
export function stepOf({ state, wanted }: DisputeStanding, decision: DisputeDecision): WantedStep | null {
  if (wanted !== null) return null;
  switch (decision) {
    case 'INSIST':
      return state === 'REPRESENTMENT' ? 'PREARBITRATION' : state === 'PREARB_RESPONDED' ? 'ARBITRATION' : null;
    case 'ACCEPT':
      return state === 'REPRESENTMENT' || state === 'PREARB_RESPONDED' ? 'CASE_LOST' : null;
    case 'WRITE_OFF':
      return state === 'CASE_LOST' ? 'WRITTEN_OFF_PROGRAM' : null;
  }
}

export const DECISIONS: readonly DisputeDecision[] = ['INSIST', 'ACCEPT', 'WRITE_OFF'];

/** What Marqeta is to be told next; null when it knows all that we want. */
export function toTell({ state, wanted }: DisputeStanding): 'OPEN' | WantedStep | null {
  return state === 'WAITING' ? 'OPEN' : wanted;
}

/** Marqeta did not take what it was told: a dispute that it never took is over, a step is not taken. */
export function afterRefusal(standing: DisputeStanding, refused: 'OPEN' | WantedStep, code: string, at: Date): DisputeStanding {
  if (toTell(standing) !== refused) return standing;
  return refused === 'OPEN'
    ? { state: 'REFUSED', stateAt: at, wanted: null, issuerRefusal: code }
    : { ...standing, wanted: null, issuerRefusal: code };
}
