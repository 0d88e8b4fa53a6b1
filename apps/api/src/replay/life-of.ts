import { exceptionsOf } from '../authorization/book.ts';
import { countsAsPurchase, type Counting } from '../authorization/counter-moves.ts';
import { foldPurchase, type Message, type OwnVerdict } from '../ledger/purchase.ts';
import type { StoredPurchase } from '../ledger/stored-purchase.ts';
import { idAt } from '../platform/ids.ts';
import type { PastLife, PastMoment, PastPurchase, PastQuestion } from './past.ts';

/** A purchase with all that was said of it, and when we heard each. Ids ascend with time. */
export type ToldPurchase = {
  readonly stored: StoredPurchase;
  /** In the order of its verdicts and messages. */
  readonly verdictIds: readonly string[];
  readonly messageIds: readonly string[];
  /** By verdict id, when we took an approval back. */
  readonly releasedMs: ReadonlyMap<string, number>;
  /** By token of a refund that names it, what told of its money. */
  readonly refundIds: ReadonlyMap<string, string>;
};

type Known = { readonly messages: Message[]; readonly verdicts: OwnVerdict[]; refunds: bigint };
type Telling = { readonly id: string; readonly verdictId: string | null; readonly tell: (known: Known) => void };

/**
 * The life of a purchase, told again from its first message on: what it counted at each moment, though only its end is kept.
 * @param fromId where the period begins
 */
export function lifeOf(
  purchase: PastPurchase,
  told: ToldPurchase,
  fromId: string,
  questionOf: (verdictId: string) => PastQuestion | null,
): PastLife {
  const known: Known = { messages: [], verdicts: [], refunds: 0n };
  const nothing = nothingCounted(told.stored);
  let [before, last] = [nothing, nothing];
  let exceptionIds: readonly string[] = [];
  const moments: PastMoment[] = [];
  for (const { id, verdictId, tell } of tellingsOf(told)) {
    tell(known);
    const counting = countingOf(known, told.stored, last);
    const question = verdictId === null ? null : questionOf(verdictId);
    if (id < fromId) {
      before = counting;
      exceptionIds = exceptionsOf(known);
    } else if (question !== null || !countsAlike(last, counting)) moments.push({ id, question, counting });
    last = counting;
  }
  return { purchase, before, exceptionIds, moments };
}

/** Of a purchase that nobody had heard of. */
export function nothingCounted({ atMs, mcc }: Pick<StoredPurchase, 'atMs' | 'mcc'>): Counting {
  return { kind: 'PURCHASE', status: 'DECLINED', atMs, mcc, parts: [] };
}

function tellingsOf({ stored, verdictIds, messageIds, releasedMs, refundIds }: ToldPurchase): Telling[] {
  const tellings: Telling[] = [];
  stored.verdicts.forEach((verdict, i) => {
    const id = verdictIds[i] ?? '';
    const said = { ...verdict, released: false };
    tellings.push({ id, verdictId: id, tell: ({ verdicts }) => verdicts.push(said) });
    const ms = releasedMs.get(id);
    if (ms === undefined) return;
    const takeBack = ({ verdicts }: Known): void => void verdicts.splice(verdicts.indexOf(said), 1, { ...said, released: true });
    tellings.push({ id: idAt(ms), verdictId: null, tell: takeBack });
  });
  stored.messages.forEach((message, i) => {
    tellings.push({ id: messageIds[i] ?? '', verdictId: null, tell: ({ messages }) => messages.push(message) });
  });
  for (const [token, minor] of stored.linkedRefunds) {
    const id = refundIds.get(token);
    if (id !== undefined) tellings.push({ id, verdictId: null, tell: (known) => (known.refunds += minor) });
  }
  return tellings.sort((left, right) => (left.id < right.id ? -1 : 1));
}

function countingOf({ messages, verdicts, refunds }: Known, { mcc }: StoredPurchase, otherwise: Counting): Counting {
  if (messages.length === 0 && verdicts.length === 0) return otherwise;
  const { kind, status, atMs, parts } = foldPurchase([...messages, ...verdicts], refunds);
  return { kind, status, atMs, mcc, parts };
}

function countsAlike(left: Counting, right: Counting): boolean {
  return (
    countsAsPurchase(left) === countsAsPurchase(right) &&
    left.parts.length === right.parts.length &&
    left.parts.every(({ atMs, minor }, i) => atMs === right.parts[i]?.atMs && minor === right.parts[i]?.minor)
  );
}
