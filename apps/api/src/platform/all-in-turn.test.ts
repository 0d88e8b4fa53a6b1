import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { allInTurn } from './database.ts';

const failing = async (message: string, afterMs: number): Promise<never> => {
  await sleep(afterMs);
  throw new Error(message);
};

test('what the first statement to fail says is thrown, though those behind it say sooner that they fail with it', async () => {
  await expect(allInTurn([1, failing('a check was violated', 20), failing('the transaction is aborted', 1)])).rejects.toThrow(
    'a check was violated',
  );
});

test('the answers come in the order of the questions', async () => {
  expect(await allInTurn([sleep(5, 'a'), Promise.resolve('b'), null])).toEqual(['a', 'b', null]);
});
