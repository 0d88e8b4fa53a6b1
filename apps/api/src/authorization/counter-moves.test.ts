import { expect, test } from 'vitest';
import { compileControls, type ControlRow } from '../controls/compile.ts';
import type { Part } from '../ledger/counted-parts.ts';
import { type Counting, counterMoves } from './counter-moves.ts';

const DAY = 86_400_000;
const at = Date.parse('2026-03-02T09:00:00Z');
const subjects = { companyId: 'harborline', cardId: 'card', userId: 'maya', cardProductId: 'program', teamIds: [] };
const limit = (scope: 'CARD' | 'PERSON', window: string, mode: ControlRow['mode'] = 'ENFORCE', currency = 'USD'): ControlRow => ({
  id: `${scope}-${window}-${mode}`,
  scope,
  subjectId: scope === 'CARD' ? 'card' : 'maya',
  controlType: 'AMOUNT_LIMIT',
  config: { window, amountMinor: '100', currency },
  mode,
  version: 1,
});
const counting = (parts: Part[], but: Partial<Counting> = {}): Counting => ({
  ...{ parts, kind: 'PURCHASE', status: parts.length === 0 ? 'DECLINED' : 'PENDING', atMs: at, mcc: '5814' },
  ...but,
});
const nothing = counting([]);
const count = (config: object): ControlRow => ({ ...limit('CARD', 'DAY'), controlType: 'COUNT_LIMIT', config });
const under = (...rows: ControlRow[]) =>
  compileControls({ companyId: 'harborline', version: 1, timeZone: 'UTC' }, rows).bindingOn(subjects);
const said = (moves: ReturnType<typeof counterMoves>): string[] =>
  moves.map(({ scope, period, startsOn, minor }) => `${scope} ${period} ${startsOn} ${minor}`);

test('two limits on one counter move it once, a limit in shadow moves its own', () => {
  const controls = under(limit('CARD', 'DAY'), limit('CARD', 'DAY', 'SHADOW'), limit('PERSON', 'WEEK', 'SHADOW'));

  expect(said(counterMoves(controls, 'USD', nothing, counting([{ atMs: at, minor: 450n }])))).toEqual([
    'CARD DAY 2026-03-02 450',
    'PERSON WEEK 2026-03-02 450',
  ]);
});

test('an increment counts on its own day, and what is given back leaves the day where it was', () => {
  const controls = under(limit('CARD', 'DAY'), limit('CARD', 'MONTH'));
  const before = [
    { atMs: at, minor: 400n },
    { atMs: at + DAY, minor: 150n },
  ];

  expect(said(counterMoves(controls, 'USD', counting(before), counting([{ atMs: at, minor: 400n }])))).toEqual([
    'CARD DAY 2026-03-03 -150',
    'CARD MONTH 2026-03-01 -150',
  ]);
});

test('what moves within a window moves no counter', () => {
  const controls = under(limit('CARD', 'MONTH'));

  expect(counterMoves(controls, 'USD', counting([{ atMs: at, minor: 400n }]), counting([{ atMs: at + DAY, minor: 400n }]))).toEqual([]);
});

test('limits of one purchase and of other currencies count nothing', () => {
  expect(
    counterMoves(
      under(limit('CARD', 'TRANSACTION'), limit('CARD', 'DAY', 'ENFORCE', 'EUR')),
      'USD',
      nothing,
      counting([{ atMs: at, minor: 1n }]),
    ),
  ).toEqual([]);
});

test('a purchase counts once, at its first moment, for as long as it happened', () => {
  const controls = under(count({ window: 'DAY', count: 3 }));
  const made = counting([{ atMs: at, minor: 400n }]);
  const increased = counting([...made.parts, { atMs: at + DAY, minor: 100n }]);

  expect(said(counterMoves(controls, 'USD', nothing, made))).toEqual(['CARD DAY 2026-03-02 1']);
  expect(counterMoves(controls, 'USD', made, increased)).toEqual([]);
  expect(counterMoves(controls, 'USD', made, counting([], { status: 'REVERSED' }))).toEqual([]);
  expect(said(counterMoves(controls, 'USD', made, nothing))).toEqual(['CARD DAY 2026-03-02 -1']);
});

test.each<Counting['kind']>(['REFUND', 'CREDIT', 'VERIFICATION', 'FEE'])('a %s is no purchase', (kind) => {
  expect(counterMoves(under(count({ window: 'DAY', count: 3 })), 'USD', nothing, counting([], { kind, status: 'CLEARED' }))).toEqual([]);
});

test('a limit of a kind of merchants counts at these alone, and follows a category that is told otherwise later', () => {
  const controls = under({ ...limit('CARD', 'MONTH'), config: { window: 'MONTH', amountMinor: '1', currency: 'USD', codes: '5811-5814' } });
  const parts = [{ atMs: at, minor: 400n }];

  expect(said(counterMoves(controls, 'USD', nothing, counting(parts)))).toEqual(['CARD MONTH 2026-03-01 400']);
  expect(counterMoves(controls, 'USD', nothing, counting(parts, { mcc: '4511' }))).toEqual([]);
  expect(said(counterMoves(controls, 'USD', counting(parts), counting(parts, { mcc: '4511' })))).toEqual(['CARD MONTH 2026-03-01 -400']);
});

test('a rolling limit counts by day, on the counters that a daily limit would have', () => {
  const daily = limit('CARD', 'DAY');
  const rolling = { ...daily, config: { window: 'ROLLING', days: 30, amountMinor: '1', currency: 'USD' } };
  const parts = [{ atMs: at, minor: 400n }];

  expect(counterMoves(under(rolling), 'USD', nothing, counting(parts))).toEqual(
    counterMoves(under(daily), 'USD', nothing, counting(parts)),
  );
});
