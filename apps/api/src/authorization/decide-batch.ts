import type pg from 'pg';
import { type CompiledControls, isWindowLimit } from '../controls/compile.ts';
import type { Clock } from '../platform/clock.ts';
import { allInTurn, inOneWrite, withConnection } from '../platform/database.ts';
import { Book } from './book.ts';
import type { CardDirectory, CardProfile } from './card-directory.ts';
import { type ControlsCache, freshControls } from './controls-cache.ts';
import type { BatchTimes } from './batch-log.ts';
import { ANSWER_WITHIN_MS } from './answer-within.ts';
import { gather, gatherCounters, type Gathered, type Wanted } from './gather.ts';
import { noteHoldsStatement } from './hold-events.ts';
import { type Alert, type Answer, judgeBatch, type Question } from './judge.ts';
import { recordStatement } from './record.ts';
import type { AuthorizationRequest } from './request.ts';

export type DecideDeps = {
  readonly gateway: pg.Pool;
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly directory: CardDirectory;
  readonly cache: ControlsCache;
  readonly newId: () => string;
};

export type Asked = { readonly request: AuthorizationRequest; readonly receivedAt: number };

export type Decided = {
  /** In the order of the questions. `isNew`: decided now, not an answer given again. Null: somebody holds the company's gate. */
  readonly answers: readonly ((Answer & { readonly isNew: boolean }) | null)[];
  readonly alerts: readonly Alert[];
  /** How far each company's feed has come. */
  readonly feed: readonly { readonly companyId: string; readonly number: bigint }[];
  /** Null when nothing was recorded. */
  readonly times: Omit<BatchTimes, 'answeredMs'> | null;
};

/**
 * Short waits for a lock, since others wait with the one who does (it is tried again, see `decideAll`), and never a statement longer
 * than our deadline. Plans are made once, for indexes, whatever the tables hold today.
 */
const BEGIN = `BEGIN; SET LOCAL lock_timeout = 100; SET LOCAL statement_timeout = 1200; SET LOCAL synchronous_commit = on;
SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off`;

/**
 * Gather, decide, record: one transaction for all questions of a batch. Nothing is answered before it is committed.
 * @param waits for gates that somebody holds; otherwise the questions of their companies are left unanswered
 */
export async function decideBatch(deps: DecideDeps, asked: readonly Asked[], waits: boolean): Promise<Decided> {
  const profiles = asked.map(({ request }) => profileOf(deps.directory, request));
  const foreseen = await loadControls(deps, profiles);
  return withConnection(deps.gateway, ANSWER_WITHIN_MS, (client) => decideWithin(client, deps, { asked, profiles, foreseen, waits }));
}

/** Controls by company, for one batch: the cache is that of batches in other lanes too, which may read a company's again meanwhile. */
type Controls = ReadonlyMap<string, CompiledControls>;

type Batch = {
  readonly asked: readonly Asked[];
  readonly profiles: readonly CardProfile[];
  readonly foreseen: Controls;
  readonly waits: boolean;
};

async function decideWithin(client: pg.PoolClient, deps: DecideDeps, { asked, profiles, foreseen, waits }: Batch): Promise<Decided> {
  const started = performance.now();
  const nowMs = deps.clock.now().getTime();
  const batchId = deps.newId();
  const wanted = wantedBy(foreseen, asked, profiles, nowMs);
  // Sent one behind the other, like record and COMMIT: a batch waits for the database twice, not four times. Where no transaction has begun,
  // nothing is recorded.
  const [, found] = await inOneWrite(client, () => allInTurn([client.query(BEGIN), gather(client, wanted, waits)]));
  const isFree = profiles.map(({ companyId }) => found.gates.has(companyId));
  const free = { asked: asked.filter((_, i) => isFree[i]), profiles: profiles.filter((_, i) => isFree[i]), nowMs, wanted, foreseen };
  const { gathered, controls } = await bringUpToDate(client, deps, found, free);
  const gatheredAt = performance.now();
  const book = new Book(gathered, { nowMs, newId: deps.newId });
  const questions = free.asked.map(({ request, receivedAt }, i): Question => {
    const profile = free.profiles[i];
    if (profile === undefined) throw new Error('a question without a card');
    return {
      request,
      profile,
      isLate: () => performance.now() - receivedAt >= deps.deadlineMs,
      timing: () => ({
        batch: free.asked.length,
        batchId,
        waitedUs: microseconds(started - receivedAt),
        gatherUs: microseconds(gatheredAt - started),
        decideUs: microseconds(performance.now() - gatheredAt),
        leftMs: Math.round(deps.deadlineMs - (performance.now() - receivedAt)),
      }),
    };
  });
  const judged = judgeBatch(questions, {
    gathered,
    controlsOf: (companyId) => compiledOf(controls, companyId),
    book,
    nowMs,
    newId: deps.newId,
  });
  const writes = { ...book.writes(), authorizations: judged.authorizations };
  const decidedAt = performance.now();
  const isRecorded = writes.authorizations.length > 0;
  const notes = judged.toldFirst.map((note) => ({ ...note, id: deps.newId(), atMs: nowMs, detail: null, askAtMs: null }));
  // Made before anything is on its way. When PostgreSQL refuses one, the others only end a transaction that is lost already.
  const statements = [isRecorded ? recordStatement(nowMs, writes) : null, noteHoldsStatement(notes)].filter(
    (statement) => statement !== null,
  );
  await inOneWrite(client, () => allInTurn([...statements.map((statement) => client.query(statement)), client.query('COMMIT')]));
  const recordUs = microseconds(performance.now() - decidedAt);
  const isNew = new Set(judged.authorizations.map(({ id }) => id));
  const answers = judged.answers.map((answer) => ({
    ...answer,
    isNew: answer.authorizationId !== null && isNew.delete(answer.authorizationId),
  }));
  let answered = 0;
  return {
    answers: isFree.map((has) => (has ? (answers[answered++] ?? null) : null)),
    alerts: judged.alerts,
    feed: writes.gates.map(({ companyId, nextFeedNumber }) => ({ companyId, number: nextFeedNumber - 1n })),
    times: isRecorded ? { id: batchId, size: free.asked.length, recordUs, committedMs: deps.clock.now().getTime() } : null,
  };
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}

function profileOf(directory: CardDirectory, { cardToken }: AuthorizationRequest): CardProfile {
  const profile = directory.known(cardToken);
  if (profile === undefined) throw new Error(`card ${cardToken} is not in the directory`);
  return profile;
}

async function loadControls({ cache, gateway }: DecideDeps, profiles: readonly CardProfile[]): Promise<Controls> {
  const companyIds = [...new Set(profiles.map(({ companyId }) => companyId))];
  const missing = companyIds.filter((companyId) => cache.get(companyId) === undefined);
  if (missing.length > 0) await withConnection(gateway, ANSWER_WITHIN_MS, (client) => cache.load(client, missing));
  return new Map(
    companyIds.flatMap((companyId) => {
      const compiled = cache.get(companyId);
      return compiled === undefined ? [] : [[companyId, compiled]];
    }),
  );
}

function compiledOf(controls: Controls, companyId: string): CompiledControls {
  const compiled = controls.get(companyId);
  if (compiled === undefined) throw new Error(`no controls of company ${companyId}`);
  return compiled;
}

function wantedBy(controls: Controls, asked: readonly Asked[], profiles: readonly CardProfile[], nowMs: number): Wanted {
  return {
    companyIds: [...new Set(profiles.map(({ companyId }) => companyId))],
    cards: [...new Map(profiles.map((profile) => [profile.cardId, profile])).values()],
    counters: countersOf(controls, asked, profiles, nowMs),
    jitTokens: asked.map(({ request }) => request.jitToken),
    transactionTokens: asked.map(({ request }) => request.transactionToken),
    relatedTokens: asked.flatMap(({ request }) => (request.relatedToken === null ? [] : [request.relatedToken])),
    newTokens: asked.flatMap(({ request: { transactionToken, relatedToken } }, i) => {
      const companyId = profiles[i]?.companyId;
      if (companyId === undefined) return [];
      return relatedToken === null
        ? [{ companyId, token: transactionToken }]
        : [
            { companyId, token: transactionToken },
            { companyId, token: relatedToken },
          ];
    }),
  };
}

/** The counters of all limits that bind the questions, each once. */
function countersOf(controls: Controls, asked: readonly Asked[], profiles: readonly CardProfile[], nowMs: number): Wanted['counters'] {
  const counters = new Map<string, { companyId: string; id: string }>();
  profiles.forEach((profile, i) => {
    const { atMs: askedAtMs = null, traits } = asked[i]?.request ?? {};
    const atMs = askedAtMs ?? nowMs;
    const mcc = traits?.mcc ?? null;
    const add = (id: string): void => {
      if (!counters.has(id)) counters.set(id, { companyId: profile.companyId, id });
    };
    const compiled = compiledOf(controls, profile.companyId);
    for (const { counterId } of compiled.exceptionsFor(profile)) add(counterId);
    for (const control of compiled.bindingOn(profile)) {
      if (!isWindowLimit(control) || !control.counts(mcc)) continue;
      for (const id of control.usedAt(atMs).ids) add(id);
    }
  });
  return [...counters.values()];
}

type Asking = {
  readonly asked: readonly Asked[];
  readonly profiles: readonly CardProfile[];
  readonly nowMs: number;
  readonly wanted: Wanted;
  readonly foreseen: Controls;
};

/** What was foreseen was only a guess at what to ask for. Where the gate says otherwise, controls are read again, and the counters that were not foreseen. */
async function bringUpToDate(
  client: pg.PoolClient,
  { cache }: DecideDeps,
  found: Gathered,
  { asked, profiles, nowMs, wanted, foreseen }: Asking,
): Promise<{ readonly gathered: Gathered; readonly controls: Controls }> {
  const controlsOf = await freshControls(client, cache, found.gates);
  const controls = new Map([...found.gates.keys()].map((companyId) => [companyId, controlsOf(companyId)]));
  const isStale = [...found.gates].some(([companyId, { version }]) => foreseen.get(companyId)?.version !== version);
  const moved = profiles.some(({ cardId, teamIds }) => !sameIds(found.cards.get(cardId)?.teamIds ?? [], teamIds));
  if (!isStale && !moved) return { gathered: found, controls };
  const asFound = profiles.map((profile) => ({ ...profile, teamIds: found.cards.get(profile.cardId)?.teamIds ?? profile.teamIds }));
  const known = new Set(wanted.counters.map(({ id }) => id));
  const unforeseen = countersOf(controls, asked, asFound, nowMs).filter(({ id }) => !known.has(id));
  if (unforeseen.length === 0) return { gathered: found, controls };
  return { gathered: { ...found, counters: new Map([...found.counters, ...(await gatherCounters(client, unforeseen))]) }, controls };
}

function sameIds(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, i) => id === right[i]);
}
