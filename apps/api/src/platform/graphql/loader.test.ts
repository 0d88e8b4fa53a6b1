import type { EntityManager } from 'typeorm';
import { expect, test } from 'vitest';
import { loaderBy, loaderManyBy, Loaders } from './loader.ts';

const manager = {} as EntityManager;

test('one load for all keys of a turn, in the order asked, null where there is none', async () => {
  const asked: (readonly string[])[] = [];
  const byId = loaderBy(
    (row: { id: string }) => row.id,
    (_manager, keys: readonly string[]) => {
      asked.push(keys);
      return Promise.resolve([{ id: 'b' }, { id: 'a' }]);
    },
  );
  const loaders = new Loaders(() => Promise.resolve(manager));

  const found = await Promise.all(['a', 'missing', 'b', 'a'].map((id) => loaders.load(byId, id)));

  expect(found).toEqual([{ id: 'a' }, null, { id: 'b' }, { id: 'a' }]);
  expect(asked).toEqual([['a', 'missing', 'b']]);
});

test('many rows of a key, none where there are none', async () => {
  const byCard = loaderManyBy(
    (row: { card: string; n: number }) => row.card,
    () =>
      Promise.resolve([
        { card: 'a', n: 1 },
        { card: 'a', n: 2 },
        { card: 'unasked', n: 3 },
      ]),
  );
  const loaders = new Loaders(() => Promise.resolve(manager));

  expect(await Promise.all([loaders.load(byCard, 'a'), loaders.load(byCard, 'b')])).toEqual([
    [
      { card: 'a', n: 1 },
      { card: 'a', n: 2 },
    ],
    [],
  ]);
});

test('after a command the same key is loaded anew', async () => {
  let version = 0;
  const byId = loaderBy(
    (row: { id: string; version: number }) => row.id,
    () => Promise.resolve([{ id: 'a', version: (version += 1) }]),
  );
  const loaders = new Loaders(() => Promise.resolve(manager));
  await loaders.load(byId, 'a');

  loaders.clear();

  expect(await loaders.load(byId, 'a')).toEqual({ id: 'a', version: 2 });
});
