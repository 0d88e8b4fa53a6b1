/** What a rule knows of a refund that names no purchase. */
export type UnnamedRefund = {
  readonly minor: bigint;
  readonly atMs: number;
  /** The card and those that it replaced. */
  readonly lineId: string;
  readonly mid: string | null;
  readonly merchant: string;
};

/** A cleared purchase of the same person in the same currency. */
export type Candidate = {
  readonly id: string;
  readonly token: string;
  readonly atMs: number;
  readonly lineId: string;
  readonly mid: string | null;
  readonly merchant: string;
  /** What was cleared and not given back yet. */
  readonly remaining: bigint;
};

export type Match = { readonly id: string; readonly token: string; readonly confidence: 'HIGH' | 'LOW' };

/** As long as the networks allow a merchant to give back. */
export const MATCHED_WITHIN_DAYS = 120;
const WITHIN_MS = MATCHED_WITHIN_DAYS * 86_400_000;

/**
 * The purchase that a refund gives back, where it names none: one at the same merchant, before it, of which as much is left. `HIGH`:
 * the same merchant by its number and the same card, and either no other purchase fits or no other fits to the cent.
 */
export function matchRefund(refund: UnnamedRefund, candidates: readonly Candidate[]): Match | null {
  const fitting = rankCandidates(refund, candidates).filter((candidate) => fits(refund, candidate));
  const [best] = fitting;
  if (best === undefined) return null;
  const surest = fitting.filter((candidate) => isSameNumber(refund, candidate) && candidate.lineId === refund.lineId);
  const exact = surest.filter(({ remaining }) => remaining === refund.minor);
  const [sure] = exact.length === 1 ? exact : surest.length === 1 ? surest : [];
  return { id: (sure ?? best).id, token: (sure ?? best).token, confidence: sure === undefined ? 'LOW' : 'HIGH' };
}

/** The likeliest first: the merchant, then whether as much is left, the card, the exact amount, and the newest. */
export function rankCandidates<C extends Candidate>(refund: UnnamedRefund, candidates: readonly C[]): C[] {
  const rank = (candidate: C): number =>
    (isSameNumber(refund, candidate) ? 16 : isSameName(refund, candidate) ? 8 : 0) +
    (candidate.remaining >= refund.minor ? 4 : 0) +
    (candidate.lineId === refund.lineId ? 2 : 0) +
    (candidate.remaining === refund.minor ? 1 : 0);
  return candidates
    .filter(({ atMs }) => atMs <= refund.atMs)
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .sort(
      (one, other) =>
        other.rank - one.rank || other.candidate.atMs - one.candidate.atMs || (one.candidate.id < other.candidate.id ? -1 : 1),
    )
    .map(({ candidate }) => candidate);
}

function fits(refund: UnnamedRefund, candidate: Candidate): boolean {
  const isSameMerchant = isSameNumber(refund, candidate) || isSameName(refund, candidate);
  return isSameMerchant && candidate.remaining >= refund.minor && refund.atMs - candidate.atMs <= WITHIN_MS;
}

function isSameNumber({ mid }: UnnamedRefund, candidate: Candidate): boolean {
  return mid !== null && mid === candidate.mid;
}

function isSameName({ merchant }: UnnamedRefund, candidate: Candidate): boolean {
  const name = plain(merchant);
  return name !== '' && name === plain(candidate.merchant);
}

function plain(name: string): string {
  return name.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}
