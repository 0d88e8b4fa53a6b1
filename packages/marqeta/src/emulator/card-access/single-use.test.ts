import { expect, test } from 'vitest';
import { type Purpose, refusalOf, type SingleUseToken } from './single-use.ts';

const token: SingleUseToken = { token: 't', purpose: 'SET_PIN', card: 'c', expires: 100, used: false, superseded: false };

test.each<[string, SingleUseToken | null, Purpose, number, string | null]>([
  ['a fresh token opens what it is for', token, 'SET_PIN', 0, null],
  ['until it expires', token, 'SET_PIN', 99, null],
  ['and not from then on', token, 'SET_PIN', 100, 'EXPIRED'],
  ['nothing else', token, 'REVEAL_PIN', 0, 'UNKNOWN'],
  ['nor when there is none', null, 'SET_PIN', 0, 'UNKNOWN'],
  ['nor twice', { ...token, used: true }, 'SET_PIN', 0, 'USED'],
  ['nor when a newer PIN token was made for the card', { ...token, superseded: true }, 'SET_PIN', 0, 'SUPERSEDED'],
  ['which does not matter to those that show the card', { ...token, purpose: 'SHOW_CARD', superseded: true }, 'SHOW_CARD', 0, null],
])('%s', (_what, given, purpose, now, expected) => {
  expect(refusalOf(given, purpose, now)).toBe(expected);
});
