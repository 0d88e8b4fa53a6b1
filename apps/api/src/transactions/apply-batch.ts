import type pg from 'pg';
import { Book } from '../authorization/book.ts';
import type { CardDirectory } from '../authorization/card-directory.ts';
import { freshControls, type ControlsCache } from '../authorization/controls-cache.ts';
import { gather, type Gathered } from '../authorization/gather.ts';
import { type HoldNote, noteHoldsStatement } from '../authorization/hold-events.ts';
import { recordStatement } from '../authorization/record.ts';
import { unnest } from '../authorization/unnest.ts';
import type { Message } from '../ledger/purchase.ts';
import { givesBackTo } from '../ledger/refund-link.ts';
import type { MessageDetail } from '../ledger/stored-purchase.ts';
import type { Clock } from '../platform/clock.ts';
import { allInTurn } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { type Applied, applyMessage, type ToApply } from './apply.ts';
import { wordsOf } from './hold-outcome.ts';
import type { ReadMessage } from './message-of.ts';
import { enqueueLinksStatement, type RefundToLink } from './refunds/enqueue-links.ts';

export type ApplyDeps = { readonly clock: Clock; readonly directory: CardDirectory; readonly cache: ControlsCache };

export type Incoming = { readonly read: ReadMessage; readonly inboxId: string | null };

export type AppliedBatch = {
  /** In the order given. */
  readonly results: readonly Applied[];
  /** How far each company's feed has come, to be said after commit. */
  readonly feed: readonly { readonly companyId: string; readonly number: bigint }[];
  /** Writes it down: statements that are made already, each asked for at once. */
  readonly write: () => Promise<unknown>;
};

const UNKNOWN_CARD: Applied = { kind: 'KEPT', problem: 'CARD_UNKNOWN' };

/**
 * Applies messages of Marqeta in the caller's transaction of role `afc_gateway`. Takes the gates of their companies first. The caller
 * has to `write` what comes of it.
 */
export async function applyBatch(client: pg.ClientBase, deps: ApplyDeps, incoming: readonly Incoming[]): Promise<AppliedBatch> {
  const { clock, directory, cache } = deps;
  const strange = [...new Set(incoming.map(({ read }) => read.cardToken))].filter((token) => directory.known(token) === undefined);
  if (strange.length > 0) await directory.find(strange);
  const known = incoming.map(({ read, inboxId }): ToApply | null => {
    const profile = directory.known(read.cardToken);
    return profile === undefined ? null : { ...read, profile, inboxId };
  });
  const toApply = known.filter((one) => one !== null);
  if (toApply.length === 0) return { results: known.map(() => UNKNOWN_CARD), feed: [], write: () => Promise.resolve() };

  const gathered = await withOriginals(
    client,
    await gather(client, {
      companyIds: [...new Set(toApply.map(({ profile }) => profile.companyId))],
      cards: [...new Map(toApply.map(({ profile }) => [profile.cardId, profile])).values()],
      counters: [],
      jitTokens: [],
      transactionTokens: [],
      relatedTokens: [
        ...new Set(
          toApply.flatMap(({ message, rootToken, refundOfToken }) => [
            message.token,
            rootToken,
            ...(refundOfToken === null ? [] : [refundOfToken]),
          ]),
        ),
      ],
      newTokens: toApply.flatMap(({ profile: { companyId }, message, rootToken }) => [
        { companyId, token: message.token },
        ...(rootToken === message.token ? [] : [{ companyId, token: rootToken }]),
      ]),
    }),
  );
  const controlsOf = await freshControls(client, cache, gathered.gates);
  // The holder's teams of this moment, not those of when the card was first looked up.
  const withTeams = (one: ToApply): ToApply => ({
    ...one,
    profile: { ...one.profile, teamIds: gathered.cards.get(one.profile.cardId)?.teamIds ?? [] },
  });
  const nowMs = clock.now().getTime();
  const book = new Book(gathered, { nowMs, newId: () => uuidv7(clock) });
  const results = known.map((one) => (one === null ? UNKNOWN_CARD : applyMessage(withTeams(one), { book, controlsOf })));
  const writes = { ...book.writes(), authorizations: [] };
  const feed = writes.gates.map(({ companyId, nextFeedNumber }) => ({ companyId, number: nextFeedNumber - 1n }));
  // All made now: what cannot be made must fail before anything is on its way, the end of the transaction not least.
  const statements = [
    recordStatement(nowMs, writes),
    saveEventsStatement(eventsOf(clock, book, known, results)),
    noteHoldsStatement(holdNotes(clock, known, results)),
    enqueueLinksStatement(unlinkedRefunds(book, results)),
  ].filter((statement) => statement !== null);
  return { results, feed, write: () => allInTurn(statements.map((statement) => client.query(statement))) };
}

/** Marqeta has spoken: it need not be asked about these any more. */
function holdNotes(clock: Clock, known: readonly (ToApply | null)[], results: readonly Applied[]): HoldNote[] {
  return known.flatMap((one, i) => {
    const result = results[i];
    if (one === null || result?.kind !== 'APPLIED' || result.hold === null) return [];
    const { companyId, hold: code } = result;
    const detail = code === 'HOLD_RESTORED' ? null : wordsOf(one.detail);
    return [{ companyId, id: uuidv7(clock), token: one.message.token, code, atMs: clock.now().getTime(), detail, askAtMs: null }];
  });
}

/** A message of a refund, such as one that takes it back, names the refund: the purchase that it belongs to is read after it. */
async function withOriginals(client: pg.ClientBase, gathered: Gathered): Promise<Gathered> {
  const tokens = new Set(gathered.purchases.flatMap(({ token, messages }) => [token, ...messages.map((message) => message.token)]));
  const missing = gathered.purchases.map(givesBackTo).filter((token) => token !== null && !tokens.has(token)) as string[];
  if (missing.length === 0) return gathered;
  const companyIds = [...gathered.gates.keys()];
  const none = { cards: [], counters: [], jitTokens: [], transactionTokens: [], newTokens: [] };
  const { purchases } = await gather(client, { companyIds, ...none, relatedTokens: missing });
  return { ...gathered, purchases: [...gathered.purchases, ...purchases] };
}

function unlinkedRefunds(book: Book, results: readonly Applied[]): RefundToLink[] {
  const touched = new Set(results.flatMap((result) => (result.kind === 'APPLIED' ? [result.purchaseId] : [])));
  return [...touched].flatMap((id) => {
    const purchase = book.purchase(id);
    const isUnlinked = purchase?.kind === 'REFUND' && purchase.position.cleared < 0n && purchase.refundOfToken === null;
    return isUnlinked && purchase.refundLink === null ? [{ companyId: purchase.companyId, refundId: id }] : [];
  });
}

type EventRow = {
  companyId: string;
  id: string;
  purchaseId: string;
  message: Message;
  currency: string;
  detail: MessageDetail;
  inboxId: string | null;
  receivedMs: number;
};

const EVENTS = unnest<EventRow>([
  ['company_id', 'uuid', (row) => row.companyId],
  ['id', 'uuid', (row) => row.id],
  ['transaction_id', 'uuid', (row) => row.purchaseId],
  ['token', 'text', ({ message }) => message.token],
  ['type', 'text', ({ message }) => message.type],
  ['state', 'text', ({ message }) => message.state],
  ['at', 'timestamptz', ({ message }) => message.atMs],
  ['amount_minor', 'bigint', ({ message }) => message.amount],
  ['currency', 'text', (row) => row.currency],
  ['detail', 'jsonb', (row) => JSON.stringify(row.detail)],
  ['inbox_id', 'uuid', (row) => row.inboxId],
  ['received_at', 'timestamptz', (row) => row.receivedMs],
]);

/** One row a message, as its purchase has it now: of several snapshots the most advanced. */
function eventsOf(clock: Clock, book: Book, known: readonly (ToApply | null)[], results: readonly Applied[]): EventRow[] {
  const rows = new Map<string, EventRow>();
  known.forEach((one, i) => {
    const result = results[i];
    if (one === null || result?.kind !== 'APPLIED') return;
    const { companyId, purchaseId } = result;
    const purchase = book.purchase(purchaseId);
    const message = purchase?.messages.find(({ token }) => token === one.message.token);
    if (purchase === undefined || message === undefined) throw new Error(`message ${one.message.token} is not in its purchase`);
    const detail = purchase.details.get(message.token) ?? {};
    rows.set(message.token, {
      companyId,
      id: uuidv7(clock),
      purchaseId,
      message,
      currency: one.currency,
      detail,
      inboxId: one.inboxId,
      receivedMs: clock.now().getTime(),
    });
  });
  return [...rows.values()];
}

function saveEventsStatement(rows: readonly EventRow[]): pg.QueryConfig | null {
  return rows.length === 0 ? null : { name: 'save-events', text: SAVE_EVENTS, values: EVENTS.parameters(rows) };
}

const SAVE_EVENTS = `
INSERT INTO transaction_events (${EVENTS.names}) ${EVENTS.select(1)}
ON CONFLICT (company_id, token) DO UPDATE SET
  type = EXCLUDED.type, state = EXCLUDED.state, at = EXCLUDED.at, amount_minor = EXCLUDED.amount_minor, detail = EXCLUDED.detail, inbox_id = EXCLUDED.inbox_id`;
