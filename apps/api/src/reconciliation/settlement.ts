import type pg from 'pg';
import type { Effect } from '../ledger/message-type.ts';
import type { MessageState } from '../ledger/purchase.ts';
import { messageType } from '../ledger/message-type.ts';

/** What a day's messages came to for one company and currency. Above zero has left the company. */
export type SettledDay = {
  readonly companyId: string;
  /** Marqeta's settlement_date. */
  readonly day: string;
  readonly currency: string;
  readonly messages: number;
  readonly theirs: bigint;
  readonly ours: bigint;
};

/** A message that moved money for good, as Marqeta tells it. */
export type Settled = {
  readonly companyId: string;
  readonly transactionId: string | null;
  readonly token: string;
  readonly type: string;
  readonly currency: string;
  readonly day: string;
  readonly atMs: number;
  readonly state: MessageState;
  readonly theirs: bigint;
};

/** What a message moves for good, above zero out of the company; null for one that holds, announces or only tells. */
export function movedBy(effect: Effect | null, state: string, minor: bigint): bigint | null {
  if (effect === null || state === 'DECLINED' || state === 'ERROR') return null;
  const sign = SIGNS[effect];
  return sign === undefined ? null : sign * minor;
}

const SIGNS: Readonly<Partial<Record<Effect, bigint>>> = {
  CLEAR: 1n,
  POST: 1n,
  FEE: 1n,
  FEE_BACK: -1n,
  TAKE_BACK: 1n,
  DISPUTE_DEBIT: 1n,
  GIVE: -1n,
  UNPOST: -1n,
  DISPUTE_CREDIT: -1n,
};

/** The day's sums, with each message that the ledger has booked otherwise. */
export type Settlement = { readonly days: readonly SettledDay[]; readonly differing: readonly (Settled & { readonly ours: bigint })[] };

/** Sets what Marqeta settled against what these messages moved in the ledger. */
export async function settle(gateway: pg.Pool, messages: readonly Settled[]): Promise<Settlement> {
  const booked = await bookedBy(gateway, messages);
  const unlike = messages.filter(({ token, theirs }) => (booked.get(token) ?? 0n) !== theirs);
  const right = await rightAsAWhole(gateway, unlike);
  const ours = (one: Settled): bigint => (right.has(one.token) ? one.theirs : (booked.get(one.token) ?? 0n));
  const days = new Map<string, SettledDay>();
  for (const one of messages) {
    const { companyId, day, currency, theirs } = one;
    const key = `${companyId} ${day} ${currency}`;
    const sum = days.get(key) ?? { companyId, day, currency, messages: 0, theirs: 0n, ours: 0n };
    days.set(key, { ...sum, messages: sum.messages + 1, theirs: sum.theirs + theirs, ours: sum.ours + ours(one) });
  }
  return {
    days: [...days.values()],
    differing: unlike.filter(({ token }) => !right.has(token)).map((one) => ({ ...one, ours: ours(one) })),
  };
}

/** Sums of slices as one. */
export function addDays(sums: readonly SettledDay[], more: readonly SettledDay[]): SettledDay[] {
  const days = new Map(sums.map((sum) => [`${sum.companyId} ${sum.day} ${sum.currency}`, sum]));
  for (const one of more) {
    const key = `${one.companyId} ${one.day} ${one.currency}`;
    const sum = days.get(key);
    const added = sum && { messages: sum.messages + one.messages, theirs: sum.theirs + one.theirs, ours: sum.ours + one.ours };
    days.set(key, { ...one, ...added });
  }
  return [...days.values()];
}

/** What each message has taken out of the company's own funds, by token. */
async function bookedBy(gateway: pg.Pool, messages: readonly Settled[]): Promise<ReadonlyMap<string, bigint>> {
  const known = messages.filter(({ transactionId }) => transactionId !== null);
  if (known.length === 0) return new Map();
  const { rows } = await gateway.query<{ token: string; minor: string }>({
    name: 'settlement-booked',
    text: `SELECT k.token, coalesce(sum(${OUT}), 0) AS minor
             FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS k (company_id, transaction_id, token)
             LEFT JOIN ledger_transfers l ON l.company_id = k.company_id AND l.transaction_id = k.transaction_id AND l.cause = k.token
            GROUP BY k.token`,
    values: [known.map(({ companyId }) => companyId), known.map(({ transactionId }) => transactionId), known.map(({ token }) => token)],
  });
  return new Map(rows.map(({ token, minor }) => [token, BigInt(minor)]));
}

const OUT = `CASE WHEN l.debit_account IN ('AVAILABLE', 'HELD', 'RECEIVABLE') THEN l.amount_minor ELSE 0 END
  - CASE WHEN l.credit_account IN ('AVAILABLE', 'HELD', 'RECEIVABLE') THEN l.amount_minor ELSE 0 END`;

type Whole = { id: string; booked: string; events: { token: string; type: string; state: string; minor: string }[] };

/**
 * Messages of purchases that are right as a whole: what is taken back before it was given moves nothing until the other comes, and
 * then the other moves both.
 */
async function rightAsAWhole(gateway: pg.Pool, messages: readonly Settled[]): Promise<ReadonlySet<string>> {
  const known = messages.filter(({ transactionId }) => transactionId !== null);
  if (known.length === 0) return new Set();
  const { rows } = await gateway.query<Whole>({
    name: 'settlement-whole',
    text: `SELECT k.id, (SELECT coalesce(sum(${OUT}), 0) FROM ledger_transfers l WHERE l.company_id = k.company_id AND l.transaction_id = k.id) AS booked,
                  (SELECT coalesce(json_agg(json_build_object('token', e.token, 'type', e.type, 'state', e.state, 'minor', e.amount_minor::text)), '[]')
                     FROM transaction_events e WHERE e.company_id = k.company_id AND e.transaction_id = k.id) AS events
             FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS u (company_id, id)) k`,
    values: [known.map(({ companyId }) => companyId), known.map(({ transactionId }) => transactionId)],
  });
  const whole = new Map(rows.map((row) => [row.id, row]));
  const isRight = ({ transactionId, token, theirs }: Settled): boolean => {
    const purchase = whole.get(transactionId ?? '');
    if (purchase === undefined) return false;
    const moved = purchase.events.map((event) => ({
      token: event.token,
      minor: movedBy(messageType(event.type)?.effect ?? null, event.state, BigInt(event.minor)) ?? 0n,
    }));
    const own = moved.find((event) => event.token === token)?.minor;
    return own === theirs && moved.reduce((sum, { minor }) => sum + minor, 0n) === BigInt(purchase.booked);
  };
  return new Set(known.filter(isRight).map(({ token }) => token));
}
