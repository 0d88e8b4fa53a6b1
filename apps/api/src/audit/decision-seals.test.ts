import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecisionsVerifier, type KeptDecision, NO_DECISION, type SealedRange, sealOf } from './decision-seals.ts';
import type { WrongLink } from './verify-chain.ts';

const text = fc.jsonValue().map((value) => JSON.stringify(value));
/** Ranges of records with ids that grow, as they are sealed one after the other. */
const history = fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }).map((ranges) => {
  let next = 1;
  return ranges.map((records) =>
    // Every second id: between any two there is room for one that was never there.
    records.map((record): KeptDecision => ({ id: idOf((next += 2)), record })),
  );
});
function idOf(number: number): string {
  return `0190a000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
const place = fc.nat();

function sealed(ranges: readonly (readonly KeptDecision[])[]): SealedRange[] {
  let after = NO_DECISION;
  return ranges.map((records) => {
    const range = sealOf(after, records);
    if (range === null) throw new Error('there is nothing to seal');
    after = range.upTo;
    return range;
  });
}

/** As a database is looked at: of each range what is there now. */
function verified(seals: readonly SealedRange[], kept: readonly KeptDecision[]): WrongLink | null {
  const verifier = new DecisionsVerifier();
  for (const [number, range] of seals.entries()) {
    let wrong = verifier.begin(number + 1, range);
    for (const record of kept.filter(({ id }) => id > range.after && id <= range.upTo)) wrong ??= verifier.add(record);
    wrong ??= verifier.end();
    if (wrong !== null) return wrong;
  }
  return null;
}

/** The range, counted from 1, in which a record is. */
const rangeOf = (seals: readonly SealedRange[], id: string): number => seals.findIndex(({ upTo }) => id <= upTo) + 1;

describe('of any decision records that were sealed', () => {
  test('they are right as long as nobody touches them', () => {
    fc.assert(
      fc.property(history, (ranges) => {
        expect(verified(sealed(ranges), ranges.flat())).toBeNull();
      }),
    );
  });

  test('one that is gone is found in its range', () => {
    fc.assert(
      fc.property(history, place, (ranges, any) => {
        const [seals, kept] = [sealed(ranges), ranges.flat()];
        const gone = kept[any % kept.length] as KeptDecision;

        expect(
          verified(
            seals,
            kept.filter((record) => record !== gone),
          ),
        ).toMatchObject({ wrong: 'REMOVED', number: rangeOf(seals, gone.id) });
      }),
    );
  });

  test('one that was never sealed is found in the range where it was put', () => {
    fc.assert(
      fc.property(history, place, text, (ranges, any, record) => {
        const [seals, kept] = [sealed(ranges), ranges.flat()];
        const id = idOf(2 + 2 * (any % kept.length));

        const wrong = verified(
          seals,
          [...kept, { id, record }].toSorted((left, right) => (left.id < right.id ? -1 : 1)),
        );

        expect(wrong).toMatchObject({ wrong: 'INSERTED', number: rangeOf(seals, id) });
      }),
    );
  });

  test('one that says something else is found in its range', () => {
    fc.assert(
      fc.property(history, place, text, (ranges, any, record) => {
        const [seals, kept] = [sealed(ranges), ranges.flat()];
        const changed = kept[any % kept.length] as KeptDecision;
        fc.pre(changed.record !== record);

        const wrong = verified(
          seals,
          kept.map((one) => (one === changed ? { ...one, record } : one)),
        );

        expect(wrong).toMatchObject({ wrong: 'CHANGED', number: rangeOf(seals, changed.id) });
      }),
    );
  });

  test('a part that moves from one record to the next is found', () => {
    const [first, second] = [idOf(3), idOf(5)];
    const seals = sealed([
      [
        { id: first, record: '12' },
        { id: second, record: '3' },
      ],
    ]);

    const wrong = verified(seals, [
      { id: first, record: '1' },
      { id: second, record: '23' },
    ]);

    expect(wrong).toMatchObject({ wrong: 'CHANGED' });
  });

  test('a seal that is left out, or that begins elsewhere, is found', () => {
    const ranges = [[{ id: idOf(3), record: '1' }], [{ id: idOf(5), record: '2' }], [{ id: idOf(7), record: '3' }]];
    const seals = sealed(ranges);

    expect(verified(seals.toSpliced(1, 1), ranges.flat())).toMatchObject({ wrong: 'OTHER_NUMBER', number: 2 });
    expect(verified(seals.with(1, { ...(seals[1] as SealedRange), after: NO_DECISION }), ranges.flat())).toMatchObject({ number: 2 });
  });
});

test('the encoding is the one that is documented', () => {
  expect(sealOf(NO_DECISION, [{ id: idOf(3), record: '{"é":1}' }])).toEqual({
    ...{ after: NO_DECISION, upTo: idOf(3), count: 1 },
    // printf 'afc decision records v1\n0190a000-0000-7000-8000-000000000003 8\n{"é":1}' | sha256sum
    digest: '4fd08dff773b3e4cf6ea06d1fd517103bc1b6dc15edcb5d7283003084e539a73',
  });
});
