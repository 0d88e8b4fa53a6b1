import type { Counting } from '../authorization/counter-moves.ts';
import type { DecisionRecord } from '../authorization/decision-record.ts';
import type { AuthorizationRequest } from '../authorization/request.ts';
import type { PurchaseInput, Subjects } from '../controls/compile.ts';

/** A purchase as history has it. */
export type PastPurchase = Subjects & {
  readonly id: string;
  readonly currency: string;
  readonly merchantName: string;
};

/** A question of the past, with the answer that it got. */
export type PastQuestion = {
  readonly id: string;
  readonly outcome: 'APPROVED' | 'DECLINED';
  readonly atMs: number;
  /** By our own clock. */
  readonly decidedMs: number;
  readonly request: Pick<AuthorizationRequest, 'amount' | 'method' | 'traits'>;
  /** What nobody wrote down then. */
  readonly unknown: ReadonlySet<PurchaseInput>;
  /** Marqeta had said already how it ended: our rules were not asked. */
  readonly isRepeat: () => boolean;
  /**
   * Null when its month was archived. Read only when it is looked at: most never are.
   * @throws Error where it was left out: it is there for declines, repeats, and while {@link Replay.readsRecords} says so
   */
  readonly record: () => DecisionRecord | null;
};

/** A moment in the life of a purchase: we were asked about it, or what it counts changed, or both. */
export type PastMoment = {
  /** Of the row that tells of it. Ids ascend with time: all moments of a company have one order. */
  readonly id: string;
  readonly question: PastQuestion | null;
  /** What it counts from now on. */
  readonly counting: Counting;
};

export type PastLife = {
  readonly purchase: PastPurchase;
  /** What it counted when the period began. */
  readonly before: Counting;
  /** The exceptions that had let it through by then. */
  readonly exceptionIds: readonly string[];
  /** In order; those of the period. */
  readonly moments: readonly PastMoment[];
};
