import { afterEach, beforeEach, expect, test } from 'vitest';
import { Resources } from './resources.ts';
import { Store } from './store.ts';

let store: Store;
beforeEach(() => void (store = new Store(':memory:')));
afterEach(() => store.close());

const failing = (work: () => void): void =>
  expect(() =>
    store.atomically(() => {
      work();
      throw new Error('no');
    }),
  ).toThrow('no');

test('what cannot be undone is done once the whole step has succeeded', () => {
  const done: string[] = [];
  store.atomically(() => {
    store.afterwards(() => done.push('outer'));
    store.atomically(() => store.afterwards(() => done.push('inner')));
    expect(done).toEqual([]);
  });
  store.afterwards(() => done.push('at once'));

  expect(done).toEqual(['outer', 'inner', 'at once']);
});

test('it is not done when the step is undone', () => {
  const done: string[] = [];
  failing(() => store.afterwards(() => done.push('never')));
  store.atomically(() => undefined);

  expect(done).toEqual([]);
});

test('of a step in a step only that is undone which failed', () => {
  const done: string[] = [];
  store.atomically(() => {
    store.afterwards(() => done.push('outer'));
    failing(() => store.afterwards(() => done.push('inner')));
  });

  expect(done).toEqual(['outer']);
});

test('nothing that was undone is remembered', () => {
  const resources = new Resources(store);
  resources.insert('user', 'usr_maya', { status: 'ACTIVE' }, 1, null);
  failing(() => {
    resources.update('user', 'usr_maya', { status: 'CLOSED' }, 2);
    resources.insert('user', 'usr_ines', {}, 2, null);
    expect([resources.find('user', 'usr_maya')?.body, resources.all('user').length]).toEqual([{ status: 'CLOSED' }, 2]);
    expect(resources.find('user', 'usr_ines')).not.toBeNull();
  });

  expect([resources.find('user', 'usr_maya')?.body, resources.all('user').length]).toEqual([{ status: 'ACTIVE' }, 1]);
  expect(resources.find('user', 'usr_ines')).toBeNull();
});
