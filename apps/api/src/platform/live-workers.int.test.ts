import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../testing/test-database.ts';
import { LiveWorkers } from './live-workers.ts';
import { createLog } from './log.ts';
import { startWorker } from './worker.ts';

let clone: TestDatabase;
let owner: pg.Pool;

beforeAll(async () => {
  clone = await cloneDatabase();
  owner = new pg.Pool({ connectionString: clone.urls.owner, max: 2 });
});
afterEach(() => owner.query(`DELETE FROM graphile_worker._private_jobs`));
afterAll(async () => {
  await owner.end();
  await clone.drop();
});

const log = createLog('silent');

/** A job of a queue, in the hands of a worker for a minute. */
async function taken(workerId: string): Promise<void> {
  await owner.query(`SELECT graphile_worker.add_job('card.wave', '{}', queue_name => 'card:1')`);
  await owner.query(`UPDATE graphile_worker._private_jobs SET locked_by = $1, locked_at = now() - interval '1 minute'`, [workerId]);
  await owner.query(`UPDATE graphile_worker._private_job_queues SET locked_by = $1, locked_at = now() - interval '1 minute'`, [workerId]);
}
const holder = async (): Promise<string | null> =>
  (await owner.query<{ locked_by: string | null }>(`SELECT locked_by FROM graphile_worker._private_jobs`)).rows[0]?.locked_by ?? null;

/** Locks that are held in this database as signs of life. */
const signs = async () =>
  (
    await owner.query<{ pid: number }>(
      `SELECT pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE locktype = 'advisory' AND datname = current_database()`,
    )
  ).rows;

test('the job of a worker that was killed is done by the next, and what waits in its queue', async () => {
  let waves = 0;
  await taken('worker-killed');
  await owner.query(`SELECT graphile_worker.add_job('card.wave', '{}', queue_name => 'card:1')`);
  const jobs = [{ name: 'card.wave', run: () => Promise.resolve(void (waves += 1)) }];

  const worker = await startWorker({ ownerUrl: clone.urls.owner, jobs, log });
  await vi.waitFor(() => expect(waves).toBe(2), { timeout: 20_000, interval: 50 });
  await worker.stop();
});

test('the job of a worker that lives stays its own, until its process ends', async () => {
  await taken('worker-alive');
  const alive = new LiveWorkers(clone.urls.owner, log);
  alive.add('worker-alive');
  await vi.waitFor(async () => expect(await signs()).toHaveLength(1), { timeout: 10_000, interval: 20 });

  const first = new LiveWorkers(clone.urls.owner, log);
  first.start();
  await first.stop();
  expect(await holder()).toBe('worker-alive');

  await alive.stop();
  const second = new LiveWorkers(clone.urls.owner, log);
  second.start();
  await second.stop();
  expect(await holder()).toBeNull();
});

test('a sign of life comes back after its connection was lost', async () => {
  await taken('worker-alive');
  const alive = new LiveWorkers(clone.urls.owner, log);
  alive.add('worker-alive');
  await vi.waitFor(async () => expect(await signs()).toHaveLength(1), { timeout: 10_000, interval: 20 });
  const before = (await signs())[0]?.pid;
  await owner.query(`SELECT pg_terminate_backend($1)`, [before]);
  await vi.waitFor(async () => expect(await signs()).toEqual([]), { timeout: 10_000, interval: 20 });

  alive.start();
  // The process may hear of the loss only when it looks: then the sign is there at its next look.
  await vi.waitFor(async () => expect(await signs()).toHaveLength(1), { timeout: 60_000, interval: 20 });
  const other = new LiveWorkers(clone.urls.owner, log);
  other.start();
  await other.stop();
  expect(await holder()).toBe('worker-alive');
  await alive.stop();
});
