import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Line } from '../testing/faults/line.ts';
import { cloneDatabase, type TestDatabase } from '../testing/test-database.ts';
import { createLog } from './log.ts';
import { startWorker } from './worker.ts';

let clone: TestDatabase;
let owner: pg.Pool;
let line: Line;

beforeAll(async () => {
  clone = await cloneDatabase();
  owner = new pg.Pool({ connectionString: clone.urls.owner, max: 2 });
  line = await Line.open(Number(new URL(clone.urls.owner).port));
});
afterAll(async () => {
  await line.close();
  await owner.end();
  await clone.drop();
});

test('jobs go on after every connection was forgotten without a word', async () => {
  const url = new URL(clone.urls.owner);
  url.port = String(line.port);
  let waves = 0;
  const jobs = [{ name: 'card.wave', run: () => Promise.resolve(void (waves += 1)) }];
  const wave = () => owner.query(`SELECT graphile_worker.add_job('card.wave', '{}')`);
  const worker = await startWorker({ ownerUrl: url.href, jobs, log: createLog('silent') });
  await Promise.all(Array.from({ length: 30 }, wave));
  await vi.waitFor(() => expect(waves).toBe(30), { timeout: 20_000, interval: 50 });

  line.forget();
  await wave();

  await vi.waitFor(() => expect(waves).toBe(31), { timeout: 60_000, interval: 50 });
  await worker.stop();
});
