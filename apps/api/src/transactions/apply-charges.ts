import type pg from 'pg';
import { appendFeedOn } from '../feed/append.ts';
import { type Message, type MessageState, moreAdvanced } from '../ledger/purchase.ts';
import { type Account, balanceChanges, settleOverdraft, type Transfer } from '../ledger/transfer.ts';
import type { Clock } from '../platform/clock.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { type Run, runOnClient } from '../platform/run.ts';
import type { ChargeEffect, ReadCharge } from './message-of.ts';

export type IncomingCharge = { readonly read: ReadCharge; readonly inboxId: string };

export type AppliedCharge = { readonly companyId: string; readonly feedNumber: bigint | null };

/** Whose books these change, in their order: their gates are to be taken. A holder's token is the id that we gave it. */
export async function companiesOfCharges(client: pg.ClientBase, charges: readonly ReadCharge[]): Promise<(string | null)[]> {
  const { rows } = await client.query<{ id: string; company_id: string }>(
    `SELECT id, id AS company_id FROM companies WHERE id = ANY ($1::uuid[]) UNION ALL SELECT id, company_id FROM users WHERE id = ANY ($2::uuid[])`,
    [uuids(charges.map(({ businessToken }) => businessToken)), uuids(charges.map(({ userToken }) => userToken))],
  );
  const companies = new Map(rows.map(({ id, company_id }) => [id, company_id]));
  return charges.map(({ businessToken, userToken }) => companies.get(businessToken ?? '') ?? companies.get(userToken ?? '') ?? null);
}

function uuids(tokens: readonly (string | null)[]): string[] {
  return tokens.filter((token) => token !== null && isUuid(token)) as string[];
}

/**
 * Books what the programme charges a company with, beside its purchases: once a message, whatever the order and the repeats. In the
 * caller's transaction of role `afc_gateway`, under the company's gate.
 */
export async function applyCharge(
  client: pg.ClientBase,
  clock: Clock,
  { companyId, read: { message, effect, currency, name }, inboxId }: IncomingCharge & { readonly companyId: string },
): Promise<AppliedCharge> {
  const run = runOnClient(client);
  const before = await find(run, companyId, message.token);
  const after = moreAdvanced(before?.message ?? null, message);
  const stands = after.state !== 'DECLINED' && after.state !== 'ERROR';
  const target = stands ? signOf(effect) * after.amount : 0n;
  const moves = movesFor(effect, target - (before?.booked ?? 0n));
  await save(run, clock, { companyId, message: after, name, currency, booked: target, inboxId });
  if (moves.length === 0) return { companyId, feedNumber: null };
  await write(run, clock, { companyId, currency, cause: message.token }, moves);
  await write(run, clock, { companyId, currency, cause: 'overdraft' }, await overdraft(run, companyId, currency));
  const feedNumber = await appendFeedOn(run, { companyId, kind: 'BALANCE', event: EVENTS[effect] }, clock);
  return { companyId, feedNumber };
}

const EVENTS: Readonly<Record<ChargeEffect, string>> = {
  FEE: 'balance.fee_charged',
  FEE_BACK: 'balance.fee_returned',
  GIVE: 'balance.credited',
  POST: 'balance.debited',
};

function signOf(effect: ChargeEffect): bigint {
  return effect === 'FEE' || effect === 'POST' ? -1n : 1n;
}

/** @param minor above zero: into AVAILABLE */
function movesFor(effect: ChargeEffect, minor: bigint): Transfer[] {
  if (minor === 0n) return [];
  const account: Account = effect === 'FEE' || effect === 'FEE_BACK' ? 'FEES' : 'EXTERNAL';
  if (minor > 0n) return [{ kind: account === 'FEES' ? 'correction' : 'credit', debit: account, credit: 'AVAILABLE', minor }];
  return [{ kind: account === 'FEES' ? 'fee' : 'correction', debit: 'AVAILABLE', credit: account, minor: -minor }];
}

type Stored = { readonly message: Message; readonly booked: bigint };

async function find(run: Run, companyId: string, token: string): Promise<Stored | null> {
  const [row] = await run<{ type: string; state: MessageState; at: Date; amount_minor: string; booked_minor: string }>(
    `SELECT type, state, at, amount_minor, booked_minor FROM company_charges WHERE company_id = $1 AND token = $2`,
    [companyId, token],
  );
  if (row === undefined) return null;
  const amount = BigInt(row.amount_minor);
  const rest = { requested: amount, decrease: null, last: false, whole: false };
  return {
    message: { kind: 'MESSAGE', token, type: row.type, state: row.state, atMs: row.at.getTime(), amount, ...rest },
    booked: BigInt(row.booked_minor),
  };
}

type ToSave = {
  readonly companyId: string;
  readonly message: Message;
  readonly name: string | null;
  readonly currency: string;
  readonly booked: bigint;
  readonly inboxId: string;
};

async function save(run: Run, clock: Clock, { companyId, message, name, currency, booked, inboxId }: ToSave): Promise<void> {
  await run(
    `INSERT INTO company_charges (company_id, token, type, state, name, at, currency, amount_minor, booked_minor, inbox_id, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (company_id, token) DO UPDATE SET type = EXCLUDED.type, state = EXCLUDED.state, name = coalesce(EXCLUDED.name, company_charges.name),
       at = EXCLUDED.at, amount_minor = EXCLUDED.amount_minor, booked_minor = EXCLUDED.booked_minor`,
    [
      ...[companyId, message.token, message.type, message.state, name, new Date(message.atMs), currency],
      ...[message.amount.toString(), booked.toString(), inboxId, clock.now()],
    ],
  );
}

async function overdraft(run: Run, companyId: string, currency: string): Promise<Transfer[]> {
  const rows = await run<{ account: Account; minor: string }>(
    `SELECT account, balance_minor AS minor FROM ledger_accounts WHERE company_id = $1 AND currency = $2`,
    [companyId, currency],
  );
  const of = (account: Account): bigint => BigInt(rows.find((row) => row.account === account)?.minor ?? '0');
  return settleOverdraft(of('AVAILABLE'), of('RECEIVABLE'));
}

async function write(
  run: Run,
  clock: Clock,
  { companyId, currency, cause }: { readonly companyId: string; readonly currency: string; readonly cause: string },
  transfers: readonly Transfer[],
): Promise<void> {
  for (const { kind, debit, credit, minor } of transfers) {
    await run(
      `INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, cause, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [companyId, uuidv7(clock), kind, currency, debit, credit, minor.toString(), cause, clock.now()],
    );
  }
  for (const [account, minor] of balanceChanges(transfers)) {
    await run(
      `INSERT INTO ledger_accounts AS a (company_id, currency, account, balance_minor) VALUES ($1, $2, $3, $4)
       ON CONFLICT (company_id, currency, account) DO UPDATE SET balance_minor = a.balance_minor + EXCLUDED.balance_minor`,
      [companyId, currency, account, minor.toString()],
    );
  }
}
