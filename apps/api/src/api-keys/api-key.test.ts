import { describe, expect, test } from 'vitest';
import { isSameSecret, newKey, readKey, startOf } from './api-key.ts';

const id = '0190a000-0000-7000-8000-000000000001';
const { key, secretHash } = newKey(id);

describe('a key', () => {
  test('can be found in any text by its shape', () => {
    expect(key).toMatch(/^afc_[0-9a-f]{32}_[0-9A-Za-z]{49}$/);
    expect(key.startsWith(`${startOf(id)}_`)).toBe(true);
  });

  test('says which one it is, and has the secret that was kept', () => {
    const read = readKey(key);

    expect(read?.id).toBe(id);
    expect(isSameSecret(read?.secretHash ?? Buffer.alloc(0), secretHash)).toBe(true);
  });

  test('is another each time, over the whole width of its random bits', () => {
    const [none, all] = [Buffer.alloc(32, 0), Buffer.alloc(32, 255)].map((random) => newKey(id, random));

    expect(newKey(id).key).not.toBe(key);
    expect(readKey(none?.key ?? '')?.secretHash).toEqual(none?.secretHash);
    expect(readKey(all?.key ?? '')?.secretHash).toEqual(all?.secretHash);
    expect(none?.key).toHaveLength(key.length);
    expect(all?.key).toHaveLength(key.length);
  });

  test.each([
    ['one letter is another', key.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['its id is another', key.replace('0190a', '0190b')],
    ['it is cut', key.slice(0, -1)],
    ['something stands before it', ` ${key}`],
    ['it is a token of a session', 'eyJhbGciOiJIUzI1NiJ9.e30.x'],
    ['it is nothing', ''],
  ])('is none of ours when %s', (_when, text) => {
    expect(readKey(text)).toBeNull();
  });
});
