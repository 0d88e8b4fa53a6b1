import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterRefusal,
  afterSaid,
  DECISIONS,
  DISPUTE_STATES,
  type DisputeDecision,
  type DisputeStanding,
  type DisputeState,
  isOver,
  type SaidState,
  stepOf,
  toTell,
  WANTED_STEPS,
} from './dispute.state.ts';

const opened = new Date('2026-03-22T09:15:04Z');
const day = (days: number): Date => new Date(opened.getTime() + days * 86_400_000);
const standing = (state: DisputeState, but: Partial<DisputeStanding> = {}): DisputeStanding => ({
  state,
  stateAt: opened,
  wanted: null,
  issuerRefusal: null,
  ...but,
});
const said = fc.record({ state: fc.constantFrom(...DISPUTE_STATES), at: fc.integer({ min: 0, max: 9 }).map(day) });
const after = (saids: readonly SaidState[]): DisputeStanding => saids.reduce(afterSaid, standing('WAITING'));

describe('what Marqeta says of a dispute', () => {
  test('counts the same in any order, and once however often it is said', () => {
    fc.assert(
      fc.property(
        fc
          .array(said, { minLength: 1, maxLength: 8 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }))),
        ([all, shuffled]) => {
          expect(after(shuffled)).toEqual(after(all));
        },
      ),
    );
  });

  test('never brings a dispute back to where it was', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 12 }), (all) => {
        const ends = all.map((_one, i) => after(all.slice(0, i + 1)).state).map((state) => isOver(state) && state !== 'REFUSED');

        expect(ends.lastIndexOf(false)).toBeLessThan(ends.includes(true) ? ends.indexOf(true) : ends.length);
      }),
    );
  });

  test('of a representment that is heard after the end changes nothing', () => {
    const won = after([{ state: 'CASE_WON', at: day(3) }]);

    expect(afterSaid(won, { state: 'REPRESENTMENT', at: day(2) })).toBe(won);
  });

  test('of the step that we want makes it done', () => {
    const insisted = standing('REPRESENTMENT', { wanted: 'PREARBITRATION' });

    expect(afterSaid(insisted, { state: 'PREARBITRATION', at: day(1) })).toMatchObject({ state: 'PREARBITRATION', wanted: null });
    expect(afterSaid(insisted, { state: 'CASE_LOST', at: day(1) })).toMatchObject({ state: 'CASE_LOST', wanted: null });
  });

  test('counts even of a dispute that it refused before', () => {
    const refused = afterRefusal(standing('WAITING'), 'OPEN', '422001', day(1));

    expect(refused).toMatchObject({ state: 'REFUSED', issuerRefusal: '422001' });
    expect(afterSaid(refused, { state: 'INITIATED', at: day(1) })).toMatchObject({ state: 'INITIATED', issuerRefusal: null });
  });
});

describe('a company decides', () => {
  test.each<[DisputeState, DisputeDecision, string | null]>([
    ['REPRESENTMENT', 'INSIST', 'PREARBITRATION'],
    ['PREARB_RESPONDED', 'INSIST', 'ARBITRATION'],
    ['REPRESENTMENT', 'ACCEPT', 'CASE_LOST'],
    ['PREARB_RESPONDED', 'ACCEPT', 'CASE_LOST'],
    ['CASE_LOST', 'WRITE_OFF', 'WRITTEN_OFF_PROGRAM'],
    ['INITIATED', 'INSIST', null],
    ['INITIATED', 'ACCEPT', null],
    ['CASE_WON', 'WRITE_OFF', null],
    ['WRITTEN_OFF_PROGRAM', 'WRITE_OFF', null],
    ['WAITING', 'ACCEPT', null],
  ])('in %s to %s: %s', (state, decision, step) => {
    expect(stepOf(standing(state), decision)).toBe(step);
  });

  test('one thing at a time', () => {
    for (const state of DISPUTE_STATES)
      for (const wanted of WANTED_STEPS)
        expect(DECISIONS.map((decision) => stepOf(standing(state, { wanted }), decision))).toEqual([null, null, null]);
  });

  test('and what Marqeta refuses can be decided again', () => {
    const refused = afterRefusal(standing('REPRESENTMENT', { wanted: 'PREARBITRATION' }), 'PREARBITRATION', '422001', day(1));

    expect(refused).toMatchObject({ state: 'REPRESENTMENT', wanted: null, issuerRefusal: '422001' });
    expect(stepOf(refused, 'INSIST')).toBe('PREARBITRATION');
  });
});

test('Marqeta is told of the dispute first, then of the step that is wanted, and else of nothing', () => {
  expect(toTell(standing('WAITING'))).toBe('OPEN');
  expect(toTell(standing('REPRESENTMENT', { wanted: 'CASE_LOST' }))).toBe('CASE_LOST');
  expect(toTell(standing('REPRESENTMENT'))).toBeNull();
});

test('a refusal that comes when something else is wanted changes nothing', () => {
  const initiated = standing('INITIATED');

  expect(afterRefusal(initiated, 'OPEN', '422001', day(1))).toBe(initiated);
});
