import { API_CONNECTIONS, type Database } from '../platform/database.ts';

/** Resolves in the turn of the loop in which it holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

/**
 * As others would: takes connections of requests, and stands in the queue for what there are too few of. Nobody else may use them meanwhile.
 * @returns what gives all of them back
 */
export async function holdConnections({ api, requests }: Database, count: number): Promise<() => Promise<void>> {
  let held = 0;
  let letGo: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  const all = Array.from({ length: count }, async () => {
    const runner = api.createQueryRunner();
    await runner.connect();
    held += 1;
    await released;
    await runner.release();
  });
  // One that is free is handed over a little later: until then who gets it stands in the queue as well.
  await until(() => held === Math.min(count, API_CONNECTIONS) && requests.waiting >= count - held);
  return async () => {
    letGo();
    await Promise.all(all);
  };
}
