import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choose, type Fault, matches, type Occasion, type Standing } from './fault.ts';

const fault = (but: Partial<Fault> = {}): Fault => ({
  token: 'f1',
  kind: 'drop',
  place: 'api',
  match: '**',
  webhook: null,
  card: null,
  when: 'before',
  probability: 1,
  count: null,
  until: null,
  delayMs: 0,
  status: 500,
  retryAfterSeconds: null,
  ...but,
});
const fresh = (but: Partial<Fault> = {}): Standing => ({ fault: fault(but), seen: 0, struck: 0 });
const call: Occasion = { place: 'api', subject: 'POST /v3/cards' };

describe('a fault', () => {
  test.each<[string, Partial<Fault>, Occasion, boolean]>([
    ['what it is for', { match: 'POST /v3/cards' }, call, true],
    ['nothing at another place', { place: 'gateway' }, call, false],
    ['nothing that it does not match', { match: 'POST /v3/users' }, call, false],
    [
      'deliveries to its webhook',
      { place: 'webhook', webhook: 'wh' },
      { place: 'webhook', subject: 'transaction.refund', webhook: 'wh' },
      true,
    ],
    ['no other webhook', { place: 'webhook', webhook: 'wh' }, { place: 'webhook', subject: 'transaction.refund', webhook: 'other' }, false],
    ['questions about its card', { place: 'gateway', card: 'c1' }, { place: 'gateway', subject: 'pgfs.authorization', card: 'c1' }, true],
    ['no other card', { place: 'gateway', card: 'c1' }, { place: 'gateway', subject: 'pgfs.authorization', card: 'c2' }, false],
    ['until its time is up', { until: 1_001 }, call, true],
    ['no more when its time is up', { until: 1_000 }, call, false],
    ['never with a probability of 0', { probability: 0 }, call, false],
  ])('strikes %s', (_what, but, occasion, strikes) => {
    expect(choose([fresh(but)], occasion, 1_000, () => 0).strikes !== null).toBe(strikes);
  });

  test('strikes as often as it may, and no more', () => {
    let standing: readonly Standing[] = [fresh({ count: 3 })];

    const strikes = Array.from({ length: 5 }, () => {
      const chosen = choose(standing, call, 0, () => 0);
      standing = chosen.changed.length === 0 ? standing : chosen.changed;
      return chosen.strikes !== null;
    });

    expect(strikes).toEqual([true, true, true, false, false]);
  });

  test('that is older strikes alone, and one that it misses is left for the next', () => {
    const draw = (token: string): number => (token === 'older' ? 0.5 : 0);
    const younger = fresh({ token: 'younger' });

    const both = choose([fresh({ token: 'older', probability: 0.6 }), younger], call, 0, draw);
    const missed = choose([fresh({ token: 'older', probability: 0.5 }), younger], call, 0, draw);

    expect([both.strikes?.token, both.changed.length]).toEqual(['older', 1]);
    expect([missed.strikes?.token, missed.changed.length]).toEqual(['younger', 2]);
  });
});

test.each([
  ['POST /v3/cards', 'POST /v3/cards', true],
  ['POST /v3/cards', 'POST /v3/cards/c1', false],
  ['GET /v3/cards/*', 'GET /v3/cards/c1', true],
  ['GET /v3/cards/*', 'GET /v3/cards/c1/showpan', false],
  ['GET /v3/cards/**', 'GET /v3/cards/c1/showpan', true],
  ['* /v3/cards', 'PUT /v3/cards', true],
  ['transaction.*', 'transaction.authorization.clearing', true],
  ['transaction.*', 'transactions', false],
  ['pgfs.authorization', 'pgfs.authorization.incremental', false],
  ['**', 'anything/at all', true],
  ['a+b(c)', 'a+b(c)', true],
])('%j matches %j: %s', (pattern, subject, does) => {
  expect(matches(pattern, subject)).toBe(does);
});

const faults = fc
  .array(
    fc.record({
      place: fc.constantFrom('api' as const, 'webhook' as const, 'gateway' as const),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      count: fc.option(fc.integer({ min: 1, max: 5 })),
      until: fc.option(fc.integer({ min: 0, max: 100 })),
    }),
    { maxLength: 6 },
  )
  .map((list) => list.map((but, index) => fresh({ ...but, token: `f${index}` })));
const occasions = fc.array(
  fc.record({ place: fc.constantFrom('api' as const, 'webhook' as const, 'gateway' as const), now: fc.integer({ min: 0, max: 120 }) }),
  { maxLength: 60 },
);

/** What strikes on one occasion after the other, and how all stand in the end. */
function play(
  standing: readonly Standing[],
  all: readonly { place: Occasion['place']; now: number }[],
  draw: (t: string, n: number) => number,
) {
  let now = standing;
  const struck = all.map(({ place, now: at }) => {
    const { strikes, changed } = choose(now, { place, subject: 'x' }, at, draw);
    now = now.map((one) => changed.find(({ fault: { token } }) => token === one.fault.token) ?? one);
    return strikes;
  });
  return { struck, standing: now };
}

test('whatever happens, what strikes was meant for it, and the figures are those of what struck', () => {
  fc.assert(
    fc.property(faults, occasions, fc.integer(), (given, all, seed) => {
      const draw = (token: string, seen: number): number =>
        (Math.abs(Math.imul(seed ^ seen, 2_654_435_761) ^ token.charCodeAt(1)) % 997) / 997;

      const { struck, standing } = play(given, all, draw);

      for (const { fault: one, seen, struck: times } of standing) {
        const strikes = struck.flatMap((by, index) => (by?.token === one.token ? [all[index]] : []));
        expect(times).toBe(strikes.length);
        expect(seen).toBeGreaterThanOrEqual(times);
        expect(times).toBeLessThanOrEqual(one.count ?? Infinity);
        expect(strikes.every((at) => at?.place === one.place && at.now < (one.until ?? Infinity))).toBe(true);
      }
    }),
  );
});

test('what strikes one place does not depend on what happens at another', () => {
  fc.assert(
    fc.property(faults, occasions, (given, all) => {
      const draw = (token: string, seen: number): number => ((token.charCodeAt(1) * 31 + seen * 17) % 101) / 101;
      const ofApi = (list: typeof all) => list.filter(({ place }) => place === 'api');

      const mixed = play(given, all, draw).struck.filter((_one, index) => all[index]?.place === 'api');

      expect(mixed).toEqual(play(given, ofApi(all), draw).struck);
    }),
  );
});
