import { EventEmitter } from 'node:events';
import { type CronItem, Logger, parseCronItems, run, type TaskList, type WorkerEvents } from 'graphile-worker';
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

/** Runs the jobs of the list. A handler that throws is tried again with exponential back-off by graphile-worker. */
export async function startWorker({ ownerUrl, jobs, concurrency, log }: WorkerOptions): Promise<RunningWorker> {
  const taskList: TaskList = {};
  const crontab: CronItem[] = [];
  for (const job of jobs) {
    taskList[job.name] = async (payload) => {
      const started = performance.now();
      await job.run(payload as never);
      log.debug({ job: job.name, ms: Math.round(performance.now() - started) }, 'job done');
    };
    if (job.cron !== undefined) crontab.push({ task: job.name, match: job.cron, options: { jobKey: job.name } });
  }
  const live = new LiveWorkers(ownerUrl, log);
  const events: WorkerEvents = new EventEmitter();
  events.on('worker:create', ({ worker }) => live.add(worker.workerId));
  const runner = await run({
    events,
    connectionString: ownerUrl,
    taskList,
    parsedCronItems: parseCronItems(crontab),
    concurrency: concurrency ?? 4,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: new Logger(() => (level, message, meta) => {
      if (level === 'error') log.error({ meta: meta?.['failure'] ?? undefined }, message);
      else if (level === 'warning') log.warn(message);
      else log.trace(message);
    }),
  });
  for (const { name, atStart } of jobs) if (atStart === true) await runner.addJob(name, {}, { jobKey: name });
  live.start();
  return {
    async stop() {
      await runner.stop();
      await live.stop();
    },
  };
}
