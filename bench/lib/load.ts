import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { LoadPlan, LoadResult } from './load-plan.ts';

export type LoadGenerator = { run(plan: LoadPlan): Promise<LoadResult>; close(): Promise<void> };

/** Starts the process that sends the load, apart from the one that answers it. */
export function openLoadGenerator(): LoadGenerator {
  const child = fork(new URL('load-process.ts', import.meta.url), { serialization: 'advanced', execArgv: [] });
  return {
    async run(plan) {
      child.send(plan);
      return answerOf(child);
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

function answerOf(child: ChildProcess): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`The load generator ended with ${code}.`));
    child.once('exit', onExit);
    child.once('message', (message: { result?: LoadResult; error?: string }) => {
      child.off('exit', onExit);
      if (message.result === undefined) reject(new Error(message.error));
      else resolve(message.result);
    });
  });
}

/** Of the answers that came. */
export function percentile({ latenciesMs }: Pick<LoadResult, 'latenciesMs'>, share: number): number {
  if (latenciesMs.length === 0) return Number.NaN;
  return latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? Number.NaN;
}

/** Answers of this status in a second. */
export function perSecond({ statuses, elapsedMs }: LoadResult, status: number): number {
  return (countOf(statuses, status) * 1000) / elapsedMs;
}

export function countOf(statuses: Uint16Array, status: number): number {
  let count = 0;
  for (const each of statuses) if (each === status) count += 1;
  return count;
}
