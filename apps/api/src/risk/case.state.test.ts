import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CaseClosedError, CaseNotClosedError } from './case.errors.ts';
import { assigned, CASE_OUTCOMES, type CaseStanding, closed, reopened } from './case.state.ts';

const AT = new Date('2026-03-02T09:15:04Z');
const open: CaseStanding = { state: 'OPEN', outcome: null, assigneeId: null, closedAt: null };
const marta: CaseStanding = { ...open, state: 'ASSIGNED', assigneeId: 'marta' };
const over: CaseStanding = { ...marta, state: 'CLOSED', outcome: 'FRAUD', closedAt: AT };

describe('a case', () => {
  test('is given to somebody, from them to somebody else, and back', () => {
    expect(assigned(open, 'marta')).toEqual(marta);
    expect(assigned(marta, 'ana')).toEqual({ ...marta, assigneeId: 'ana' });
    expect(assigned(marta, null)).toEqual(open);
  });

  test('is closed with an outcome, whether somebody has it or not, and remembers who had it', () => {
    expect(closed(marta, 'FRAUD', AT)).toEqual(over);
    expect(closed(open, 'FINE', AT)).toEqual({ ...open, state: 'CLOSED', outcome: 'FINE', closedAt: AT });
  });

  test('is opened again for whoever had it', () => {
    expect(reopened(over)).toEqual(marta);
    expect(reopened({ ...over, assigneeId: null })).toEqual(open);
  });

  test('that is closed is neither closed nor given to anybody; one that is not closed is not opened', () => {
    expect(() => closed(over, 'FINE', AT)).toThrow(CaseClosedError);
    expect(() => assigned(over, 'ana')).toThrow(CaseClosedError);
    expect(() => reopened(open)).toThrow(CaseNotClosedError);
    expect(() => reopened(marta)).toThrow(CaseNotClosedError);
  });

  test('has, whatever is done with it, an outcome and an end exactly while it is closed, and somebody exactly while it is assigned', () => {
    const step = fc.oneof(
      fc.option(fc.constantFrom('ana', 'marta')).map((to) => (before: CaseStanding) => assigned(before, to)),
      fc.constantFrom(...CASE_OUTCOMES).map((outcome) => (before: CaseStanding) => closed(before, outcome, AT)),
      fc.constant(reopened),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const end = steps.reduce((before, act) => afterOr(before, act), open);
        expect(end.outcome !== null).toBe(end.state === 'CLOSED');
        expect(end.closedAt !== null).toBe(end.state === 'CLOSED');
        if (end.state !== 'CLOSED') expect(end.assigneeId !== null).toBe(end.state === 'ASSIGNED');
      }),
    );
  });
});

/** A refusal leaves it as it was. */
function afterOr(before: CaseStanding, act: (before: CaseStanding) => CaseStanding): CaseStanding {
  try {
    return act(before);
  } catch (error) {
    if (error instanceof CaseClosedError || error instanceof CaseNotClosedError) return before;
    throw error;
  }
}
