import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Log } from '../platform/log.ts';
import type { Publisher } from '../platform/publish.ts';
import { BatchLog } from './batch-log.ts';
import { Batches } from './batches.ts';
import { CardDirectory } from './card-directory.ts';
import { ControlsCache } from './controls-cache.ts';
import { decideBatch, type Decided } from './decide-batch.ts';
import { foundLocked, isAway, ranOutOfTime } from '../platform/failures.ts';
import { type Alert, type Answer, refusal } from './judge.ts';
import type { AuthorizationRequest } from './request.ts';
import type { RefusalReason } from './verdict.ts';

export type AuthorizerDeps = {
  readonly gateway: pg.Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly publisher: Publisher;
  /** Our own deadline, well inside Marqeta's. */
  readonly deadlineMs: number;
  /** As many as there are processors, if nothing is said: more make batches smaller, and each batch costs a transaction. */
  readonly lanes?: number;
  readonly maxBatch?: number;
  /** More than this waiting in all: a prompt decline is better than a late one. */
  readonly maxQueue?: number;
  /** What was approved although nobody waits for the answer any more: its hold is let go at once. */
  readonly releaseLate: (late: readonly { readonly companyId: string; readonly authorizationId: string }[]) => Promise<void>;
};

/** A question on its way. */
type Pending = {
  readonly request: AuthorizationRequest;
  readonly receivedAt: number;
  readonly answer: (answer: Answer) => void;
  answered: boolean;
};

export type Authorizer = {
  /** Never rejects: what fails is a decline with its reason. */
  submit(request: AuthorizationRequest): Promise<Answer>;
  /** Questions waiting or being decided. */
  readonly waiting: number;
  stop(): Promise<void>;
};

/** So many companies wait at once for gates that somebody else holds, each on a connection of its own. */
const GATE_LANES = 4;

/** How often it is looked whose deadline has passed. */
const TICK_MS = 20;

/**
 * Takes questions one by one and decides them in batches: what arrives while a lane's batch is in flight is its next batch.
 * No timer delays anything; a lone question is a batch of one. A lane waits for no gate: where somebody else holds a company's, its
 * questions wait for it in a lane for gates, company by company.
 */
export function createAuthorizer(deps: AuthorizerDeps): Authorizer {
  const { gateway, log, deadlineMs, maxBatch = 128, maxQueue = 4096 } = deps;
  const directory = new CardDirectory(gateway);
  const cache = new ControlsCache();
  const batchLog = new BatchLog(gateway, log);
  const open = new Set<Pending>();
  let clocksSaidAt = Number.NEGATIVE_INFINITY;
  const lanes = Array.from(
    { length: deps.lanes ?? Math.max(2, availableParallelism()) },
    () => new Batches<Pending>({ maxBatch, run: decideFree }),
  );
  const gateLanes = Array.from({ length: GATE_LANES }, () => new Batches<Pending>({ maxBatch, run: decideByCompany }));
  const lookups = new Batches<Pending>({ maxBatch: 512, run: lookUp });

  function addTo(among: readonly Batches<Pending>[], pending: Pending): void {
    const profile = directory.known(pending.request.cardToken);
    if (profile === undefined) refuse(pending, 'CARD_UNKNOWN');
    else laneOf(among, profile.companyId).add(pending);
  }

  /** False when it was answered already: its deadline had passed. */
  function claim(pending: Pending): boolean {
    open.delete(pending);
    if (pending.answered) return false;
    pending.answered = true;
    return true;
  }

  function settle(pending: Pending, answer: Answer): void {
    if (claim(pending)) pending.answer(answer);
  }

  const refuse = (pending: Pending, reason: RefusalReason): void => settle(pending, refusal(pending.request, reason));

  /** Looks once more for each alone when that may tell a token that no database can hold from the others. */
  async function lookUp(batch: readonly Pending[]): Promise<void> {
    try {
      await directory.find([...new Set(batch.map(({ request }) => request.cardToken))]);
    } catch (error) {
      log.error({ err: error, batch: batch.length }, 'cards could not be looked up');
      if (batch.length > 1 && !isAway(error) && !ranOutOfTime(error)) {
        for (const pending of batch) await lookUp([pending]);
        return;
      }
      for (const pending of batch) refuse(pending, 'UNAVAILABLE');
      return;
    }
    for (const pending of batch) addTo(lanes, pending);
  }

  /** What belongs to nobody's held gate. The others wait for theirs apart, so that nobody waits with them. */
  function decideFree(batch: readonly Pending[]): Promise<void> {
    return decideAll(batch, false);
  }

  async function decideByCompany(batch: readonly Pending[]): Promise<void> {
    for (const group of byCompany(batch)) await decideAll(group, true);
  }

  /**
   * A batch that fails is tried once more split by company, then one by one: only the culprit is declined. Who did not get the gate
   * waits for it as long as the deadline allows.
   */
  async function decideAll(batch: readonly Pending[], waits: boolean): Promise<void> {
    try {
      await decideOnce(batch, waits);
    } catch (error) {
      const groups = groupsAfter(error, batch);
      if (groups.length === 0 && foundLocked(error)) {
        for (const pending of batch) if (!pending.answered) addTo(gateLanes, pending);
        return;
      }
      log.error({ err: error, batch: batch.length, retried: groups.length }, 'a batch of decisions failed');
      const reason = isAway(error) || ranOutOfTime(error) ? 'UNAVAILABLE' : 'RECORD_FAILED';
      if (groups.length === 0) for (const pending of batch) refuse(pending, reason);
      for (const group of groups) await decideAll(group, waits);
    }
  }

  /** Smaller groups in which a batch is tried again; none where that would only cost more time. */
  function groupsAfter(error: unknown, batch: readonly Pending[]): Pending[][] {
    if (isAway(error)) return [];
    const groups = byCompany(batch);
    if (groups.length > 1) return groups;
    return ranOutOfTime(error) || batch.length < 2 ? [] : batch.map((pending) => [pending]);
  }

  function byCompany(batch: readonly Pending[]): Pending[][] {
    const groups = new Map<string, Pending[]>();
    for (const pending of batch) {
      const companyId = directory.known(pending.request.cardToken)?.companyId ?? '';
      const group = groups.get(companyId);
      if (group === undefined) groups.set(companyId, [pending]);
      else group.push(pending);
    }
    return [...groups.values()];
  }

  async function decideOnce(batch: readonly Pending[], waits: boolean): Promise<void> {
    const waiting = batch.filter(({ answered }) => !answered);
    if (waiting.length === 0) return;
    const decided = await decideBatch({ ...deps, directory, cache, newId: () => uuidv7(deps.clock) }, waiting, waits);
    for (const { companyId, number } of decided.feed) deps.publisher.companyAt(companyId, number);
    for (const alert of decided.alerts) warn(alert);
    const late = answerAll(waiting, decided);
    if (late.length === 0) return;
    log.warn({ late: late.length }, 'approved too late: the holds are released');
    await deps.releaseLate(late).catch((error: unknown) => log.error({ err: error, late }, 'late holds not released yet: the sweep will'));
  }

  /** Clocks that differ differ for every request: it is said once a minute. */
  function warn(alert: Alert): void {
    const now = performance.now();
    if (alert.kind === 'CLOCKS_DIFFER') {
      if (now < clocksSaidAt + 60_000) return;
      clocksSaidAt = now;
    }
    log.warn({ alert }, 'a request needs looking into');
  }

  /** Answers, and tells which approvals found nobody waiting. */
  function answerAll(batch: readonly Pending[], { answers, times }: Decided): { companyId: string; authorizationId: string }[] {
    const late: { companyId: string; authorizationId: string }[] = [];
    const inTime: (() => void)[] = [];
    batch.forEach((pending, i) => {
      const answer = answers[i];
      if (answer === undefined) return;
      if (answer === null) {
        if (!pending.answered) addTo(gateLanes, pending);
        return;
      }
      const companyId = directory.known(pending.request.cardToken)?.companyId;
      if (claim(pending)) inTime.push(() => pending.answer(answer));
      else if (answer.outcome === 'APPROVED' && answer.authorizationId !== null && companyId !== undefined && answer.isNew)
        late.push({ companyId, authorizationId: answer.authorizationId });
    });
    // The lane's next batch goes to the database first: these answers are written while that is gathered.
    setImmediate(() => {
      for (const answer of inTime) answer();
      if (times !== null) batchLog.add({ ...times, answeredMs: deps.clock.now().getTime() });
    });
    return late;
  }

  const ticking = setInterval(() => {
    const now = performance.now();
    for (const pending of open) {
      if (now - pending.receivedAt < deadlineMs) break;
      refuse(pending, 'TOO_LATE');
    }
  }, TICK_MS);
  ticking.unref();

  return {
    submit: (request) =>
      new Promise((resolve) => {
        const pending: Pending = { request, receivedAt: performance.now(), answer: resolve, answered: false };
        if (open.size >= maxQueue) {
          refuse(pending, 'OVERLOADED');
          return;
        }
        open.add(pending);
        if (directory.known(request.cardToken) === undefined) lookups.add(pending);
        else addTo(lanes, pending);
      }),
    get waiting() {
      return open.size;
    },
    async stop() {
      await lookups.idle();
      await Promise.all(lanes.map((lane) => lane.idle()));
      await Promise.all(gateLanes.map((lane) => lane.idle()));
      // Not before: it is the deadline that ends the waiting for a gate.
      clearInterval(ticking);
      await nextTurn();
      await batchLog.stop();
    },
  };
}

function laneOf(among: readonly Batches<Pending>[], companyId: string): Batches<Pending> {
  let hash = 0;
  for (let i = 0; i < companyId.length; i += 1) hash = (hash * 31 + companyId.charCodeAt(i)) | 0;
  const lane = among[Math.abs(hash) % among.length];
  if (lane === undefined) throw new Error('no lanes');
  return lane;
}
