import { randomUUID } from 'node:crypto';
import { MarqetaError } from '@afc/marqeta';
import type { Job } from '../platform/jobs.ts';
import { goesOn, nextWindow, type Pass, PASSES, slicesOf } from './passes.ts';
import { advanceRun, beginRun, finishRun, lastRun, leaveLease, type Run, takeLease } from './run-store.ts';
import { compareSlice, type WalkDeps } from './walk.ts';

export type ReconcileDeps = WalkDeps & {
  /** Looks at how Marqeta decides in our place. */
  readonly lookAtCommando: () => Promise<void>;
};

/** The long walk leaves the worker to others after so long, and goes on with the next turn. */
const TURN_MS = 4 * 60_000;

/** Compares what we have with what Marqeta has; what is missing is fetched and applied as if its webhook had come. */
export function reconcileJob(deps: ReconcileDeps): Job<unknown> {
  return {
    name: 'transactions.reconcile',
    cron: '*/5 * * * *',
    async run() {
      const holder = randomUUID();
      if (!(await takeLease(deps.gateway, deps.clock, holder))) return;
      const endsAt = performance.now() + TURN_MS;
      try {
        await deps.lookAtCommando();
        for (const pass of PASSES) await walk(deps, pass, holder, endsAt);
      } catch (error) {
        if (!isAway(error)) throw error;
        deps.meter.interrupted();
        deps.log.warn({ err: error }, 'Marqeta did not answer: the comparison goes on later');
      } finally {
        await leaveLease(deps.gateway, holder);
      }
    },
  };
}

async function walk(deps: ReconcileDeps, pass: Pass, holder: string, endsAt: number): Promise<void> {
  const { gateway, clock } = deps;
  const begun = await runToWalk(deps, pass);
  if (begun === null) return;
  const { run, fromMs } = begun;
  const pause = async (): Promise<void> => {
    await deps.pause();
    await takeLease(gateway, clock, holder);
  };
  for (const slice of slicesOf(pass, { fromMs, toMs: run.toMs })) {
    if (performance.now() > endsAt || !(await takeLease(gateway, clock, holder))) return;
    const result = await compareSlice({ ...deps, pause }, run, slice);
    await advanceRun(gateway, clock, run, slice.toMs, result);
    if (result.found > 0) deps.log.warn({ pass, found: result.found, from: new Date(slice.fromMs) }, 'Marqeta and we differed');
  }
  await finishRun(gateway, clock, run);
}

/** The run that was broken off, or the next when one is due. */
async function runToWalk({ gateway, clock }: ReconcileDeps, pass: Pass): Promise<{ run: Run; fromMs: number } | null> {
  const nowMs = clock.now().getTime();
  const last = await lastRun(gateway, pass);
  if (last !== null && goesOn(pass, last, nowMs)) return { run: { ...last, pass }, fromMs: last.reachedMs };
  const window = nextWindow(pass, last, nowMs);
  return window === null ? null : { run: await beginRun(gateway, clock, pass, window), fromMs: window.fromMs };
}

function isAway(error: unknown): boolean {
  return error instanceof MarqetaError && (error.kind === 'unavailable' || error.kind === 'rate_limited');
}
