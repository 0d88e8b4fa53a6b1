import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CardTransition,
  type ChargebackTransition,
  type CommandoTransition,
  type DigitalWalletTokenTransition,
  readEvent,
  type ThreeDsTransition,
  type WebhookEvent,
} from '@afc/marqeta';
import type pg from 'pg';
import { isAway } from '../platform/failures.ts';
import { type HolderTransition, readBusinessTransition, readUserTransition } from '../marqeta/holder-report.ts';
import { allInTurn } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Publisher } from '../platform/publish.ts';
import { sqlState } from '../platform/transact.ts';
import { type ApplyDeps, applyBatch, type Incoming } from '../transactions/apply-batch.ts';
import { applyCharge, companiesOfCharges, type IncomingCharge } from '../transactions/apply-charges.ts';
import { inFewWrites, inTransaction } from '../transactions/in-transaction.ts';
import { messageOf } from '../transactions/message-of.ts';
import { applyCommandoTransition } from './apply-commando-transition.ts';
import { noteLetters, putBackThoseAbout } from './dead-letters.ts';
import { typeName, type WebhookMeter } from './meter.ts';

/** What is done in our transaction with something that Marqeta reports of a card. Null: no company has such a card. */
type CardSink<Report> = (
  client: pg.ClientBase,
  report: Report,
) => Promise<{ readonly companyId: string; readonly feedNumber: bigint | null } | null>;
export type CardTransitionSink = CardSink<CardTransition>;
/** A card in a phone. */
export type WalletSink = CardSink<DigitalWalletTokenTransition>;
/** A purchase that its holder is asked to confirm. */
export type AuthenticationSink = CardSink<ThreeDsTransition>;

/** What the people slice does with what Marqeta reports of a company or a person, in our transaction. Null: it is none of ours. */
export type HolderTransitionSink = {
  /** Whose gates are to be taken before. */
  companiesOf(client: pg.ClientBase, transitions: readonly HolderTransition[]): Promise<readonly string[]>;
  apply(client: pg.ClientBase, transition: HolderTransition): Promise<{ readonly companyId: string } | null>;
};

/** What the disputes slice does with a step of a dispute. Null: no dispute of ours is meant. */
export type ChargebackSink = {
  /** Whose gates are to be taken before. */
  companiesOf(client: pg.ClientBase, transitions: readonly ChargebackTransition[]): Promise<readonly string[]>;
  apply(
    client: pg.ClientBase,
    transition: ChargebackTransition,
  ): Promise<{ readonly companyId: string; readonly feedNumber: bigint | null } | null>;
};

export type DrainDeps = ApplyDeps & {
  readonly gateway: pg.Pool;
  readonly log: Log;
  readonly publisher: Publisher;
  readonly meter: WebhookMeter;
  readonly applyCardTransition: CardTransitionSink;
  readonly applyWalletTransition: WalletSink;
  readonly applyAuthentication: AuthenticationSink;
  readonly holders: HolderTransitionSink;
  readonly chargebacks: ChargebackSink;
  /** Decisions go first: how many are waiting right now in this process. */
  readonly decisionsWaiting: () => number;
};

type InboxRow = {
  readonly id: string;
  readonly envelope: string;
  readonly type: string | null;
  readonly body: string;
  readonly received_at: Date;
  /** How often an operator has put it back. */
  readonly replays: number;
};
type Settled = {
  readonly id: string;
  readonly state: 'APPLIED' | 'KEPT' | 'SET_ASIDE';
  readonly problem: string | null;
  readonly companyId: string | null;
  /** The message whose purchase it waits for. */
  readonly aboutToken?: string | null;
};
type Said = { readonly companyId: string; readonly number: bigint };
/** `again`: kept messages were put back, because what they waited for has come. */
type Done = { readonly feed: readonly Said[]; readonly settled: readonly Settled[]; readonly again: boolean };
const NOTHING_DONE: Done = { feed: [], settled: [], again: false };

/** At most so many messages in a transaction: a company's gate is held for milliseconds. For fewer while somebody is asked for a decision. */
const BATCH = 100;
const BATCH_BESIDE_DECISIONS = 20;
const SHORTEST_REST_MS = 2;

/**
 * Applies what waits in a shard until nothing does; beside decisions it rests as long as it worked. Safe to run twice at once: rows that
 * another run holds are passed over.
 */
export async function drainShard(deps: DrainDeps, shard: number): Promise<number> {
  let total = 0;
  let tookMs = SHORTEST_REST_MS;
  for (;;) {
    if (deps.decisionsWaiting() > 0) await sleep(tookMs);
    const began = performance.now();
    const { taken, more } = await drainOnce(deps, shard);
    tookMs = Math.max(SHORTEST_REST_MS, performance.now() - began);
    total += taken;
    if (!more) return total;
  }
}

async function drainOnce(deps: DrainDeps, shard: number): Promise<{ taken: number; more: boolean }> {
  const atMost = deps.decisionsWaiting() > 0 ? BATCH_BESIDE_DECISIONS : BATCH;
  let batch: readonly InboxRow[] = [];
  try {
    const said = await inFewWrites(
      deps.gateway,
      (client) => take(client, shard, atMost),
      (client, taken) => apply(client, deps, (batch = taken)),
    );
    say(deps, said.feed);
    measure(deps, batch, said.settled);
    return { taken: batch.length, more: said.again || batch.length === atMost };
  } catch (error) {
    if (isPassing(error) || batch.length === 0) throw error;
    deps.log.warn({ err: error, shard, batch: batch.length }, 'a batch of messages failed: one by one');
    let again = false;
    for (const row of batch) again = (await applyAlone(deps, row)) || again;
    return { taken: batch.length, more: again || batch.length === atMost };
  }
}

/** What is poison fails again, alone, and is set aside; all others go their way. @returns whether kept messages were put back */
async function applyAlone(deps: DrainDeps, row: InboxRow): Promise<boolean> {
  try {
    const said = await inFewWrites(
      deps.gateway,
      (client) => client.query(`SELECT 1 FROM marqeta_inbox WHERE id = $1 AND state = 'PENDING' FOR UPDATE SKIP LOCKED`, [row.id]),
      (client, { rowCount }) => apply(client, deps, rowCount === 0 ? [] : [row]),
    );
    say(deps, said.feed);
    measure(deps, [row], said.settled);
    return said.again;
  } catch (error) {
    if (isPassing(error)) throw error;
    deps.log.error({ err: error, inboxId: row.id, envelope: row.envelope }, 'a message was set aside');
    const problem = (error instanceof Error ? error.message : String(error)).slice(0, 2_000);
    const settled: Settled[] = [{ id: row.id, state: 'SET_ASIDE', problem, companyId: null }];
    const ours = await inTransaction(deps.gateway, (client) => settle(client, deps.clock.now(), settled, [row]));
    if (ours) measure(deps, [row], settled);
    return false;
  }
}

/** Not the message's fault: the database is away, a lock was not had in time. It is tried again later. */
function isPassing(error: unknown): boolean {
  return isAway(error) || PASSING.has(sqlState(error));
}
const PASSING: ReadonlySet<string> = new Set(['40001', '40P01', '55P03', '57014']);

async function take(client: pg.ClientBase, shard: number, atMost: number): Promise<InboxRow[]> {
  const { rows } = await client.query<InboxRow>({
    name: `take-inbox-${atMost}`,
    text: `SELECT id, envelope, type, body, received_at, replays FROM marqeta_inbox WHERE shard = $1 AND state = 'PENDING' ORDER BY id LIMIT ${atMost} FOR UPDATE SKIP LOCKED`,
    values: [shard],
  });
  return rows;
}

/** @returns what remains to be written (see `inFewWrites`): everything, where all messages are of purchases */
async function apply(client: pg.ClientBase, deps: DrainDeps, rows: readonly InboxRow[]): Promise<() => Promise<Done>> {
  if (rows.length === 0) return () => Promise.resolve(NOTHING_DONE);
  const settled: Settled[] = [];
  const transactions: Incoming[] = [];
  const charges: IncomingCharge[] = [];
  const transitions: { id: string; transition: CardTransition }[] = [];
  const holders: { id: string; transition: HolderTransition }[] = [];
  const chargebacks: { id: string; transition: ChargebackTransition }[] = [];
  const wallets: { id: string; transition: DigitalWalletTokenTransition }[] = [];
  const authentications: { id: string; transition: ThreeDsTransition }[] = [];
  const switches: { id: string; transition: CommandoTransition }[] = [];
  for (const { id, envelope, body } of rows) {
    const event = readEvent(envelope, JSON.parse(body));
    const read = readForApply(event);
    if (event.kind === 'digital_wallet_token_transition') wallets.push({ id, transition: event.item });
    else if (event.kind === 'three_ds_transition') authentications.push({ id, transition: event.item });
    else if (event.kind === 'commando_mode_transition') switches.push({ id, transition: event.item });
    else if (typeof read === 'string') settled.push({ id, state: 'KEPT', problem: read, companyId: null });
    else if (read === null) settled.push({ id, state: 'KEPT', problem: null, companyId: null });
    else if ('cardToken' in read) transactions.push({ read, inboxId: id });
    else if ('message' in read) charges.push({ read, inboxId: id });
    else if ('holderId' in read) holders.push({ id, transition: read });
    else if ('card_token' in read) transitions.push({ id, transition: read });
    else chargebacks.push({ id, transition: read });
  }
  const others = transitions.length + wallets.length + authentications.length + chargebacks.length + charges.length + holders.length;
  const cardTokens = [
    ...transactions.map(({ read }) => read.cardToken),
    ...transitions.map(({ transition }) => transition.card_token),
    ...wallets.flatMap(({ transition }) => transition.digital_wallet_token?.card_token ?? []),
    ...authentications.flatMap(({ transition }) => transition.card_token ?? []),
  ];
  const charged =
    charges.length === 0
      ? []
      : await companiesOfCharges(
          client,
          charges.map(({ read }) => read),
        );
  // Those of purchases alone are taken with what is read of them.
  if (others > 0)
    await takeGates(client, deps, cardTokens, [
      ...(await companiesOf(client, deps.holders, holders)),
      ...(await companiesOf(client, deps.chargebacks, chargebacks)),
      ...charged.filter((companyId) => companyId !== null),
    ]);
  const { results, feed, write } = await applyBatch(client, deps, transactions);
  transactions.forEach(({ inboxId: id, read }, i) => {
    const result = results[i];
    if (id === null || result === undefined) return;
    if (result.kind === 'KEPT') settled.push({ id, state: 'KEPT', problem: result.problem, companyId: null, aboutToken: read.aboutToken });
    else settled.push({ id, state: result.problem === null ? 'APPLIED' : 'KEPT', problem: result.problem, companyId: result.companyId });
  });
  const appeared = transactions.flatMap(({ read: { message, rootToken } }, i) =>
    results[i]?.kind === 'APPLIED' ? [message.token, rootToken] : [],
  );
  const said = [...feed];
  const writePurchases = async (): Promise<boolean> => {
    const [, again] = await allInTurn([write(), putBackThoseAbout(client, appeared)]);
    return again;
  };
  const done = (again: boolean): Done => ({ feed: said, settled, again });
  if (others + switches.length === 0 && lettersOf(settled, rows).length === 0) {
    const statement = settleStatement(deps.clock.now(), settled);
    return async () => {
      const [again] = await allInTurn([writePurchases(), client.query(statement)]);
      return done(again);
    };
  }
  const again = await writePurchases();
  const note = (id: string, applied: { readonly companyId: string; readonly feedNumber: bigint | null } | null, problem: string): void => {
    settled.push(
      applied === null
        ? { id, state: 'KEPT', problem, companyId: null }
        : { id, state: 'APPLIED', problem: null, companyId: applied.companyId },
    );
    if (applied !== null && applied.feedNumber !== null) said.push({ companyId: applied.companyId, number: applied.feedNumber });
  };
  for (const { id, transition } of transitions) note(id, await deps.applyCardTransition(client, transition), 'CARD_UNKNOWN');
  for (const { id, transition } of wallets) note(id, await deps.applyWalletTransition(client, transition), 'CARD_UNKNOWN');
  for (const { id, transition } of authentications) note(id, await deps.applyAuthentication(client, transition), 'CARD_UNKNOWN');
  for (const { id, transition } of chargebacks) note(id, await deps.chargebacks.apply(client, transition), 'DISPUTE_UNKNOWN');
  for (const [i, { read, inboxId: id }] of charges.entries()) {
    const companyId = charged[i] ?? null;
    note(id, companyId === null ? null : await applyCharge(client, deps.clock, { read, inboxId: id, companyId }), 'HOLDER_UNKNOWN');
  }
  for (const { id, transition } of switches) {
    const applied = await applyCommandoTransition(client, transition);
    settled.push({ id, state: applied ? 'APPLIED' : 'KEPT', problem: applied ? null : 'TRANSITION_NOT_UNDERSTOOD', companyId: null });
  }
  for (const { id, transition } of holders) settled.push(await applyToHolder(client, deps, id, transition));
  await settle(client, deps.clock.now(), settled, rows);
  return () => Promise.resolve(done(again));
}

async function companiesOf<Transition>(
  client: pg.ClientBase,
  sink: { companiesOf(client: pg.ClientBase, transitions: readonly Transition[]): Promise<readonly string[]> },
  waiting: readonly { readonly transition: Transition }[],
): Promise<readonly string[]> {
  if (waiting.length === 0) return [];
  return sink.companiesOf(
    client,
    waiting.map(({ transition }) => transition),
  );
}

async function applyToHolder(client: pg.ClientBase, deps: DrainDeps, id: string, transition: HolderTransition): Promise<Settled> {
  const applied = await deps.holders.apply(client, transition);
  return applied === null
    ? { id, state: 'KEPT', problem: 'HOLDER_UNKNOWN', companyId: null }
    : { id, state: 'APPLIED', problem: null, companyId: applied.companyId };
}

/** All gates at once and in their order, so that no two transactions wait for each other. */
async function takeGates(
  client: pg.ClientBase,
  { directory }: DrainDeps,
  cardTokens: readonly string[],
  others: readonly string[],
): Promise<void> {
  const strange = [...new Set(cardTokens)].filter((token) => directory.known(token) === undefined);
  if (strange.length > 0) await directory.find(strange);
  const companies = new Set([...others, ...cardTokens.flatMap((token) => directory.known(token)?.companyId ?? [])]);
  await client.query({
    name: 'take-gates',
    text: 'SELECT 1 FROM company_gates WHERE company_id = ANY ($1) ORDER BY company_id FOR NO KEY UPDATE',
    values: [[...companies]],
  });
}

/** A transaction or a charge, the transition of a card, a holder or a dispute; null for what is known and asks for nothing, a word for what is not understood. */
function readForApply(event: WebhookEvent) {
  switch (event.kind) {
    case 'transaction':
      return messageOf(event.item);
    case 'card_transition':
    case 'chargeback_transition':
      return event.item;
    case 'user_transition':
      return readUserTransition(event.item);
    case 'business_transition':
      return readBusinessTransition(event.item);
    case 'unknown':
      return event.problems.join('; ').slice(0, 500);
    default:
      return null;
  }
}

/** Said so that the index of what waits is of no use: while much does, statistics are old, and it looks small enough to be read whole. */
export const SETTLE = `
UPDATE marqeta_inbox i SET state = s.state, problem = s.problem, company_id = s.company_id, settled_at = $5
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) AS s (id, state, problem, company_id)
 WHERE i.id = s.id AND i.state IS NOT DISTINCT FROM 'PENDING'`;

/**
 * Writes what became of messages, and of their letters. Only of those that still wait: while one failed here, another process may
 * have applied it. @returns whether any was ours to settle
 */
async function settle(client: pg.ClientBase, at: Date, settled: readonly Settled[], rows: readonly InboxRow[]): Promise<boolean> {
  const { rowCount } = await client.query(settleStatement(at, settled));
  if (rowCount === 0) return false;
  await noteLetters(client, at, lettersOf(settled, rows));
  return true;
}

function settleStatement(at: Date, settled: readonly Settled[]): pg.QueryConfig {
  return {
    name: 'settle-inbox',
    text: SETTLE,
    values: [
      settled.map(({ id }) => id),
      settled.map(({ state }) => state),
      settled.map(({ problem }) => problem),
      settled.map(({ companyId }) => companyId),
      at,
    ],
  };
}

/** Of what a person has to look at, or has looked at, there is a letter. */
function lettersOf(settled: readonly Settled[], rows: readonly InboxRow[]): readonly Settled[] {
  const replayed = new Set(rows.filter(({ replays }) => replays > 0).map(({ id }) => id));
  return settled.filter(({ id, problem }) => problem !== null || replayed.has(id));
}

/** A message that was put back waited for a person: its lag says nothing of the machine. */
function measure({ meter, clock }: DrainDeps, rows: readonly InboxRow[], settled: readonly Settled[]): void {
  const now = clock.now().getTime();
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { id, state } of settled) {
    const row = byId.get(id);
    if (row === undefined || row.replays > 0) continue;
    meter.settled(typeName(row.envelope, row.type), OUTCOMES[state], now - row.received_at.getTime());
  }
}
const OUTCOMES = { APPLIED: 'applied', KEPT: 'kept', SET_ASIDE: 'set_aside' } as const;

function say({ publisher }: DrainDeps, said: readonly Said[]): void {
  for (const { companyId, number } of said) publisher.companyAt(companyId, number);
}
