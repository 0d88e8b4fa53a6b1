import { expect, test } from 'vitest';
import { Batches } from './batches.ts';

function slowBatches(maxBatch: number): { batches: Batches<number>; ran: number[][]; finish: () => void } {
  const ran: number[][] = [];
  let finish = (): void => undefined;
  const batches = new Batches<number>({
    maxBatch,
    run: (batch) => {
      ran.push([...batch]);
      return new Promise((resolve) => (finish = resolve));
    },
  });
  return { batches, ran, finish: () => finish() };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('a lone item is a batch of one, without waiting for others', async () => {
  const { batches, ran } = slowBatches(10);

  batches.add(1);
  await turn();

  expect(ran).toEqual([[1]]);
});

test('what comes in one turn goes together, what comes in flight is the next batch', async () => {
  const { batches, ran, finish } = slowBatches(10);
  batches.add(1);
  batches.add(2);
  await turn();
  batches.add(3);
  await turn();
  batches.add(4);
  expect(ran).toEqual([[1, 2]]);

  finish();
  await turn();

  expect(ran).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('a batch has its maximum, and the rest follows in order', async () => {
  const { batches, ran, finish } = slowBatches(2);
  for (const item of [1, 2, 3, 4, 5]) batches.add(item);
  await turn();
  finish();
  await turn();
  finish();
  await turn();

  expect(ran).toEqual([[1, 2], [3, 4], [5]]);
});

test('it is idle when nothing waits and nothing is in flight', async () => {
  const { batches, finish } = slowBatches(2);
  batches.add(1);
  await turn();
  let isIdle = false;
  const idle = batches.idle().then(() => (isIdle = true));
  await turn();
  expect(isIdle).toBe(false);

  finish();
  await idle;

  expect(isIdle).toBe(true);
});
