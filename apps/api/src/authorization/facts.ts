import type { CompiledControl, Subjects } from '../controls/compile.ts';
import type { CompiledException } from '../controls/exception.ts';

/** All that the rules look at. Read under the company's gate. */
export type Facts = {
  readonly card: CardFacts;
  /** What binds the purchase, in the order in which a refusal names the decline. */
  readonly controls: readonly CompiledControl[];
  /** What may pass controls for a while, the first to end first. */
  readonly exceptions: readonly CompiledException[];
  /** Those that this purchase has used already: they are used once a purchase. */
  readonly exceptionsUsed: readonly string[];
  readonly counter: (id: string) => bigint;
  /** In the card's currency. */
  readonly available: bigint;
  /** What is authorised of this purchase already: an increment's limit looks at the total. */
  readonly authorizedBefore: bigint;
  /** The purchase is there already, so limits of how often have counted it. */
  readonly isCounted: boolean;
  /** The moment in whose windows the request counts: Marqeta's `user_transaction_time`. */
  readonly atMs: number;
  readonly nowMs: number;
};

type CardFacts = {
  readonly subjects: Subjects;
  readonly currency: string;
  /** Our wish, and what Marqeta last reported: both must allow. */
  readonly status: string;
  readonly issuerStatus: string;
  readonly expiresAtMs: number | null;
  readonly personStatus: string;
  /** What Marqeta last reported of the person and of the company; null until it has. */
  readonly holderStatus: string | null;
  readonly companyStatus: string | null;
};
