import { appendFeed } from '../feed/append.ts';
import { fundsOf, post } from '../ledger/post.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Money } from '../platform/money.ts';
import { audit, contextOf, type Tx } from '../platform/transact.ts';
import { NotEnoughAvailableError } from './fund.errors.ts';
import { advanced, begun, type FundAction, type FundKind, type Stepped, withdrawable } from './movement.ts';
import { type FundMovement, insertFundMovement, saveFundState } from './movement-store.ts';

export type NewFundMovement = {
  readonly companyId: string;
  readonly kind: FundKind;
  readonly amount: Money;
  readonly reference: string;
  readonly requestedBy: string | null;
  readonly requestedByName: string;
};

/**
 * Begins a movement, under the company's gate. @param ask keeps the question to another admin, when one has to agree
 * @throws NotEnoughAvailableError
 */
export async function begin(
  tx: Tx,
  asked: NewFundMovement,
  ask: ((movementId: string) => Promise<{ approvalId: string }>) | null,
): Promise<FundMovement> {
  const { clock } = contextOf(tx).database;
  const now = clock.now();
  const id = uuidv7(clock);
  // Also what has to be agreed to first is refused now when it could not be paid.
  if (asked.kind === 'WITHDRAWAL') await assertAvailable(tx, asked);
  const approvalId = ask === null ? null : (await ask(id)).approvalId;
  const { state, transfers } = begun(asked.kind, asked.amount.minor, approvalId !== null);
  const movement = { ...asked, id, state, approvalId, requestedAt: now, stateAt: now, version: 1 };
  await insertFundMovement(tx, movement);
  await record(tx, movement, transfers, null);
  return movement;
}

/** Takes a movement one step on, under the company's gate. @throws FundStateError, NotEnoughAvailableError */
export async function advance(tx: Tx, before: FundMovement, action: FundAction, reason: string | null = null): Promise<FundMovement> {
  const { state, transfers } = advanced(before, action);
  if (transfers.some(({ kind }) => kind === 'withdrawal')) await assertAvailable(tx, before);
  const after = { ...before, state, stateAt: contextOf(tx).database.clock.now(), version: before.version + 1 };
  await saveFundState(tx, after);
  await record(tx, after, transfers, reason, before.state);
  return after;
}

async function assertAvailable(tx: Tx, { companyId, amount }: Pick<FundMovement, 'companyId' | 'amount'>): Promise<void> {
  if (amount.minor > withdrawable(await fundsOf(tx, companyId, amount.currency))) throw new NotEnoughAvailableError();
}

async function record(
  tx: Tx,
  movement: FundMovement,
  transfers: Stepped['transfers'],
  reason: string | null,
  before: FundMovement['state'] | null = null,
): Promise<void> {
  const { database, command } = contextOf(tx);
  const { companyId, id, kind, state, stateAt, amount } = movement;
  const { actor } = command;
  const posted = await post(tx, { companyId, currency: amount.currency, cause: command.command }, transfers);
  await tx.query(
    `INSERT INTO fund_movement_transfers (company_id, transfer_id, movement_id) SELECT $1, transfer_id, $2 FROM unnest($3::uuid[]) AS transfer_id`,
    [companyId, id, posted],
  );
  await appendFeed(tx, { companyId, kind: 'BALANCE', event: `${kind}.${state}`.toLowerCase() });
  const [byName, byUserId] = actor.kind === 'person' ? [actor.displayName, actor.userId] : [actor.name, null];
  await tx.query(
    `INSERT INTO fund_movement_events (company_id, id, movement_id, state, by_name, by_user_id, reason, at, feed_number)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [companyId, uuidv7(database.clock), id, state, byName, byUserId, reason, stateAt, String(contextOf(tx).feedNumber)],
  );
  audit(tx, {
    ...{ subjectType: 'fund_movement', subjectId: id },
    ...(before === null ? {} : { before: { state: before } }),
    after: { kind, state, amountMinor: amount.minor.toString(), currency: amount.currency, reference: movement.reference },
    reason,
  });
}
