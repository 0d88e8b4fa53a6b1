import {
  type Audience,
  declineSentence,
  type Locale,
  timelineSentence,
  type VerdictWords,
  verdictSentence,
  formatAmount,
} from '@afc/words';
import { may, type Subject } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import { smallestFix } from '../authorization/smallest-fix.ts';
import type { DecisionRecord, RecordedVerdict } from '../authorization/decision-record.ts';
import type { Money } from '../platform/money.ts';
import type { DecisionInputsType, DecisionType, SmallestFixType, VerdictType } from './decision.type.ts';

/** One answer of ours to Marqeta, and why. */
export type StoredDecision = {
  readonly id: string;
  readonly transactionId: string | null;
  readonly transactionToken: string;
  readonly method: string;
  readonly outcome: 'APPROVED' | 'DECLINED';
  readonly amount: Money;
  readonly requested: Money;
  /** The moment in whose windows it counts. */
  readonly atMs: number;
  readonly decidedAt: Date;
  /** Committed after our own deadline had been answered with a no. */
  readonly releasedLate: boolean;
  /** Null when its month was archived. */
  readonly record: DecisionRecord | null;
};

/** Who reads, and how much of the decision is theirs to see. */
export type DecisionReader = {
  readonly viewer: Member;
  readonly locale: Locale;
  /** The purchase. */
  readonly subject: Subject;
};

/** The decision as this reader may see it. Everything is drawn from the record. */
export function shownDecision(decision: StoredDecision, reader: DecisionReader): DecisionType {
  const { record } = decision;
  const seesRecord = may(reader.viewer, 'decision.seeRecord', reader.subject);
  const seesTiming = may(reader.viewer, 'decision.seeTiming', reader.subject);
  return {
    id: decision.id,
    outcome: decision.outcome,
    reason: record?.reason ?? null,
    sentence: decisionSentence(decision, reader),
    amount: decision.outcome === 'APPROVED' ? decision.amount : decision.requested,
    decidedAt: decision.decidedAt,
    elapsedMs: record !== null && seesTiming ? elapsedOf(record) : null,
    shownTiming: record !== null && seesTiming ? record.timing : null,
    inputs: record !== null && seesRecord ? inputsOf(record) : null,
    verdicts:
      record !== null && seesRecord
        ? record.verdicts.map((verdict, index) => shownVerdict(verdict, index === record.primary, record.currency, reader))
        : [],
    smallestFix: record !== null && may(reader.viewer, 'control.edit', reader.subject) ? shownFix(record, reader) : null,
  };
}

/** Without what would have to be of a limit, or of the funds, whose counter is not the reader's to see: it tells what others spent. */
function shownFix(record: DecisionRecord, reader: DecisionReader): SmallestFixType | null {
  const fix = smallestFix(record);
  if (fix === null) return null;
  const isTold = (of: (verdict: RecordedVerdict) => boolean): boolean => {
    const verdict = record.verdicts.find(of);
    // What one purchase may be says nothing of any other.
    return verdict !== undefined && (verdict.window === 'TRANSACTION' || seesCounters(verdict, reader));
  };
  const money = (minor: string | null): Money | null => (minor === null ? null : { minor: BigInt(minor), currency: record.currency });
  return {
    byException: fix.exception !== null && fix.missingMinor === null,
    merchant: fix.exception?.merchant ?? null,
    amount: money(fix.exception?.amountMinor ?? null),
    changes: fix.changes.map(({ amountMinor, count, ...change }) => {
      const told = isTold(({ controlId }) => controlId === change.controlId);
      return { ...change, amount: told ? money(amountMinor) : null, count: told ? count : null };
    }),
    lacksFunds: fix.missingMinor !== null,
    missing: isTold(({ rule }) => rule === 'FUNDS') ? money(fix.missingMinor) : null,
  };
}

/** Approved for how much, or what stood in the way. */
export function decisionSentence({ outcome, amount, requested, record }: StoredDecision, reader: DecisionReader): string {
  const { locale } = reader;
  if (outcome === 'DECLINED') return declinedSentence(record, reader);
  if (requested.minor === 0n) return sentence(timelineSentence(locale, { code: 'VERIFIED', amount: '' }));
  const code = amount.minor < requested.minor ? 'APPROVED_PART' : 'APPROVED';
  return sentence(timelineSentence(locale, { code, amount: formatAmount(locale, amount), before: formatAmount(locale, requested) }));
}

function declinedSentence(record: DecisionRecord | null, reader: DecisionReader): string {
  const primary = record?.primary == null ? undefined : record.verdicts[record.primary];
  const words: VerdictWords =
    record === null || primary === undefined
      ? { rule: 'SERVICE', outcome: 'REFUSED', reason: record?.reason ?? 'UNAVAILABLE' }
      : wordsOf(primary, record.currency, reader);
  return declineSentence(reader.locale, words, audienceOf(reader));
}

/** Who may see the record is spoken to about the card; others are its holder. */
export function audienceOf({ viewer, subject }: DecisionReader): Audience {
  return may(viewer, 'decision.seeRecord', subject) ? 'STAFF' : 'HOLDER';
}

export function shownVerdict(verdict: RecordedVerdict, primary: boolean, currency: string, reader: DecisionReader): VerdictType {
  const words = wordsOf(verdict, currency, reader);
  return {
    rule: verdict.rule,
    outcome: verdict.outcome,
    primary,
    reason: verdict.reason ?? null,
    sentence: verdictSentence(reader.locale, words, audienceOf(reader)),
    scope: verdict.scope ?? null,
    controlId: verdict.controlId ?? null,
    controlVersion: verdict.controlVersion ?? null,
    window: verdict.window ?? null,
    rollingDays: verdict.days ?? null,
    limit: moneyOf(words.limit),
    counterBefore: moneyOf(words.before),
    counterAfter: moneyOf(words.after),
    limitCount: words.limitCount ?? null,
    countBefore: words.beforeCount ?? null,
    countAfter: seesCounters(verdict, reader) ? (verdict.afterCount ?? null) : null,
    windowStart: dateOf(verdict.windowStartMs),
    windowEnd: dateOf(verdict.windowEndMs),
    timeZone: verdict.timeZone ?? null,
  };
}

/** A verdict's values, without what others spent where that is not the reader's to see. */
export function wordsOf(verdict: RecordedVerdict, currency: string, reader: DecisionReader): VerdictWords {
  const { rule, outcome, reason, scope, window, limitMinor, beforeMinor, afterMinor, windowEndMs, timeZone, seen } = verdict;
  const counters = seesCounters(verdict, reader);
  const amount = (minor: string | undefined) => (minor === undefined ? null : { minor: BigInt(minor), currency });
  return {
    ...{ rule, outcome, reason: reason ?? null, scope: scope ?? null, window: window ?? null, seen: seen ?? null },
    limit: amount(limitMinor),
    before: counters ? amount(beforeMinor) : null,
    after: counters ? amount(afterMinor) : null,
    days: verdict.days ?? null,
    limitCount: verdict.limitCount ?? null,
    beforeCount: counters ? (verdict.beforeCount ?? null) : null,
    windowEndMs: windowEndMs ?? null,
    timeZone: timeZone ?? null,
  };
}

/** Whether what a rule counted is the reader's to see: a limit that many share tells what the others spent. */
export function seesCounters(
  { rule, scope, subjectId }: Pick<RecordedVerdict, 'rule' | 'scope' | 'subjectId'>,
  { viewer, subject }: DecisionReader,
): boolean {
  const { companyId } = subject;
  if (rule === 'FUNDS') return may(viewer, 'company.seeSpend', { companyId });
  switch (scope) {
    case 'CARD':
    case 'PERSON':
      return may(viewer, 'limit.seeUse', subject);
    case 'TEAM':
      return may(viewer, 'limit.seeUse', { companyId, userId: null, teamIds: subjectId === undefined ? [] : [subjectId] });
    default:
      return may(viewer, 'limit.seeUse', { companyId });
  }
}

function inputsOf({ method, amountMinor, currency, mcc, mid, atMs, timeZone, controlsVersion }: DecisionRecord): DecisionInputsType {
  const amount = { minor: BigInt(amountMinor), currency };
  return { ...{ method, amount, mcc, mid, timeZone, controlsVersion }, countedAt: new Date(atMs) };
}

function elapsedOf({ timing }: DecisionRecord): number {
  return (timing.waitedUs + timing.gatherUs + timing.decideUs) / 1_000;
}

function moneyOf(amount: VerdictWords['limit']): Money | null {
  return amount == null ? null : { minor: BigInt(amount.minor), currency: amount.currency };
}

function dateOf(ms: number | undefined): Date | null {
  return ms === undefined ? null : new Date(ms);
}

function sentence(phrase: string): string {
  return `${phrase}.`;
}
