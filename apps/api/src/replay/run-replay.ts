import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { isWindowLimit } from '../controls/compile.ts';
import { countQuestions, livesBefore, livesGoingOn, livesOf, type Period } from './history.ts';
import { InOrder } from './in-order.ts';
import type { PastLife } from './past.ts';
import { ReplayTooLargeError } from './replay.errors.ts';
import { type Proposal, Replay, type ReplaySink, type TwoLives } from './replay.ts';

export type ReplayBounds = {
  /** Questions of the period, and purchases from before it whose counters are made again. */
  readonly decisions: number;
  readonly ms: number;
};

/** So many are decided in a few milliseconds; then comes whatever else the process has to do. */
const PIECE = 200;
const DAY_MS = 86_400_000;
/** How long after its first message a purchase may still count something new, as an increment does. */
const LONGEST_LIFE_MS = 60 * DAY_MS;
/** Marqeta's clock and ours may differ: a question just after the beginning may count in the window before. */
const CLOCKS_DIFFER_MS = 300_000;

/**
 * Decides the recorded questions of a period again, in order, a page at a time: memory holds what is still open, not the history.
 * In the caller's snapshot, which reads only.
 * @throws ReplayTooLargeError
 */
export async function runReplay(
  manager: EntityManager,
  { period, proposal, bounds }: { readonly period: Period; readonly proposal: Proposal; readonly bounds: ReplayBounds },
  sink: ReplaySink,
): Promise<{ readonly decisions: number }> {
  if ((await countQuestions(manager, period, bounds.decisions)) > bounds.decisions) throw new ReplayTooLargeError();
  const until = performance.now() + bounds.ms;
  const inTime = async (): Promise<void> => {
    if (performance.now() > until) throw new ReplayTooLargeError();
    await nextTurn();
  };
  const replay = new Replay(proposal, sink);
  const order = new InOrder<TwoLives>();
  const begin = (life: PastLife): void => {
    order.begun(replay.begin(life));
  };

  const limit = proposal.proposed.all.find(isWindowLimit);
  if (limit === undefined || proposal.isRecorded) {
    (await livesGoingOn(manager, period)).forEach(begin);
  } else {
    const sinceMs = limit.usedAt(period.fromMs - CLOCKS_DIFFER_MS).window.startMs - LONGEST_LIFE_MS;
    let read = 0;
    for await (const lives of livesBefore(manager, period, Math.max(0, sinceMs))) {
      read += lives.length;
      if (read > bounds.decisions) throw new ReplayTooLargeError();
      lives.forEach(begin);
      await inTime();
    }
  }

  for await (const page of livesOf(manager, period, () => replay.readsRecords)) {
    for (const some of inPieces(page.lives)) {
      for (const life of some) {
        for (const step of order.take(replay.begin(life))) {
          // The step before may have made it so.
          if (page.lacksRecords && replay.readsRecords) await page.readRecords();
          replay.step(step.life, step.moment);
        }
      }
      await inTime();
    }
  }
  for (const { life, moment } of order.rest()) replay.step(life, moment);
  return { decisions: replay.questions };
}

function* inPieces<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += PIECE) yield items.slice(from, from + PIECE);
}
