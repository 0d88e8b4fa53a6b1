import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileControls, type ControlRow } from '../controls/compile.ts';
import { COUNT } from '../controls/counter.ts';
import type { Calendar } from '../controls/windows.ts';
import { foldPurchase, type Message, type OwnVerdict, type PurchaseEvent } from '../ledger/purchase.ts';
import { BooksInMemory, CARDS } from '../testing/model/books-in-memory.ts';
import type { NaiveLimit } from '../testing/model/naive-books.ts';
import type { What } from '../testing/model/naive-purchase.ts';
import { type Counting, counterMoves } from './counter-moves.ts';

/**
 * `docs/counting-rule.md`, run: each row of its tables is a case here, and what stands in the row's last columns is what the fold,
 * the counters and the decision make of it.
 */
const DOCUMENT = new URL('../../../../docs/counting-rule.md', import.meta.url);

/** By the row's id, its cells after the sentence. */
const ROWS: ReadonlyMap<string, readonly string[]> = new Map(
  readFileSync(DOCUMENT, 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .flatMap(([, id = '', , ...said]): [string, string[]][] => (id.startsWith('`') ? [[id.slice(1, -1), said.slice(0, -1)]] : [])),
);

const cents = (amount: number): bigint => BigInt(Math.round(amount * 100));
const DAY = 86_400_000;
/** 10:00 on a day of March 2026 in Lisbon, or the moment that is written out. */
const timeOf = (when: number | string): number =>
  typeof when === 'string' ? Date.parse(when) : Date.parse('2026-03-01T10:00:00Z') + (when - 1) * DAY;

type When = number | string;
let serial = 0;
function message(type: string, amount: number, when: When, but: Partial<Message> = {}): Message {
  serial += 1;
  const common = { kind: 'MESSAGE', token: `message ${serial}`, type, atMs: timeOf(when), amount: cents(amount) } as const;
  return { ...common, state: 'COMPLETION', requested: cents(amount), decrease: null, last: false, whole: false, ...but };
}
function answer(amount: number, when: When, but: Partial<OwnVerdict> = {}): OwnVerdict {
  const common = { kind: 'VERDICT', token: 'root', effect: 'HOLD', source: 'MERCHANT', outcome: 'APPROVED' } as const;
  return { ...common, amount: cents(amount), requested: cents(amount), atMs: timeOf(when), released: false, ...but };
}
const hold = (amount: number, when: When = 2, but: Partial<Message> = {}): Message =>
  message('authorization', amount, when, { token: 'root', state: 'PENDING', ...but });
const more = (amount: number, when: When): Message => message('authorization.incremental', amount, when, { state: 'PENDING' });
const clearing = (amount: number, when: When, last = false): Message => message('authorization.clearing', amount, when, { last });
const reversal = (amount: number, when: When, whole = false): Message => message('authorization.reversal', amount, when, { whole });
const expiry = (amount: number, when: When): Message => message('authorization.reversal.issuerexpiration', amount, when);

type Setting = {
  readonly zone?: string;
  readonly calendar?: Partial<Calendar>;
  readonly window?: string;
  readonly days?: number;
  /** Of the limit of an amount. */
  readonly codes?: string;
  readonly mcc?: string;
  readonly currency?: string;
  readonly exceptionIds?: readonly string[];
  /** What refunds that belong to the purchase have given back, in the end. */
  readonly refunded?: number;
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
function dayOf(startsOn: string): string {
  const [year, month, day] = startsOn.split('-').map(Number);
  return `${day ?? ''} ${MONTHS[(month ?? 1) - 1] ?? ''}${year === 2026 ? '' : ` ${year ?? ''}`}`;
}

/** The counters of a limit in dollars and of a limit of purchases, after each event has come, one after the other. */
function counters(events: readonly PurchaseEvent[], setting: Setting): string[] {
  const { zone = 'Europe/Lisbon', calendar = {}, window = 'DAY', days, codes, mcc = '5814', currency = 'USD', exceptionIds = [] } = setting;
  const common = { scope: 'CARD', subjectId: 'card', mode: 'ENFORCE', version: 1 } as const;
  const windows = { window, ...(days === undefined ? {} : { days }) };
  const rows: ControlRow[] = [
    {
      ...{ ...common, id: 'amount', controlType: 'AMOUNT_LIMIT' },
      config: { ...windows, amountMinor: '10000', currency: 'USD', ...(codes === undefined ? {} : { codes }) },
    },
    { ...common, id: 'count', controlType: 'COUNT_LIMIT', config: { ...windows, count: 3 } },
  ];
  const company = { companyId: 'harborline', version: 1, timeZone: zone };
  const controls = compileControls({ ...company, calendar: { weekStartsOn: 1, fiscalYearStartsOn: '01-01', ...calendar } }, rows).bindingOn(
    { companyId: 'harborline', cardId: 'card', userId: 'maya', cardProductId: 'program', teamIds: [] },
  );

  const counted = new Map<string, { startsOn: string; of: 'AMOUNT' | 'PURCHASES' | 'EXCEPTION'; minor: bigint }>();
  let before: Counting = { parts: [], kind: 'PURCHASE', status: 'DECLINED', atMs: 0, mcc, exceptionIds };
  const become = (after: Counting): void => {
    for (const { id, filter, unit, startsOn, minor } of counterMoves(controls, currency, before, after)) {
      const of = filter === 'exception' ? 'EXCEPTION' : unit === COUNT ? 'PURCHASES' : 'AMOUNT';
      counted.set(id, { startsOn, of, minor: (counted.get(id)?.minor ?? 0n) + minor });
    }
    before = after;
  };
  for (let i = 1; i <= events.length; i += 1) become({ ...foldPurchase(events.slice(0, i)), mcc, exceptionIds });
  if (setting.refunded !== undefined) become({ ...foldPurchase(events, cents(setting.refunded)), mcc, exceptionIds });

  const standing = [...counted.values()].filter(({ minor }) => minor !== 0n).sort((one, other) => (one.startsOn < other.startsOn ? -1 : 1));
  const said = (which: string, say: (one: { startsOn: string; minor: bigint }) => string): string[] =>
    standing.filter(({ of }) => of === which).map(say);
  const amounts = said('AMOUNT', ({ startsOn, minor }) => `${dayOf(startsOn)}: ${(Number(minor) / 100).toFixed(2)}`);
  const purchases = [
    ...said('PURCHASES', ({ startsOn, minor }) => `${dayOf(startsOn)}: ${minor}`),
    ...said('EXCEPTION', ({ minor }) => `exception used: ${minor}`),
  ];
  return [amounts, purchases].map((list) => list.join(', ') || 'nothing');
}

const counts =
  (events: readonly PurchaseEvent[], setting: Setting = {}) =>
  (): string[] => {
    const said = counters(events, setting);
    // Whatever the order in which they arrive.
    expect(counters([...events].reverse(), setting)).toEqual(said);
    return said;
  };

/** What is asked or told of one card, one after the other: what was answered to each question. */
type Step =
  | { readonly ask: number; readonly when?: When; readonly token?: string; readonly raises?: string }
  | {
      readonly tell: What;
      readonly amount: number;
      readonly when?: When;
      readonly root: string;
      readonly failed?: boolean;
      readonly ends?: boolean;
    };

function answers(limit: Partial<NaiveLimit>, steps: readonly Step[]) {
  return (): string[] => {
    const [by] = CARDS;
    if (by === undefined) throw new Error('no card');
    const rule = { scope: 'CARD', subject: by.card, window: 'DAY', counts: 'AMOUNT', days: 0, limit: 10_000n, shadow: false } as const;
    const books = new BooksInMemory('harborline', 'Europe/Lisbon', [{ ...rule, ...limit }], {
      weekStartsOn: 1,
      fiscalYearStartsOn: '01-01',
    });
    books.topUp(1_000_000n);
    const said = steps.flatMap((step, i): string[] => {
      const at = timeOf(step.when ?? 2);
      if ('ask' in step) {
        const question = { token: step.token ?? `asked ${i}`, relatedTo: step.raises ?? null, by, amount: cents(step.ask), at };
        return books.ask([question], at).map((outcome) => (outcome === 'APPROVED' ? 'yes' : `no: ${outcome}`));
      }
      const { tell: what, root, failed = false, ends = false } = step;
      const token = what === 'HOLD' ? root : `told ${i}`;
      books.tell([{ token, root, refundOf: null, by, what, at, amount: cents(step.amount), ends, failed }], at);
      return [];
    });
    return [said.join('; ')];
  };
}

const tour = [hold(100), more(50, 3), more(20, 4)];
const CASES: Readonly<Record<string, () => string[]>> = {
  hold: counts([answer(100, 2), hold(100)]),
  'hold-unconfirmed': counts([answer(100, 2)]),
  'hold-declined-by-us': counts([answer(100, 2, { outcome: 'DECLINED' })]),
  'hold-declined-by-marqeta': counts([answer(100, 2), hold(100, 2, { state: 'DECLINED' })]),
  'hold-taken-back': counts([answer(100, 2, { released: true })]),
  'hold-restored': counts([answer(100, 2, { released: true }), hold(100)]),
  'stand-in': counts([message('authorization.standin', 100, 2, { state: 'PENDING' })]),
  'increment-same-day': counts([hold(100), more(50, '2026-03-02T18:00:00Z')]),
  'increment-next-day': counts([hold(100), more(50, 3)]),
  'reversal-newest-first': counts([...tour, reversal(60, 5)]),
  'reversal-whole': counts([hold(100), more(50, 3), reversal(150, 4, true)]),
  'advice-lowers': counts([hold(100), message('authorization.advice', 70, 3, { state: 'PENDING' })]),
  'clearing-equal': counts([hold(100), clearing(100, 4)]),
  'clearing-below-last': counts([hold(100), clearing(80, 4, true)]),
  'clearing-below-more-to-come': counts([hold(100), clearing(80, 4)]),
  'clearing-below-increments': counts([...tour, clearing(130, 5, true)]),
  'clearing-above': counts([hold(100), clearing(120, 4)]),
  'clearing-above-increments': counts([hold(100), more(50, 3), clearing(170, 5)]),
  'clearing-twice': counts([hold(100), clearing(60, 4), clearing(40, 6, true)]),
  expiry: counts([hold(100), expiry(100, 9)]),
  'clearing-after-expiry': counts([hold(100), expiry(100, 9), clearing(100, 10)]),
  'clearing-after-reversal': counts([hold(100), reversal(100, 3, true), clearing(90, 4)]),
  'force-post': counts([clearing(100, 5)]),
  'pin-debit': counts([message('pindebit', 100, 2)]),
  'pin-debit-reversed': counts([message('pindebit', 100, 2), message('pindebit.reversal', 100, 3)]),
  'refund-linked': counts([hold(100), clearing(100, 4)], { refunded: 30 }),
  'refund-linked-newest-first': counts([hold(100), more(50, 3), clearing(150, 4)], { refunded: 70 }),
  'refund-linked-more': counts([hold(100), clearing(100, 4)], { refunded: 130 }),
  'refund-unlinked': counts([message('refund', 100, 5)]),
  'original-credit': counts([message('original.credit.auth_plus_capture', 100, 5)]),
  'check-of-zero': counts([answer(0, 2), hold(0)]),
  'programme-fee': counts([message('fee.charge', 2.5, 5)]),
  'programme-fee-back': counts([message('fee.charge', 2.5, 5), message('fee.charge.refund', 2.5, 6)]),
  'programme-fee-with-purchase': counts([hold(100), clearing(100, 4), message('fee.charge', 2.5, 5)]),
  'dispute-won': counts([hold(100), clearing(100, 4), message('dispute.credit', 100, 20)]),
  'exception-used': counts([answer(100, 2), hold(100)], { exceptionIds: ['exception'] }),
  'exception-declined-by-marqeta': counts([answer(100, 2), hold(100, 2, { state: 'DECLINED' })], { exceptionIds: ['exception'] }),
  'exception-reversed': counts([answer(100, 2), hold(100), reversal(100, 3, true)], { exceptionIds: ['exception'] }),
  'category-within': counts([hold(100)], { codes: '5811-5814' }),
  'category-outside': counts([hold(100)], { codes: '5811-5814', mcc: '4511' }),
  'other-currency': counts([hold(100)], { currency: 'EUR' }),
  'half-past-eleven': counts([hold(100, '2026-03-02T23:30:00Z')]),
  'half-past-eleven-elsewhere': counts([hold(100, '2026-03-02T23:30:00Z')], { zone: 'Europe/Madrid' }),
  'short-day': counts([
    hold(10, '2026-03-28T23:59:59Z'),
    ...['2026-03-29T00:00:00Z', '2026-03-29T01:00:00Z', '2026-03-29T22:59:59Z', '2026-03-29T23:00:00Z'].map((when) => more(10, when)),
  ]),
  'long-day': counts([
    hold(10, '2026-10-24T22:59:59Z'),
    ...['2026-10-24T23:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T23:59:59Z', '2026-10-26T00:00:00Z'].map(
      (when) => more(10, when),
    ),
  ]),
  'week-from-monday': counts([hold(100, 1)], { window: 'WEEK' }),
  'week-from-sunday': counts([hold(100, 1)], { window: 'WEEK', calendar: { weekStartsOn: 7 } }),
  'month-end': counts([hold(100, '2026-03-31T22:59:59Z'), more(50, '2026-03-31T23:00:00Z')], { window: 'MONTH' }),
  'fiscal-year-leap-day': counts([hold(100, '2028-02-29T12:00:00Z')], { window: 'FISCAL_YEAR', calendar: { fiscalYearStartsOn: '04-01' } }),
  'rolling-days': counts(tour, { window: 'ROLLING', days: 3 }),
  lifetime: counts([hold(100), more(50, 3)], { window: 'LIFETIME' }),

  'limit-to-the-cent': answers({}, [{ ask: 100 }, { ask: 0.01 }]),
  'limit-after-midnight': answers({}, [
    { ask: 100, when: '2026-03-02T23:59:59Z' },
    { ask: 100, when: '2026-03-03T00:00:00Z' },
  ]),
  'limit-after-reversal': answers({}, [
    { ask: 100, token: 'one' },
    { tell: 'RELEASE', amount: 100, root: 'one', ends: true },
    { ask: 100 },
  ]),
  'limit-passed-by-others': answers({}, [{ tell: 'HOLD', amount: 150, root: 'one' }, { ask: 0.01 }]),
  'transaction-total': answers({ window: 'TRANSACTION' }, [
    { ask: 60, token: 'one' },
    { ask: 40, raises: 'one' },
    { ask: 0.01, raises: 'one' },
    { ask: 100 },
  ]),
  'rolling-looks-back': answers({ window: 'ROLLING', days: 3 }, [
    { ask: 60, when: 2 },
    { ask: 40, when: 4 },
    { ask: 0.01, when: 4 },
    { ask: 60, when: 5 },
  ]),
  'count-increment': answers({ counts: 'PURCHASES', limit: 1n }, [{ ask: 60, token: 'one' }, { ask: 40, raises: 'one' }, { ask: 1 }]),
  'count-check-of-zero': answers({ counts: 'PURCHASES', limit: 1n }, [{ ask: 0 }, { ask: 60 }, { ask: 0 }, { ask: 1 }]),
  'single-use': answers({ counts: 'PURCHASES', window: 'LIFETIME', limit: 1n }, [
    { ask: 60, when: 2 },
    { ask: 1, when: 20 },
  ]),
  'single-use-reversed': answers({ counts: 'PURCHASES', window: 'LIFETIME', limit: 1n }, [
    { ask: 60, token: 'one' },
    { tell: 'RELEASE', amount: 60, root: 'one', ends: true },
    { ask: 60 },
  ]),
  'single-use-declined-by-marqeta': answers({ counts: 'PURCHASES', window: 'LIFETIME', limit: 1n }, [
    { ask: 60, token: 'one' },
    { tell: 'HOLD', amount: 60, root: 'one', failed: true },
    { ask: 60 },
  ]),
  shadow: answers({ shadow: true }, [{ ask: 100 }, { ask: 100 }]),
};

test('every row of the document has a case, and every case a row', () => {
  expect([...ROWS.keys()].sort()).toEqual(Object.keys(CASES).sort());
  expect(ROWS.size).toBeGreaterThanOrEqual(25);
});

describe('counting-rule.md', () => {
  test.each([...ROWS])('%s: %j', (id, said) => {
    expect(CASES[id]?.()).toEqual(said);
  });
});
