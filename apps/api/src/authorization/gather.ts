import type pg from 'pg';
import { allInTurn } from '../platform/database.ts';
import { type PurchaseDocument, readPurchase, type StoredPurchase } from '../ledger/stored-purchase.ts';
import type { Account } from '../ledger/transfer.ts';
import { effectOfMethod } from './methods.ts';
import type { RefusalReason } from './verdict.ts';

/** What a batch reads under the gates of its companies. */
export type Gathered = {
  readonly gates: ReadonlyMap<string, { readonly version: number; readonly nextFeedNumber: bigint }>;
  /** By company, currency and account: see {@link balanceKey}. */
  readonly balances: ReadonlyMap<string, bigint>;
  /** By card id. */
  readonly cards: ReadonlyMap<string, GatheredCard>;
  readonly counters: ReadonlyMap<string, bigint>;
  readonly seen: readonly SeenAuthorization[];
  readonly purchases: readonly StoredPurchase[];
  /** What refunds have given back, by the message that they name and by their own token: one can be there before what it names. */
  readonly refunds: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
};

export type GatheredCard = {
  readonly status: string;
  readonly issuerStatus: string;
  readonly expiresAtMs: number | null;
  readonly personStatus: string;
  readonly holderStatus: string | null;
  readonly companyStatus: string | null;
  readonly teamIds: readonly string[];
};

/** An answer that was given before. */
export type SeenAuthorization = {
  readonly companyId: string;
  readonly id: string;
  readonly jitToken: string;
  readonly transactionToken: string;
  readonly fingerprint: string;
  readonly outcome: 'APPROVED' | 'DECLINED';
  readonly reason: RefusalReason | null;
  readonly currency: string;
  readonly amount: bigint;
  /** The approval still holds something, or did its work. */
  readonly stands: boolean;
  /** As far as it alone tells, whatever became of its purchase. */
  readonly standsAlone: boolean;
};

export type Wanted = {
  readonly companyIds: readonly string[];
  readonly cards: readonly { readonly companyId: string; readonly cardId: string }[];
  readonly counters: readonly { readonly companyId: string; readonly id: string }[];
  readonly jitTokens: readonly string[];
  readonly transactionTokens: readonly string[];
  /** Of earlier messages of the purchases that requests add to. */
  readonly relatedTokens: readonly string[];
  /** Messages that may be new to us, and that a refund may name already. */
  readonly newTokens: readonly { readonly companyId: string; readonly token: string }[];
};

type Document = {
  readonly gates: readonly (readonly [string, number, number])[] | null;
  readonly accounts: readonly (readonly [string, string, Account, string])[] | null;
  readonly cards:
    | readonly (readonly [string, string, string, string, number | null, string, string[], string | null, string | null])[]
    | null;
  readonly counters: readonly (readonly [string, string])[] | null;
  readonly seen:
    | readonly (Omit<SeenAuthorization, 'amount' | 'stands' | 'standsAlone'> & {
        readonly amount: string;
        readonly released: boolean;
        readonly status: string | null;
        readonly eventState: string | null;
      })[]
    | null;
  readonly purchases: readonly PurchaseDocument[] | null;
};

/**
 * Takes the gates, then reads (see the SQL function for why in two statements). Both calls are on their way at once.
 * @param waits for gates that somebody holds; otherwise these are not among the gates, and nothing that is read of their companies holds
 */
export async function gather(client: pg.ClientBase, wanted: Wanted, waits = true): Promise<Gathered> {
  const [document, refunds] = await allInTurn([gatherDocument(client, wanted, waits), gatherRefunds(client, wanted.newTokens)]);
  return { ...read(document), refunds };
}

async function gatherDocument(client: pg.ClientBase, wanted: Wanted, waits: boolean): Promise<Document> {
  const { rows } = await client.query<{ facts: Document }>({
    name: 'gather-decisions',
    text: 'SELECT gather_decisions($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9) AS facts',
    values: [
      wanted.companyIds,
      wanted.cards.map(({ companyId }) => companyId),
      wanted.cards.map(({ cardId }) => cardId),
      wanted.counters.map(({ companyId }) => companyId),
      wanted.counters.map(({ id }) => id),
      wanted.jitTokens,
      wanted.transactionTokens,
      wanted.relatedTokens,
      waits,
    ],
  });
  const document = rows[0]?.facts;
  if (document === undefined) throw new Error('gather_decisions returned nothing');
  return document;
}

/** Refunds that name one of these messages. One that is only perhaps meant gives nothing back (see `givesBackTo`). */
async function gatherRefunds(client: pg.ClientBase, named: Wanted['newTokens']): Promise<Gathered['refunds']> {
  if (named.length === 0) return new Map();
  const { rows } = await client.query<{ named: string; token: string; given: string }>({
    name: 'gather-refunds',
    text: `SELECT t.refund_of_token AS named, t.marqeta_transaction_token AS token, -t.cleared_minor AS given
             FROM unnest($1::uuid[], $2::text[]) AS k (company_id, token)
             JOIN transactions t ON t.company_id = k.company_id AND t.refund_of_token = k.token AND coalesce(t.refund_link, 'CERTAIN') <> 'LOW'`,
    values: [named.map(({ companyId }) => companyId), named.map(({ token }) => token)],
  });
  const refunds = new Map<string, Map<string, bigint>>();
  for (const row of rows) refunds.set(row.named, (refunds.get(row.named) ?? new Map<string, bigint>()).set(row.token, BigInt(row.given)));
  return refunds;
}

function read({ gates, accounts, cards, counters, seen, purchases }: Document): Omit<Gathered, 'refunds'> {
  return {
    gates: new Map(gates?.map(([id, version, next]) => [id, { version, nextFeedNumber: BigInt(next) }])),
    balances: new Map(accounts?.map(([companyId, currency, account, minor]) => [balanceKey(companyId, currency, account), BigInt(minor)])),
    cards: new Map(
      cards?.map(([, id, status, issuerStatus, expiresAtMs, personStatus, teamIds, holderStatus, companyStatus]) => [
        id,
        { status, issuerStatus, expiresAtMs, personStatus, teamIds, holderStatus, companyStatus },
      ]),
    ),
    counters: new Map(counters?.map(([id, minor]) => [id, BigInt(minor)])),
    seen: (seen ?? []).map(({ released, status, eventState, amount, ...rest }) => {
      // Marqeta's own word of it restores what we released.
      const standsAlone = eventState === null ? !released : eventState !== 'DECLINED' && eventState !== 'ERROR';
      return { ...rest, amount: BigInt(amount), standsAlone, stands: standsAlone && !isGone(status) };
    }),
    purchases: (purchases ?? []).map((document) => readPurchase(document, effectOfMethod)),
  };
}

/** Whether nothing of a purchase stands any more, by its status. */
export function isGone(status: string | null): boolean {
  return status === 'DECLINED' || status === 'REVERSED' || status === 'EXPIRED';
}

export function balanceKey(companyId: string, currency: string, account: Account): string {
  return `${companyId} ${currency} ${account}`;
}

/** Counters that were not foreseen: the controls or the holder's teams have changed since they were cached. Under the gate. */
export async function gatherCounters(client: pg.ClientBase, counters: Wanted['counters']): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await client.query<{ id: string; minor: string }>({
    name: 'gather-counters',
    text: `SELECT s.id, s.amount_minor AS minor FROM unnest($1::uuid[], $2::uuid[]) AS k (company_id, id)
             JOIN spend_counters s ON s.company_id = k.company_id AND s.id = k.id`,
    values: [counters.map(({ companyId }) => companyId), counters.map(({ id }) => id)],
  });
  return new Map(rows.map(({ id, minor }) => [id, BigInt(minor)]));
}
