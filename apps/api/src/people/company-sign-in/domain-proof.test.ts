import { expect, test } from 'vitest';
import { type ClaimedDomain, foundIn, GRACE_MS, isLastProven, recheck, recordOf } from './domain-proof.ts';

const now = new Date('2026-03-02T04:10:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const proven: ClaimedDomain = {
  domain: 'harbor.example',
  token: 't0ken',
  provenAt: ago(90 * 86_400_000),
  checkedAt: null,
  missingSince: null,
};

test('a domain is proven by a record of its own name, which says the token of one company', () => {
  const { name, value } = recordOf(proven);

  expect(name).toBe('_atlanticfrewaycard.harbor.example');
  expect(foundIn(['v=spf1 -all', value], value)).toBe('FOUND');
  expect(foundIn([recordOf({ ...proven, token: 'of another company' }).value], value)).toBe('MISSING');
  expect(foundIn([`${value}x`], value)).toBe('MISSING');
  expect(foundIn([], value)).toBe('MISSING');
  expect(foundIn(null, value)).toBe('UNKNOWN');
});

test.each<[string, Partial<ClaimedDomain>, 'FOUND' | 'MISSING' | 'UNKNOWN', object]>([
  ['is there', {}, 'FOUND', { change: null, provenAt: proven.provenAt, missingSince: null }],
  ['is gone', {}, 'MISSING', { change: 'GONE', provenAt: proven.provenAt, missingSince: now }],
  [
    'is still gone',
    { missingSince: ago(GRACE_MS - 1) },
    'MISSING',
    { change: null, provenAt: proven.provenAt, missingSince: ago(GRACE_MS - 1) },
  ],
  ['was gone for seven days', { missingSince: ago(GRACE_MS) }, 'MISSING', { change: 'LOST', provenAt: null, missingSince: null }],
  ['is back', { missingSince: ago(GRACE_MS) }, 'FOUND', { change: 'BACK', provenAt: proven.provenAt, missingSince: null }],
  [
    'cannot be asked for',
    { missingSince: ago(GRACE_MS) },
    'UNKNOWN',
    { change: null, provenAt: proven.provenAt, missingSince: ago(GRACE_MS) },
  ],
])('of a proven domain whose record %s', (_what, but, found, expected) => {
  expect(recheck({ ...proven, ...but }, found, now)).toEqual(expected);
});

const other: ClaimedDomain = { ...proven, domain: 'bay.example' };
test.each<['GONE' | 'LOST', string, readonly ClaimedDomain[], boolean]>([
  ['GONE', 'there is no other', [], true],
  ['GONE', 'another is proven', [other], false],
  ['GONE', 'the other was never proven', [{ ...other, provenAt: null }], true],
  ['GONE', 'the record of the other is gone as well', [{ ...other, missingSince: ago(1) }], true],
  ['LOST', 'there is no other', [], true],
  ['LOST', 'the record of the other is gone, which still leads there', [{ ...other, missingSince: ago(1) }], false],
])('a domain that is %s is the last that leads to the provider, or not, when %s', (change, _when, others, last) => {
  expect(isLastProven([proven, ...others], proven.domain, change)).toBe(last);
});
