import type { CompiledControl, CompiledControls } from '../controls/compile.ts';
import { isWindowLimit } from '../controls/compile.ts';
import { COUNT } from '../controls/counter.ts';
import type { OwnVerdict } from '../ledger/purchase.ts';
import type { StoredPurchase } from '../ledger/stored-purchase.ts';
import type { Money } from '../platform/money.ts';
import type { CompiledException } from '../controls/exception.ts';
import { type Book, countedOf, exceptionsOf, fundsOf } from './book.ts';
import type { CardProfile } from './card-directory.ts';
import { countsAsPurchase } from './counter-moves.ts';
import { decide } from './decide.ts';
import type { Facts } from './facts.ts';
import { decisionRecord, type DecisionTiming } from './decision-record.ts';
import { type Gathered, type GatheredCard, type SeenAuthorization, isGone } from './gather.ts';
import type { HoldNote } from './hold-events.ts';
import { effectOfMethod } from './methods.ts';
import type { AuthorizationRow, PurchaseDescription } from './record.ts';
import type { AuthorizationRequest } from './request.ts';
import { stands, toldOf } from './told.ts';
import { type Decision, declined, type RefusalReason, type Verdict } from './verdict.ts';

/** A question whose card is known. */
export type Question = {
  readonly request: AuthorizationRequest;
  readonly profile: CardProfile;
  /** No answer leaves in time any more. */
  readonly isLate: () => boolean;
  readonly timing: () => DecisionTiming;
};

/** What Marqeta is told. */
export type Answer = {
  readonly outcome: 'APPROVED' | 'DECLINED';
  readonly amount: Money;
  readonly reason: RefusalReason | null;
  /** Of the decision, for the memo; null when nothing was recorded. */
  readonly authorizationId: string | null;
  readonly balances: { readonly available: Money; readonly held: Money } | null;
};

export type JudgedBatch = {
  readonly answers: readonly Answer[];
  readonly authorizations: readonly AuthorizationRow[];
  readonly alerts: readonly Alert[];
  /** Questions that Marqeta had told the end of before we answered. */
  readonly toldFirst: readonly Pick<HoldNote, 'companyId' | 'token' | 'code'>[];
};

/** Something that a person should look into. */
export type Alert = { readonly kind: 'REPEAT_DIFFERS' | 'CLOCKS_DIFFER'; readonly jitToken: string; readonly companyId: string };

type BatchFacts = {
  readonly gathered: Pick<Gathered, 'cards' | 'seen'>;
  readonly controlsOf: (companyId: string) => CompiledControls;
  readonly book: Book;
  readonly nowMs: number;
  readonly newId: () => string;
};

/** Five minutes between Marqeta's clock and ours are worth an alert: windows follow theirs. */
const CLOCK_TOLERANCE_MS = 300_000;

/** Decides a batch, one question after the other in the order of arrival, each seeing what those before it took. */
export function judgeBatch(questions: readonly Question[], facts: BatchFacts): JudgedBatch {
  const seen = new SeenBefore(facts.gathered.seen);
  const authorizations: AuthorizationRow[] = [];
  const alerts: Alert[] = [];
  const toldFirst: Pick<HoldNote, 'companyId' | 'token' | 'code'>[] = [];
  const answers = questions.map((question) => {
    const { request, profile } = question;
    const before = seen.find(request);
    if (before !== null) {
      const answer = answerAgain(before, question, facts.book);
      if (answer.reason === 'REPEAT_DIFFERS')
        alerts.push({ kind: 'REPEAT_DIFFERS', jitToken: request.jitToken, companyId: profile.companyId });
      return answer;
    }
    if (request.atMs !== null && Math.abs(request.atMs - facts.nowMs) > CLOCK_TOLERANCE_MS) {
      alerts.push({ kind: 'CLOCKS_DIFFER', jitToken: request.jitToken, companyId: profile.companyId });
    }
    const { answer, row, told } = judge(question, facts);
    authorizations.push(row);
    if (told !== undefined)
      toldFirst.push({
        companyId: row.companyId,
        token: row.transactionToken,
        code: stands(told) ? 'TOLD_FIRST_APPROVED' : 'TOLD_FIRST_DECLINED',
      });
    seen.add(row);
    return answer;
  });
  return { answers, authorizations, alerts, toldFirst };
}

type Judged = {
  readonly answer: Answer;
  readonly row: AuthorizationRow;
  /** What Marqeta had said of it before. */
  readonly told: ReturnType<typeof toldOf>;
};

function judge(question: Question, { gathered, controlsOf, book, nowMs, newId }: BatchFacts): Judged {
  const { request, profile } = question;
  const { companyId } = profile;
  const compiled = controlsOf(companyId);
  const card = gathered.cards.get(profile.cardId);
  const teamIds = card?.teamIds ?? profile.teamIds;
  const controls = compiled.bindingOn({ ...profile, teamIds });
  const exceptions = compiled.exceptionsFor(profile);
  const stored = purchaseFor(request, profile, book);
  const atMs = request.atMs ?? nowMs;
  const decision = inTime(
    question,
    outcomeOf(
      question,
      stored,
      card === undefined ? null : factsOf(profile, card, { controls, exceptions, book, request, stored, atMs, nowMs }),
    ),
  );
  const id = newId();
  const transactionId = enter(
    id,
    decision,
    stored ??
      book.begin({ ...profile, teamIds, token: request.relatedToken ?? request.transactionToken, currency: request.amount.currency }),
    {
      request,
      // A purchase goes on counting for the teams it began with.
      controls: stored === null ? controls : compiled.bindingOn(stored),
      book,
      atMs,
      isNew: stored === null,
    },
  );
  if (transactionId !== null && wentAbove(decision, stored === null)) book.announce(transactionId, 'limit.passed_above');
  const amount = decision.outcome === 'APPROVED' ? decision.amount : request.amount;
  const record = decisionRecord(request, decision, {
    atMs,
    decidedMs: nowMs,
    timeZone: compiled.timeZone,
    controlsVersion: compiled.version,
    timing: question.timing(),
    ...(stored === null || countedOf(stored) === 0n ? {} : { authorizedBeforeMinor: countedOf(stored).toString() }),
  });
  const row: AuthorizationRow = {
    companyId,
    id,
    transactionId,
    cardId: profile.cardId,
    jitToken: request.jitToken,
    transactionToken: request.transactionToken,
    method: request.methodName,
    fingerprint: request.fingerprint,
    outcome: decision.outcome,
    reason: record.reason,
    currency: amount.currency,
    amount: amount.minor,
    requested: request.amount.minor,
    exceptionId: (decision.outcome === 'APPROVED' ? decision.exceptionId : null) ?? null,
    counterIds: decision.outcome === 'APPROVED' ? countersOf(controls, request, amount, atMs) : [],
    atMs,
    decidedMs: nowMs,
    holdExpiresMs: request.holdExpiresMs ?? null,
    record,
  };
  return { answer: answerOf(row, request, book), row, told: toldOf(request, stored) };
}

function factsOf(
  profile: CardProfile,
  card: GatheredCard,
  {
    controls,
    exceptions,
    book,
    request,
    stored,
    atMs,
    nowMs,
  }: {
    controls: readonly CompiledControl[];
    exceptions: readonly CompiledException[];
    book: Book;
    request: AuthorizationRequest;
    stored: StoredPurchase | null;
    atMs: number;
    nowMs: number;
  },
): Facts {
  return {
    card: { ...card, subjects: profile, currency: profile.currency },
    controls,
    exceptions,
    exceptionsUsed: exceptionsOf(stored),
    counter: (counterId) => book.counter(counterId),
    available: book.spendable(profile.companyId, request.amount.currency),
    authorizedBefore: stored === null ? 0n : countedOf(stored),
    isCounted: stored !== null && countsAsPurchase(stored),
    atMs,
    nowMs,
  };
}

/** Marqeta may have told how it ended before we were done answering: then that is the answer. */
function outcomeOf({ request, profile }: Question, stored: StoredPurchase | null, facts: Facts | null): Decision {
  if (facts === null) return declined({ rule: 'SERVICE', outcome: 'REFUSED', reason: 'CARD_UNKNOWN' });
  const told = toldOf(request, stored);
  if (stored === null || told === undefined) return decide(request, facts);
  // Of another card, in another currency or of more than is asked: what Marqeta told of was not this question. An increase may be of a
  // card that took the place of the first.
  const otherCard = stored.token === request.transactionToken && stored.cardId !== profile.cardId;
  if (stands(told) && (otherCard || stored.currency !== request.amount.currency || told.amount > request.amount.minor))
    return declined({ rule: 'REPEAT', outcome: 'REFUSED', reason: 'REPEAT_DIFFERS', seen: told.state });
  const verdict: Verdict = stands(told)
    ? { rule: 'REPEAT', outcome: 'PASSED', seen: told.state }
    : { rule: 'REPEAT', outcome: 'REFUSED', reason: 'HOLD_RELEASED', seen: told.state };
  return stands(told)
    ? { outcome: 'APPROVED', amount: { minor: told.amount, currency: request.amount.currency }, verdicts: [verdict] }
    : declined(verdict);
}

/** An approval that cannot arrive in time becomes a decline before anything is held for it. */
function inTime({ isLate }: Question, decision: Decision): Decision {
  if (decision.outcome === 'DECLINED' || !isLate()) return decision;
  const late: Verdict = { rule: 'SERVICE', outcome: 'REFUSED', reason: 'TOO_LATE' };
  return declined(late, [...decision.verdicts, late]);
}

function purchaseFor(
  { transactionToken, relatedToken }: AuthorizationRequest,
  { companyId }: CardProfile,
  book: Book,
): StoredPurchase | null {
  const stored = book.purchaseOf(transactionToken) ?? (relatedToken === null ? null : book.purchaseOf(relatedToken));
  return stored?.companyId === companyId ? stored : null;
}

type Entering = {
  readonly request: AuthorizationRequest;
  readonly controls: readonly CompiledControl[];
  readonly book: Book;
  readonly atMs: number;
  readonly isNew: boolean;
};

/**
 * Whether admins are to be told that a limit let this purchase through above it. An increment of a purchase tells of what it brings
 * above a limit itself: of what was above before, they were told before.
 */
function wentAbove(decision: Decision, isNew: boolean): boolean {
  if (decision.outcome === 'DECLINED' || decision.amount.minor === 0n) return false;
  return decision.verdicts.some((verdict) => verdict.outcome === 'PASSED_ABOVE' && (isNew || !wasAbove(verdict)));
}

function wasAbove({ limitMinor, beforeMinor }: Verdict): boolean {
  return limitMinor !== undefined && beforeMinor !== undefined && beforeMinor > limitMinor;
}

/** Adds our verdict to its purchase. Returns the purchase's id, or null for a question that moves nothing. */
function enter(
  authorizationId: string,
  decision: Decision,
  purchase: StoredPurchase,
  { request, controls, book, atMs, isNew }: Entering,
): string | null {
  if (request.method.kind === 'ASKED' && request.method.meaning.effect === 'NOTHING') return null;
  const isFirst = purchase.token === request.transactionToken;
  const approved = decision.outcome === 'APPROVED';
  const verdict: OwnVerdict = {
    kind: 'VERDICT',
    token: request.transactionToken,
    ...effectOfMethod(request.methodName),
    outcome: decision.outcome,
    amount: approved ? decision.amount.minor : request.amount.minor,
    requested: request.amount.minor,
    atMs,
    released: false,
    ...(request.holdExpiresMs === undefined ? {} : { expiresMs: request.holdExpiresMs }),
    exceptionId: (approved ? decision.exceptionId : null) ?? null,
  };
  // The first message describes the purchase better than a later one; Marqeta's own word of it better than its question.
  const describes = isNew || (isFirst && !purchase.messages.some(({ token }) => token === purchase.token));
  // A refund may have been told of before what it gives back was asked about.
  const naming = [request.transactionToken, purchase.token].flatMap((token) => [...book.refundsNaming(token)]);
  book.enter({
    purchase: {
      ...purchase,
      linkedRefunds: naming.length === 0 ? purchase.linkedRefunds : new Map([...purchase.linkedRefunds, ...naming]),
      verdicts: [...purchase.verdicts, verdict],
      authorizationId: isFirst ? authorizationId : (purchase.authorizationId ?? null),
    },
    description: describes ? descriptionOf(request) : null,
    controls,
    cause: request.transactionToken,
    ...(isNew ? {} : { event: isFirst ? null : approved ? 'transaction.increased' : 'transaction.increase_declined' }),
  });
  return purchase.id;
}

function descriptionOf({ merchant, traits: { channels }, network, original, rate }: AuthorizationRequest): PurchaseDescription {
  return { merchant, channels, network, original, rate: rate ?? null, authorizationCode: null };
}

function countersOf(
  controls: readonly CompiledControl[],
  { traits }: AuthorizationRequest,
  { currency, minor }: Money,
  atMs: number,
): string[] {
  if (minor === 0n) return [];
  const touched = controls
    .filter(isWindowLimit)
    .filter((control) => (control.key.unit === COUNT || control.key.unit === currency) && control.counts(traits.mcc));
  return [...new Set(touched.map((control) => control.counterAt(atMs).id))];
}

function answerOf(
  { outcome, amount, currency, reason, id, companyId }: AuthorizationRow,
  { method }: AuthorizationRequest,
  book: Book,
): Answer {
  const balances = outcome === 'APPROVED' && method.kind === 'ASKED' && method.meaning.balances ? fundsOf(book, companyId, currency) : null;
  return { outcome, amount: { minor: amount, currency }, reason, authorizationId: id, balances };
}

/** The same question again gets the same answer, unless what was approved no longer stands. */
function answerAgain(before: SeenAuthorization, { request, profile }: Question, book: Book): Answer {
  const refuse = (reason: RefusalReason): Answer => ({
    outcome: 'DECLINED',
    amount: request.amount,
    reason,
    authorizationId: before.id,
    balances: null,
  });
  if (before.fingerprint !== request.fingerprint || before.companyId !== profile.companyId) return refuse('REPEAT_DIFFERS');
  if (before.outcome === 'DECLINED') return refuse(before.reason ?? 'UNAVAILABLE');
  // What this very batch did to the purchase counts too.
  const purchase = book.purchaseOf(before.transactionToken);
  const standsNow = purchase === null ? before.stands : before.standsAlone && !isGone(purchase.status);
  if (!standsNow) return refuse('HOLD_RELEASED');
  const amount = { minor: before.amount, currency: before.currency };
  const balances =
    request.method.kind === 'ASKED' && request.method.meaning.balances ? fundsOf(book, before.companyId, before.currency) : null;
  return { outcome: 'APPROVED', amount, reason: null, authorizationId: before.id, balances };
}

/** Answers given before, in the database or in this very batch, by either of a question's two tokens. */
class SeenBefore {
  readonly #byJit = new Map<string, SeenAuthorization>();
  readonly #byTransaction = new Map<string, SeenAuthorization>();

  constructor(known: readonly SeenAuthorization[]) {
    for (const authorization of known) this.#put(authorization);
  }

  find({ jitToken, transactionToken }: AuthorizationRequest): SeenAuthorization | null {
    return this.#byJit.get(jitToken) ?? this.#byTransaction.get(transactionToken) ?? null;
  }

  add({ companyId, id, jitToken, transactionToken, fingerprint, outcome, reason, currency, amount }: AuthorizationRow): void {
    this.#put({
      companyId,
      id,
      jitToken,
      transactionToken,
      fingerprint,
      outcome,
      reason,
      currency,
      amount,
      stands: true,
      standsAlone: true,
    });
  }

  #put(authorization: SeenAuthorization): void {
    this.#byJit.set(authorization.jitToken, authorization);
    this.#byTransaction.set(authorization.transactionToken, authorization);
  }
}

/** The reason kept with a decline that was never recorded. */
export function refusal(request: AuthorizationRequest, reason: RefusalReason): Answer {
  return { outcome: 'DECLINED', amount: request.amount, reason, authorizationId: null, balances: null };
}
