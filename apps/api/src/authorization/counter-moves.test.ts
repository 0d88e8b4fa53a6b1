import { expect, test } from 'vitest';
import { compileControls, type ControlRow } from '../controls/compile.ts';
import { counterMoves } from './counter-moves.ts';

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
const under = (...rows: ControlRow[]) =>
  compileControls({ companyId: 'harborline', version: 1, timeZone: 'UTC' }, rows).bindingOn(subjects);
const said = (moves: ReturnType<typeof counterMoves>): string[] =>
  moves.map(({ scope, period, startsOn, minor }) => `${scope} ${period} ${startsOn} ${minor}`);

test('two limits on one counter move it once, a limit in shadow moves its own', () => {
  const controls = under(limit('CARD', 'DAY'), limit('CARD', 'DAY', 'SHADOW'), limit('PERSON', 'WEEK', 'SHADOW'));

  expect(said(counterMoves(controls, 'USD', [], [{ atMs: at, minor: 450n }]))).toEqual([
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

  expect(said(counterMoves(controls, 'USD', before, [{ atMs: at, minor: 400n }]))).toEqual([
    'CARD DAY 2026-03-03 -150',
    'CARD MONTH 2026-03-01 -150',
  ]);
});

test('what moves within a window moves no counter', () => {
  const controls = under(limit('CARD', 'MONTH'));

  expect(counterMoves(controls, 'USD', [{ atMs: at, minor: 400n }], [{ atMs: at + DAY, minor: 400n }])).toEqual([]);
});

test('limits of one purchase and of other currencies count nothing', () => {
  expect(
    counterMoves(under(limit('CARD', 'TRANSACTION'), limit('CARD', 'DAY', 'ENFORCE', 'EUR')), 'USD', [], [{ atMs: at, minor: 1n }]),
  ).toEqual([]);
});
