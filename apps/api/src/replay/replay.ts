import { type Counting, counterMoves, countsAsPurchase } from '../authorization/counter-moves.ts';
import { asksControls, isLiftable } from '../authorization/decide.ts';
import { recorded, type RecordedVerdict } from '../authorization/decision-record.ts';
import { missingFor } from '../authorization/foresee.ts';
import { judgeControl } from '../authorization/rules.ts';
import type { Verdict } from '../authorization/verdict.ts';
import { type CompiledControl, type CompiledControls, isWindowLimit, type PurchaseInput, type WindowLimit } from '../controls/compile.ts';
import type { CompiledException } from '../controls/exception.ts';
import { AS_IT_WAS, answeredOtherwise, countedOtherwise, type Otherwise } from './other-world.ts';
import { type PastExceptions, TwoUses } from './past-exceptions.ts';
import type { PastLife, PastMoment, PastPurchase, PastQuestion } from './past.ts';

/** What is tried: one control as it would be, beside all that bind today. */
export type Proposal = {
  readonly controlId: string;
  /** It alone; empty where it would be gone or out of force. */
  readonly proposed: CompiledControls;
  /** By version, as it was when it made the decisions of the period. */
  readonly versions: ReadonlyMap<number, CompiledControl>;
  /** Versions that said just what is proposed. */
  readonly unchanged: ReadonlySet<number>;
  /** Every record of the period tells what its counters stood at: they need not be counted again. */
  readonly isRecorded: boolean;
  /** What binds today, this control left out. */
  readonly others: CompiledControls;
  readonly exceptions: PastExceptions;
};

/** A question that would have got the other answer. */
export type Flip = {
  readonly purchase: PastPurchase;
  readonly question: PastQuestion;
  /** What names the decline: of the record, or of the world of the proposal. */
  readonly verdict: RecordedVerdict;
};

/** What a past decision cannot be decided again for. */
export type MissingInput = PurchaseInput | 'RECORD';

export type ReplaySink = {
  flip(flip: Flip): void;
  /** A control that only watches would have marked this approval. */
  watched(flip: Flip): void;
  missing(input: MissingInput): void;
};

/** The life of a purchase in both worlds. */
export type TwoLives = PastLife & {
  /** The proposed control, where it binds this purchase. */
  readonly bound: readonly CompiledControl[];
  truly: Counting;
  otherwise: Otherwise;
  /** The exceptions that let it through, in each world. */
  excepted: { readonly truly: readonly string[]; readonly there: readonly string[] };
};

/**
 * The recorded past beside the world that a proposal would have made of it. What was recorded is taken as it was: only the proposed
 * control is decided anew, and the limits and funds that are used otherwise because of it. So a control that is proposed as it always
 * stood changes nothing.
 */
export class Replay {
  /** What the proposed control has counted in its own world. */
  readonly #counters = new Map<string, bigint>();
  /** By how much counters, and the funds by currency, stand otherwise than they did. */
  readonly #shifts = new Map<string, bigint>();
  readonly #funds = new Map<string, bigint>();
  readonly #others: ReadonlyMap<string, CompiledControl>;
  readonly #uses: TwoUses;
  /** Something was declined, or approved, that was not. */
  #declined = false;
  #approved = false;
  #questions = 0;

  constructor(
    readonly proposal: Proposal,
    readonly sink: ReplaySink,
  ) {
    this.#others = new Map(proposal.others.all.map((control) => [control.id, control]));
    this.#uses = new TwoUses(proposal.exceptions);
  }

  get questions(): number {
    return this.#questions;
  }

  /** Whether the record of any question may be looked at. Else only those of declines are, which most are not. */
  get readsRecords(): boolean {
    const { versions, isRecorded, exceptions } = this.proposal;
    return this.#approved || versions.size > 0 || isRecorded || exceptions.spans.size > 0;
  }

  /** Both worlds begin with what was counted before the period. */
  begin(life: PastLife): TwoLives {
    const { purchase, before } = life;
    const bound = this.proposal.proposed.bindingOn(purchase);
    if (before.parts.length > 0 || countsAsPurchase(before))
      this.#count(bound, purchase, { ...before, status: 'DECLINED', parts: [] }, before);
    return { ...life, bound, truly: before, otherwise: AS_IT_WAS, excepted: { truly: life.exceptionIds, there: life.exceptionIds } };
  }

  step(life: TwoLives, { question, counting }: PastMoment): void {
    const { purchase, bound, truly, otherwise, excepted } = life;
    const there = countedOtherwise(truly, otherwise);
    if (question !== null) {
      this.#questions += 1;
      // What would never have been bought would not have been asked about again.
      if (!otherwise.never && this.#wouldFlip(life, there, question)) {
        life.otherwise = answeredOtherwise(otherwise, question, !countsAsPurchase(truly));
        if (question.outcome === 'APPROVED') this.#declined = true;
        else this.#approved = true;
      }
    }
    life.truly = counting;
    const thereAfter = countedOtherwise(counting, life.otherwise);
    this.#uses.move(
      purchase.currency,
      { before: { counting: truly, exceptionIds: excepted.truly }, after: { counting, exceptionIds: life.excepted.truly } },
      { before: { counting: there, exceptionIds: excepted.there }, after: { counting: thereAfter, exceptionIds: life.excepted.there } },
    );
    this.#count(bound, purchase, there, thereAfter);
    if (life.otherwise !== AS_IT_WAS) this.#shift(purchase, { truly, there }, { truly: counting, there: thereAfter });
  }

  #wouldFlip(life: TwoLives, there: Counting, question: PastQuestion): boolean {
    const { purchase, bound, truly, excepted } = life;
    const asked = { purchase, bound, truly, there, question };
    const open = this.#uses.openFor(purchase, question);
    if (open.length === 0) return this.#wouldFlipPlainly(asked);
    const { flips, exceptionId } = this.#answeredWith(open, asked, excepted.there);
    life.excepted = { truly: withOne(excepted.truly, exceptionUsed(question)), there: withOne(excepted.there, exceptionId) };
    return flips;
  }

  /** Where an exception was open: it lets through what it covers, whichever control refuses. */
  #answeredWith(open: readonly CompiledException[], asked: Asked, used: readonly string[]): AnswerThere {
    const { purchase, truly, there, question } = asked;
    const as = { flips: false, exceptionId: exceptionUsed(question) };
    const proposed = this.#judgeProposed(asked);
    const record = question.record();
    if (record === null) {
      if (proposed.binds) this.sink.missing('RECORD');
      return as;
    }
    if (question.isRepeat()) return as;
    for (const input of proposed.missing) this.sink.missing(input);
    if (proposed.missing.length > 0 && question.outcome === 'DECLINED') return as;
    const { objection } = proposed;
    if (objection?.outcome === 'SHADOW_REFUSED' && question.outcome === 'APPROVED')
      this.sink.watched({ purchase, question, verdict: objection });
    const refusals = record.verdicts.filter(
      (verdict) => verdict.rule !== 'EXCEPTION' && verdict.controlId !== this.proposal.controlId && this.#refuses(verdict, truly, question),
    );
    if (objection?.outcome === 'REFUSED') refusals.unshift(objection);
    const [first] = refusals;
    const letting = refusals.every(isLiftable)
      ? this.#uses.letting(open, question, { authorizedBefore: totalOf(there), used, record: record.verdicts })
      : undefined;
    const isApproved = first === undefined || letting !== undefined;
    const exceptionId = first === undefined ? null : (letting?.id ?? null);
    if (isApproved === (question.outcome === 'APPROVED')) return { flips: false, exceptionId };
    const verdict = isApproved ? record.verdicts[record.primary ?? -1] : first === undefined ? undefined : refusedAs(first);
    if (verdict === undefined) return as;
    this.sink.flip({ purchase, question, verdict });
    return { flips: true, exceptionId };
  }

  #wouldFlipPlainly(asked: Asked): boolean {
    const { purchase, question } = asked;
    const proposed = this.#judgeProposed(asked);
    if (question.outcome === 'DECLINED') {
      const verdict = this.#approvedInstead(asked, proposed);
      if (verdict !== null) this.sink.flip({ purchase, question, verdict });
      return verdict !== null;
    }
    for (const input of proposed.missing) this.sink.missing(input);
    const { objection } = proposed;
    if (objection?.outcome === 'SHADOW_REFUSED') this.sink.watched({ purchase, question, verdict: objection });
    const refusal = objection?.outcome === 'REFUSED' ? objection : this.#refusedByAnother(asked);
    if (refusal === null || question.isRepeat()) return false;
    this.sink.flip({ purchase, question, verdict: refusal });
    return true;
  }

  /** The verdict that named the decline, where nothing would have stood in the way. */
  #approvedInstead({ truly, question }: Asked, proposed: Proposed): RecordedVerdict | null {
    const { controlId } = this.proposal;
    const record = question.record();
    const named = record?.primary == null ? undefined : record.verdicts[record.primary];
    if (record === null || named === undefined) {
      if (proposed.binds) this.sink.missing('RECORD');
      return null;
    }
    const own = record.verdicts.some((verdict) => verdict.controlId === controlId && verdict.outcome === 'REFUSED');
    if (!own && !this.#declined) return null;
    if (record.verdicts.some((verdict) => verdict.controlId !== controlId && this.#refuses(verdict, truly, question))) return null;
    for (const input of proposed.missing) this.sink.missing(input);
    return proposed.missing.length > 0 || proposed.objection?.outcome === 'REFUSED' ? null : named;
  }

  /** A limit, or the funds, that other purchases would have used up before. */
  #refusedByAnother({ truly, question }: Asked): RecordedVerdict | null {
    if (!this.#approved) return null;
    const { controlId } = this.proposal;
    const refusing = question
      .record()
      ?.verdicts.find((verdict) => verdict.controlId !== controlId && this.#refuses(verdict, truly, question));
    return refusing === undefined ? null : refusedAs(refusing);
  }

  /**
   * Whether a recorded verdict would be a refusal in the other world. Where today's control would not have said what is recorded, it
   * was changed meanwhile: then what is recorded holds.
   */
  #refuses(verdict: RecordedVerdict, truly: Counting, question: PastQuestion): boolean {
    const refused = verdict.outcome === 'REFUSED' || verdict.outcome === 'EXCEPTED';
    const before = beforeOf(verdict);
    if (before === null) return refused;
    const { amount } = question.request;
    if (verdict.rule === 'FUNDS') return amount.minor > before + (this.#funds.get(amount.currency) ?? 0n);
    const control = this.#others.get(verdict.controlId ?? '');
    if (control === undefined || !isWindowLimit(control)) return refused;
    const judged = (shift: (id: string) => bigint): boolean =>
      judgeControl(control, question.request, factsOf(question, truly, counterFrom(before, shift))).outcome === 'REFUSED';
    return judged(unshifted) === refused ? judged((id) => this.#shifts.get(id) ?? 0n) : refused;
  }

  #judgeProposed({ bound: [control], there, question }: Asked): Proposed {
    if (control === undefined || !asksControls(question.request)) return NOT_BOUND;
    const missing = missingFor(control, question.request.traits, question.unknown);
    if (isWindowLimit(control)) {
      if (missing.length > 0) return { binds: true, objection: null, missing };
      const counter = this.#counterOf(control, question);
      if (counter === null) return { binds: true, objection: null, missing: ['RECORD'] };
      return { binds: true, objection: objectionOf(judgeControl(control, question.request, factsOf(question, there, counter))), missing };
    }
    const verdict = missing.length > 0 ? null : judgeControl(control, question.request, factsOf(question, there, unshifted));
    const objection = verdict === null ? null : objectionOf(verdict);
    if (question.outcome === 'APPROVED' && objection === null && missing.length === 0) return { binds: true, objection, missing };
    // What this very control said then is better than what can be said of it now.
    const then = this.#recordedOf(question);
    if (then === null || !this.proposal.unchanged.has(then.controlVersion ?? 0)) return { binds: true, objection, missing };
    const said = then.outcome === 'EXCEPTED' ? refusedAs(then) : then;
    return { binds: true, objection: isObjection(said) ? said : null, missing: [] };
  }

  /** Where the record has the counter its figure is taken: it is what truly was. Null where nobody counted. */
  #counterOf(control: WindowLimit, question: PastQuestion): ((id: string) => bigint) | null {
    if (this.proposal.isRecorded && question.record() === null) return null;
    const then = this.#recordedOf(question);
    const before = then === null ? null : beforeOf(then);
    if (then === null || before === null) return (id) => this.#counters.get(id) ?? 0n;
    if (this.#sameCounter(control, then, question.atMs)) return counterFrom(before, (id) => this.#shifts.get(id) ?? 0n);
    // The company's clock was another: what this very control had counted by it holds.
    if (this.proposal.unchanged.has(then.controlVersion ?? 0)) return counterFrom(before, unshifted);
    return (id) => this.#counters.get(id) ?? 0n;
  }

  #sameCounter(control: WindowLimit, then: RecordedVerdict, atMs: number): boolean {
    const was = this.proposal.versions.get(then.controlVersion ?? 0);
    if (was === undefined || !isWindowLimit(was)) return false;
    const [now, before] = [control.usedAt(atMs), was.usedAt(atMs)];
    const sameWindow = then.windowStartMs === undefined || then.windowStartMs === now.window.startMs;
    return sameWindow && now.ids.length === before.ids.length && now.ids.every((id, i) => id === before.ids[i]);
  }

  #recordedOf(question: PastQuestion): RecordedVerdict | null {
    if (this.proposal.versions.size === 0) return null;
    return question.record()?.verdicts.find(({ controlId }) => controlId === this.proposal.controlId) ?? null;
  }

  #count(bound: readonly CompiledControl[], { currency }: PastPurchase, before: Counting, after: Counting): void {
    if (bound.length > 0 && before !== after) add(this.#counters, counterMoves(bound, currency, before, after), 1n);
  }

  #shift(purchase: PastPurchase, before: BothCountings, after: BothCountings): void {
    const { currency } = purchase;
    const controls = [...this.proposal.others.bindingOn(purchase), ...this.proposal.proposed.bindingOn(purchase)];
    add(this.#shifts, counterMoves(controls, currency, before.there, after.there), 1n);
    add(this.#shifts, counterMoves(controls, currency, before.truly, after.truly), -1n);
    const more = totalOf(after.there) - totalOf(before.there) - totalOf(after.truly) + totalOf(before.truly);
    this.#funds.set(currency, (this.#funds.get(currency) ?? 0n) - more);
  }
}

/** What was answered in the world of the proposal, and the exception that let it through. */
type AnswerThere = { readonly flips: boolean; readonly exceptionId: string | null };

/** The exception that truly let it through. */
function exceptionUsed(question: PastQuestion): string | null {
  return question.record()?.verdicts.find(({ rule }) => rule === 'EXCEPTION')?.exceptionId ?? null;
}

function withOne(ids: readonly string[], id: string | null): readonly string[] {
  return id === null || ids.includes(id) ? ids : [...ids, id];
}

/** A verdict as it would have been said. */
function refusedAs(verdict: RecordedVerdict): RecordedVerdict {
  const reason = verdict.reason ?? (verdict.rule === 'FUNDS' ? 'INSUFFICIENT_FUNDS' : reasonOfLimit(verdict));
  return { ...verdict, outcome: 'REFUSED', reason };
}

type Asked = Pick<TwoLives, 'purchase' | 'bound'> & { readonly truly: Counting; readonly there: Counting; readonly question: PastQuestion };
type BothCountings = { readonly truly: Counting; readonly there: Counting };
/** What the proposed control has against a purchase; it cannot be said where an input that it looks at is missing. */
type Proposed = { readonly binds: boolean; readonly objection: RecordedVerdict | null; readonly missing: readonly MissingInput[] };

const NOT_BOUND: Proposed = { binds: false, objection: null, missing: [] };

function isObjection({ outcome }: Pick<Verdict, 'outcome'>): boolean {
  return outcome === 'REFUSED' || outcome === 'SHADOW_REFUSED';
}

function objectionOf(verdict: Verdict): RecordedVerdict | null {
  return isObjection(verdict) ? recorded(verdict) : null;
}

const unshifted = (): bigint => 0n;

/** A counter, or the days of a rolling limit together, that stood at `before`. */
function counterFrom(before: bigint, shift: (id: string) => bigint): (id: string) => bigint {
  let left = before;
  return (id) => {
    const standing = left;
    left = 0n;
    return standing + shift(id);
  };
}

function factsOf({ atMs }: PastQuestion, counting: Counting, counter: (id: string) => bigint) {
  return { counter, atMs, authorizedBefore: totalOf(counting), isCounted: countsAsPurchase(counting) };
}

function totalOf({ parts }: Counting): bigint {
  return parts.reduce((sum, { minor }) => sum + minor, 0n);
}

function add(counters: Map<string, bigint>, moves: readonly { readonly id: string; readonly minor: bigint }[], sign: bigint): void {
  for (const { id, minor } of moves) counters.set(id, (counters.get(id) ?? 0n) + sign * minor);
}

function beforeOf({ beforeMinor, beforeCount }: RecordedVerdict): bigint | null {
  const before = beforeMinor ?? beforeCount;
  return before === undefined ? null : BigInt(before);
}

function reasonOfLimit({ beforeCount }: RecordedVerdict): 'COUNT_LIMIT_EXCEEDED' | 'AMOUNT_LIMIT_EXCEEDED' {
  return beforeCount === undefined ? 'AMOUNT_LIMIT_EXCEEDED' : 'COUNT_LIMIT_EXCEEDED';
}
