import type { Transaction } from '@afc/marqeta';
import type pg from 'pg';
import type { CardDirectory } from '../authorization/card-directory.ts';
import { readTime } from '../authorization/request.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { messageOf } from '../transactions/message-of.ts';
import { type IncomingMessage, transactionMessage } from '../webhooks/incoming-message.ts';
import { compare, type Compared, type Difference, type OurMessage } from './compare.ts';
import { type Found, healDifferences, keepDifferences } from './difference-store.ts';
import { findOurs, purchasesOf } from './ours.ts';
import type { Window } from './passes.ts';
import type { ReconciliationMeter } from './reconciliation-meter.ts';
import type { Run, SliceResult } from './run-store.ts';
import { addDays, movedBy, type Settled, type SettledDay, settle } from './settlement.ts';

export type WalkDeps = {
  readonly gateway: pg.Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: CardDirectory;
  readonly meter: ReconciliationMeter;
  /** Marqeta's transactions of a window in every state, the oldest first (wire-format §9.1). */
  readonly listTransactions: (window: Window) => AsyncIterable<Transaction>;
  /** Whether Marqeta has a transaction of this token. */
  readonly knows: (token: string) => Promise<boolean>;
  /** Stores what was missed beside the webhooks, to be applied like them. */
  readonly store: (messages: readonly IncomingMessage[]) => Promise<void>;
  /** Applies whatever waits. */
  readonly drain: () => Promise<void>;
  /** Between two pages: Marqeta's limits are not published (§1.14). */
  readonly pause: () => Promise<void>;
};

/** As many as a page of Marqeta's has (wire-format §1.10). */
const PAGE = 100;

/** Transactions of ours that Marqeta's list has not, asked about one by one. */
const MOST_ASKED = 100;

/** Marqeta's list may be so late (wire-format §9.2). */
const LIST_LAG_MS = 4 * 3_600_000;

type Theirs = { readonly transaction: Transaction; readonly read: Compared | string | null; readonly companyId: string | null };

/** Compares a stretch of time with Marqeta, and feeds what we do not have to the intake of the webhooks. */
export async function compareSlice(deps: WalkDeps, run: Run, slice: Window): Promise<SliceResult> {
  const thorough = run.pass === 'MONTHS';
  const seen = new Set<string>();
  let result: SliceResult = { compared: 0, found: 0, settled: [] };
  for await (const page of pagesOf(deps.listTransactions(slice))) {
    const theirs = await withCompanies(deps.directory, page);
    const { found, ours } = await comparePage(deps, run, theirs);
    const settled = thorough ? await settlePage(deps, run, slice, theirs, ours) : [];
    result = { compared: result.compared + page.length, found: result.found + found, settled: addDays(result.settled, settled) };
    if (thorough) for (const { token } of page) seen.add(token);
    deps.meter.compared(run.pass, page.length);
    await deps.pause();
  }
  if (!thorough || slice.toMs > deps.clock.now().getTime() - LIST_LAG_MS) return result;
  return { ...result, found: result.found + (await findOnlyOurs(deps, run, slice, seen)) };
}

async function* pagesOf(transactions: AsyncIterable<Transaction>): AsyncGenerator<Transaction[]> {
  let page: Transaction[] = [];
  for await (const transaction of transactions) {
    page.push(transaction);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function withCompanies(directory: CardDirectory, page: readonly Transaction[]): Promise<Theirs[]> {
  const strange = [...new Set(page.flatMap(({ card_token: token }) => token ?? []))].filter(
    (token) => directory.known(token) === undefined,
  );
  if (strange.length > 0) await directory.find(strange);
  return page.map((transaction) => ({
    transaction,
    read: messageOf(transaction),
    companyId: directory.known(transaction.card_token ?? '')?.companyId ?? null,
  }));
}

/** @returns how many differences are new, and what we have of the page in the end */
async function comparePage(
  deps: WalkDeps,
  run: Run,
  theirs: readonly Theirs[],
): Promise<{ found: number; ours: ReadonlyMap<string, OurMessage> }> {
  const { gateway, clock } = deps;
  const tokens = theirs.map(({ transaction }) => transaction.token);
  let ours = await findOurs(gateway, tokens);
  const differing = differingOf(theirs, ours);
  const fresh = await keepDifferences(
    gateway,
    clock,
    run.id,
    differing.map(([one, what]) => foundOf(one, what, ours)),
  );
  const toFeed = differing.filter(
    ([
      {
        transaction: { token },
      },
      what,
    ]) => what === 'MISSED' || (FED.has(what) && fresh.has(token)),
  );
  if (toFeed.length > 0) {
    await deps.store(toFeed.map(([{ transaction }]) => transactionMessage(JSON.stringify(transaction))));
    await deps.drain();
    ours = await findOurs(gateway, tokens);
  }
  const still = differingOf(theirs, ours);
  if (toFeed.length > 0)
    await keepDifferences(
      gateway,
      clock,
      run.id,
      still.map(([one, what]) => foundOf(one, what, ours)),
    );
  const open = new Set(still.map(([{ transaction }]) => transaction.token));
  await healDifferences(
    gateway,
    clock,
    tokens.filter((token) => !open.has(token)),
    'MESSAGE',
  );
  for (const [{ transaction }, what] of differing) if (fresh.has(transaction.token)) deps.meter.found(what, 1);
  return { found: fresh.size, ours };
}

/** What another snapshot can put right. */
const FED: ReadonlySet<Difference> = new Set(['LESS_ADVANCED', 'AMOUNT_DIFFERS']);

function differingOf(theirs: readonly Theirs[], ours: ReadonlyMap<string, OurMessage>): (readonly [Theirs, Difference])[] {
  return theirs.flatMap((one) => {
    const what = compare(one.read, ours.get(one.transaction.token) ?? NOTHING);
    return what === null ? [] : [[one, what] as const];
  });
}

const NOTHING: OurMessage = { event: null, heard: false, problem: null };

function foundOf({ transaction, read, companyId }: Theirs, what: Difference, ours: ReadonlyMap<string, OurMessage>): Found {
  const event = ours.get(transaction.token)?.event ?? null;
  const message = typeof read === 'string' ? null : read;
  return {
    companyId: event?.companyId ?? companyId,
    what,
    token: transaction.token,
    type: transaction.type,
    transactionId: event?.transactionId ?? null,
    currency: message?.currency ?? null,
    theirsState: transaction.state,
    oursState: event?.state ?? null,
    theirsMinor: message?.message.amount ?? null,
    oursMinor: event?.minor ?? null,
    settledOn: dayOf(transaction),
    saidMs: message?.message.atMs ?? readTime(transaction.created_time) ?? 0,
  };
}

/** What moved money for good, set against the ledger. A message at the end of the slice belongs to the next. */
async function settlePage(
  deps: WalkDeps,
  run: Run,
  slice: Window,
  theirs: readonly Theirs[],
  ours: ReadonlyMap<string, OurMessage>,
): Promise<readonly SettledDay[]> {
  const settled = theirs.flatMap((one) => settledOf(one, slice, ours));
  if (settled.length === 0) return [];
  const { days, differing } = await settle(deps.gateway, settled);
  // What is missing as a message is no second difference.
  const booked = differing.filter(({ token }) => ours.get(token)?.event != null);
  const found = booked.map(
    ({ ours: minor, day, ...one }): Found => ({
      ...{ companyId: one.companyId, what: 'SETTLEMENT_DIFFERS', token: one.token, type: one.type, transactionId: one.transactionId },
      ...{ currency: one.currency, theirsState: one.state, oursState: one.state, theirsMinor: one.theirs, oursMinor: minor },
      ...{ settledOn: day, saidMs: one.atMs },
    }),
  );
  const fresh = await keepDifferences(deps.gateway, deps.clock, run.id, found);
  deps.meter.found('SETTLEMENT_DIFFERS', fresh.size);
  const wrong = new Set(differing.map(({ token }) => token));
  await healDifferences(
    deps.gateway,
    deps.clock,
    settled.map(({ token }) => token).filter((token) => !wrong.has(token)),
    'SETTLEMENT',
  );
  return days;
}

function settledOf({ transaction, read, companyId }: Theirs, { fromMs, toMs }: Window, ours: ReadonlyMap<string, OurMessage>): Settled[] {
  const day = dayOf(transaction);
  if (typeof read === 'string' || read === null || companyId === null || day === null) return [];
  const { message, effect, currency } = read;
  const theirs = movedBy(effect, message.state, message.amount);
  if (theirs === null || theirs === 0n || message.atMs < fromMs || message.atMs >= toMs) return [];
  const transactionId = ours.get(message.token)?.event?.transactionId ?? null;
  const { token, type, state, atMs } = message;
  return [{ companyId, transactionId, token, type, state, atMs, currency, day, theirs }];
}

/** Settlement days are written as moments at midnight UTC (wire-format §1.6). */
function dayOf({ settlement_date: date }: Transaction): string | null {
  return date !== undefined && /^\d{4}-\d{2}-\d{2}/.test(date) ? date.slice(0, 10) : null;
}

/** Purchases of ours that the list did not have and that Marqeta, asked about each, does not know. */
async function findOnlyOurs(deps: WalkDeps, run: Run, { fromMs, toMs }: Window, seen: ReadonlySet<string>): Promise<number> {
  const { gateway, clock, log } = deps;
  const unseen = (await purchasesOf(gateway, fromMs, toMs)).filter(({ token }) => !seen.has(token));
  if (unseen.length > MOST_ASKED)
    log.warn({ unseen: unseen.length }, 'Marqeta lists far fewer purchases than we have: only some are asked about');
  const found: Found[] = [];
  const known: string[] = [];
  for (const purchase of unseen.slice(0, MOST_ASKED)) {
    if (await deps.knows(purchase.token)) {
      known.push(purchase.token);
      continue;
    }
    const { companyId, transactionId, token, kind, status, currency, minor, at } = purchase;
    found.push({
      ...{ companyId, what: 'ONLY_OURS', token, type: kind, transactionId, currency },
      ...{ theirsState: null, oursState: status, theirsMinor: null, oursMinor: BigInt(minor), settledOn: null, saidMs: at.getTime() },
    });
  }
  const fresh = await keepDifferences(gateway, clock, run.id, found);
  deps.meter.found('ONLY_OURS', fresh.size);
  await healDifferences(gateway, clock, known, 'MESSAGE');
  return fresh.size;
}
