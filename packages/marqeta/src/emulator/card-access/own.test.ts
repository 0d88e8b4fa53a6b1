import { expect, test } from 'vitest';
import { isOwn } from './own.ts';

const holderOf = (card: string): string | null => ({ mine: 'maya', yours: 'ana' })[card] ?? null;

test.each<[string, readonly string[], boolean]>([
  ['herself', ['maya'], true],
  ['a card of hers', ['mine'], true],
  ['herself and a card of hers', ['maya', 'mine'], true],
  ['a card of somebody else', ['yours'], false],
  ['somebody else', ['ana'], false],
  ['a card of hers and one of somebody else', ['mine', 'yours'], false],
  ['what nobody knows', ['none'], false],
  ['nothing', [], false],
])('a request that names %s: %j', (_what, named, own) => {
  expect(isOwn(named, 'maya', holderOf)).toBe(own);
});
