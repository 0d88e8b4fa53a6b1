import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isWaiting,
  merge,
  move,
  movesOf,
  WalletTokenMoveError,
  type WalletTokenStanding,
  type WalletTokenState,
} from './wallet-token.state.ts';

const at = (ms: number) => new Date(Date.UTC(2026, 2, 2, 9, 15) + ms);
const token = (state: WalletTokenState, but: Partial<WalletTokenStanding> = {}): WalletTokenStanding => ({
  ...{ state, changedAt: at(0), wish: null, refusal: null },
  ...but,
});
const STATES = ['REQUESTED', 'REQUEST_DECLINED', 'ACTIVE', 'SUSPENDED', 'TERMINATED'] as const;

describe('a card in a phone', () => {
  test.each<[WalletTokenState, string[]]>([
    ['REQUESTED', ['TERMINATED']],
    ['REQUEST_DECLINED', []],
    ['ACTIVE', ['SUSPENDED', 'TERMINATED']],
    ['SUSPENDED', ['ACTIVE', 'TERMINATED']],
    ['TERMINATED', []],
  ])('that is %s may be asked to become %j', (state, moves) => {
    expect(movesOf(token(state))).toEqual(moves);
    for (const to of ['ACTIVE', 'SUSPENDED', 'TERMINATED'] as const) {
      if (moves.includes(to)) expect(isWaiting(move(token(state), to))).toBe(true);
      else expect(() => move(token(state), to)).toThrow(WalletTokenMoveError);
    }
  });

  test('whose pause is on its way can still be removed, and not paused again', () => {
    const paused = move(token('ACTIVE'), 'SUSPENDED');
    expect(movesOf(paused)).toEqual(['TERMINATED']);
    expect(movesOf({ ...paused, refusal: '400017' })).toEqual(['SUSPENDED', 'TERMINATED']);
  });

  test('waits no more when Marqeta reports what we asked for, or that it is over', () => {
    const paused = move(token('ACTIVE'), 'SUSPENDED');
    expect(merge(paused, { state: 'SUSPENDED', changedAt: at(1) })).toMatchObject({ wish: null, state: 'SUSPENDED' });
    expect(merge(paused, { state: 'TERMINATED', changedAt: at(1) })).toMatchObject({ wish: null, state: 'TERMINATED' });
    expect(merge(paused, { state: 'ACTIVE', changedAt: at(1) })).toMatchObject({ wish: 'SUSPENDED', state: 'ACTIVE' });
  });

  test('that is resumed within the second in which it was paused is resumed, and stays so', () => {
    const paused = token('SUSPENDED');
    const resumed = merge(move(paused, 'ACTIVE'), { state: 'ACTIVE', changedAt: at(0) });
    expect(resumed).toMatchObject({ state: 'ACTIVE', wish: null });
    expect(merge(resumed, { state: 'SUSPENDED', changedAt: at(0) })).toBe(resumed);
    expect(merge(move(resumed, 'SUSPENDED'), { state: 'SUSPENDED', changedAt: at(0) })).toMatchObject({ state: 'SUSPENDED', wish: null });
  });

  test('ends in one state, in whatever order and however often the reports come, and never leaves a final one', () => {
    const report = fc.record({ state: fc.constantFrom(...STATES), changedAt: fc.integer({ min: 1, max: 50 }).map(at) });
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()), (reports, order) => {
        const shuffled = [...reports, ...reports].map((one) => [order.next().value ?? 0, one] as const).sort(([a], [b]) => a - b);
        const one = reports.reduce(merge, token('REQUESTED'));
        const other = shuffled.map(([, said]) => said).reduce(merge, token('REQUESTED'));

        expect(other).toEqual(one);
        const final = reports.some(({ state }) => state === 'TERMINATED' || state === 'REQUEST_DECLINED');
        expect(movesOf(one).length === 0).toBe(final);
      }),
    );
  });
});
