import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Turns } from './turns.ts';

class BusyError extends Error {}

let begun: string[];
let ends: Map<string, () => void>;
let turns: Turns;

beforeEach(() => {
  vi.useFakeTimers();
  begun = [];
  ends = new Map();
  turns = new Turns(2, 15_000, () => new BusyError());
});
afterEach(() => vi.useRealTimers());

/** Takes until it is ended by its name. */
const take = (company: string, name: string) =>
  turns.take(company, async () => {
    begun.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  });
const settle = () => vi.advanceTimersByTimeAsync(0);
async function end(name: string): Promise<void> {
  ends.get(name)?.();
  await settle();
}

test('two begin at once, and the third when one of them is done', async () => {
  const first = take('a', 'first');
  void take('b', 'second');
  void take('c', 'third');
  await settle();
  expect(begun).toEqual(['first', 'second']);

  await end('first');

  expect(await first).toBe('first');
  expect(begun).toEqual(['first', 'second', 'third']);
});

test('of one company one begins, and another company does not wait for it', async () => {
  void take('a', 'first');
  void take('a', 'again');
  void take('b', 'other');
  await settle();
  expect(begun).toEqual(['first', 'other']);

  await end('first');

  expect(begun).toEqual(['first', 'other', 'again']);
});

test('who waits too long is refused, does nothing, and takes nobody’s place', async () => {
  void take('a', 'first');
  const tired = take('a', 'tired').catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(14_999);
  const later = take('a', 'later');
  await vi.advanceTimersByTimeAsync(1);

  expect(await tired).toBeInstanceOf(BusyError);
  await end('first');
  await end('later');
  expect(await later).toBe('later');
  expect(begun).toEqual(['first', 'later']);
});

test('who fails gives its turn back', async () => {
  await expect(turns.take('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');

  void take('a', 'next');
  await settle();
  expect(begun).toEqual(['next']);
});
