import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CronItem,
  Logger,
  parseCronItems,
  run,
  type Runner,
  type RunnerOptions,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import pg from 'pg';
import { KEEP_ALIVE_AFTER_MS } from './database.ts';
import type { Job } from './jobs.ts';
import { LiveWorkers } from './live-workers.ts';
import type { Log } from './log.ts';

export type WorkerOptions = {
  /** The owner of the jobs' schema. */
  readonly ownerUrl: string;
  readonly jobs: readonly Job<never>[];
  readonly concurrency?: number;
  readonly log: Log;
};

export type RunningWorker = { stop(): Promise<void> };

const AGAIN_AFTER_MS = 500;
const CONNECTIONS = 10;
/** Longer than anything asked of the jobs' tables takes. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Runs the jobs of the list. A handler that throws is tried again with exponential back-off by graphile-worker. When the database goes
 * away while a job is marked as done, graphile-worker ends; it is started again, and the job is done once more. When several could not be
 * marked at once, it has shut down and does not say that it has ended: what it says of its shutdown counts as well.
 */
export async function startWorker({ ownerUrl, jobs, concurrency, log }: WorkerOptions): Promise<RunningWorker> {
  const live = new LiveWorkers(ownerUrl, log);
  const pool = openPool(ownerUrl, log);
  const events: WorkerEvents = new EventEmitter();
  // Jobs are locked in the name of the pool, whichever of its workers does them.
  let name = '';
  let shutDown: Promise<void> = Promise.resolve();
  events.on('pool:create', ({ workerPool }) => {
    name = workerPool.id;
    live.add(name);
    // Its own shutdown alone: that of one before may be told of late.
    shutDown = new Promise((resolve) => {
      const told = ({ workerPool: one }: { readonly workerPool: unknown }): void => {
        if (one !== workerPool) return;
        events.off('pool:gracefulShutdown:complete', told);
        resolve();
      };
      events.on('pool:gracefulShutdown:complete', told);
    });
  });
  const stopping = new AbortController();
  const options: RunnerOptions = {
    events,
    pgPool: pool,
    ...tasksOf(jobs, log, stopping.signal),
    concurrency: concurrency ?? 4,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: loggerOf(log),
    // Not marked as done one by one: there a failure is nobody's, and would end the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  };
  let runner = await run(options);
  const kept = keepRunning();

  async function keepRunning(): Promise<void> {
    for (;;) {
      await Promise.race([runner.promise, shutDown.then(() => sleep(AGAIN_AFTER_MS))]).catch((error: unknown) =>
        log.warn({ err: error }, 'jobs: the worker has ended'),
      );
      if (stopping.signal.aborted) return;
      // Its clock may still run.
      runner.stop().catch(() => undefined);
      live.remove(name);
      log.warn('jobs: the worker is started again');
      const next = await started(() => run(options), { signal: stopping.signal, log });
      if (next === null) return;
      runner = next;
    }
  }

  for (const job of jobs) if (job.atStart === true) await runner.addJob(job.name, {}, byClock(job));
  live.start();
  return {
    async stop() {
      stopping.abort();
      // Refused by one that has ended meanwhile, which is what was wanted.
      await runner.stop().catch(() => undefined);
      await kept;
      await live.stop();
      await pool.end();
    },
  };
}

/** Tries until the database is back. Null when it is to be stopped first. */
async function started(begin: () => Promise<Runner>, { signal, log }: { signal: AbortSignal; log: Log }): Promise<Runner | null> {
  for (;;) {
    await sleep(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return null;
    try {
      return await begin();
    } catch (error) {
      log.debug({ err: error }, 'jobs: not started yet');
    }
  }
}

function openPool(connectionString: string, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: CONNECTIONS,
    application_name: 'afc-jobs',
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    // Of two kinds of connection only this one is broken off when an answer did not come in time: graphile-worker would go on with it.
    pipeline: true,
  });
  const lost = (error: Error): void => log.debug({ reason: error.message }, 'jobs: connection lost');
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  return pool;
}

function byClock({ name, alone }: Job<never>): { jobKey: string; queueName?: string } {
  return { jobKey: name, ...(alone === true ? { queueName: name } : {}) };
}

function tasksOf(jobs: readonly Job<never>[], log: Log, stopping: AbortSignal): Pick<RunnerOptions, 'taskList' | 'parsedCronItems'> {
  const taskList: TaskList = {};
  const crontab: CronItem[] = [];
  for (const job of jobs) {
    taskList[job.name] = async (payload) => {
      const began = performance.now();
      await job.run(payload as never, stopping);
      log.debug({ job: job.name, ms: Math.round(performance.now() - began) }, 'job done');
    };
    if (job.cron !== undefined) crontab.push({ task: job.name, match: job.cron, options: byClock(job) });
  }
  return { taskList, parsedCronItems: parseCronItems(crontab) };
}

function loggerOf(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === 'error') log.error({ meta: meta?.['failure'] ?? undefined }, message);
    else if (level === 'warning') log.warn(message);
    else log.trace(message);
  });
}
