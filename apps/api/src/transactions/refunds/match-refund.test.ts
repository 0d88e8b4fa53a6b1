import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Candidate, matchRefund, type UnnamedRefund } from './match-refund.ts';

const DAY = 86_400_000;
const t0 = Date.parse('2026-03-02T09:15:04Z');
const refund: UnnamedRefund = { minor: 4_200n, atMs: t0 + 30 * DAY, lineId: 'card', mid: '884120077315', merchant: 'CLOUDPINE SOFTWARE' };
const bought = (id: string, but: Partial<Candidate> = {}): Candidate => ({
  id,
  token: `token-${id}`,
  atMs: t0,
  lineId: 'card',
  mid: '884120077315',
  merchant: 'CLOUDPINE SOFTWARE',
  remaining: 12_900n,
  ...but,
});

test.each<[string, Candidate[], string | null]>([
  ['nothing was bought', [], null],
  ['one purchase was made there', [bought('a')], 'a HIGH'],
  ['it was made at another merchant', [bought('a', { mid: '1', merchant: 'GREENCART' })], null],
  ['the merchant has another number and the same name', [bought('a', { mid: '1', merchant: 'Cloudpine  Software' })], 'a LOW'],
  ['neither has a number', [bought('a', { mid: null })], 'a LOW'],
  ['it was made with another card of the person', [bought('a', { lineId: 'other' })], 'a LOW'],
  ['two fit', [bought('a'), bought('b', { atMs: t0 + DAY })], 'b LOW'],
  ['two fit, one of them to the cent', [bought('a', { remaining: 4_200n }), bought('b', { atMs: t0 + DAY })], 'a HIGH'],
  ['two fit to the cent', [bought('a', { remaining: 4_200n }), bought('b', { remaining: 4_200n, atMs: t0 + DAY })], 'b LOW'],
  ['less is left than comes back', [bought('a', { remaining: 4_199n })], null],
  ['it was made later', [bought('a', { atMs: t0 + 31 * DAY })], null],
  ['it was made 120 days before', [bought('a', { atMs: t0 - 90 * DAY })], 'a HIGH'],
  ['it was made longer ago', [bought('a', { atMs: t0 - 91 * DAY })], null],
  ['a sure one stands beside a newer one of another card', [bought('a'), bought('b', { lineId: 'other', atMs: t0 + DAY })], 'a HIGH'],
])('a refund that names no purchase, when %s', (_when, candidates, expected) => {
  const match = matchRefund(refund, candidates);
  expect(match === null ? null : `${match.id} ${match.confidence}`).toBe(expected);
});

test('the order in which purchases are found does not matter', () => {
  const candidate = fc
    .record({
      remaining: fc.constantFrom(4_199n, 4_200n, 12_900n),
      lineId: fc.constantFrom('card', 'other'),
      mid: fc.constantFrom('884120077315', '1', null),
      day: fc.integer({ min: -95, max: 31 }),
    })
    .map(({ day, ...but }) => ({ ...but, atMs: t0 + day * DAY }));
  const candidates = fc.array(candidate, { maxLength: 6 }).map((all) => all.map((but, i) => bought(`p${i}`, but)));
  fc.assert(
    fc.property(
      candidates.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        expect(matchRefund(refund, shuffled)).toEqual(matchRefund(refund, all));
      },
    ),
  );
});
