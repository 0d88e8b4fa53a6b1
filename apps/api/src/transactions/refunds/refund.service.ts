import type pg from 'pg';
import type { CommandOptions } from '../../access/commander.ts';
import { assertMay, may } from '../../access/policy.ts';
import { actorOf, type Member } from '../../access/viewer.ts';
import { Book } from '../../authorization/book.ts';
import { ControlsCache, freshControls } from '../../authorization/controls-cache.ts';
import { gather } from '../../authorization/gather.ts';
import { record } from '../../authorization/record.ts';
import type { StoredPurchase } from '../../ledger/stored-purchase.ts';
import type { Database } from '../../platform/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { isUuid, uuidv7 } from '../../platform/ids.ts';
import { audit, contextOf, once, transact, type Tx } from '../../platform/transact.ts';
import { linkRefund, type LinkWanted } from './link-refund.ts';
import { NotARefundError, RefundPurchaseError } from './refund.errors.ts';

export type RelinkRefund = {
  readonly idempotencyKey: string;
  readonly refundId: string;
  /** Null: it belongs to none. */
  readonly purchaseId: string | null;
};

const COMMAND = 'transaction.relinkRefund';

type Row = {
  id: string;
  token: string;
  at: Date;
  userId: string;
  teamIds: string[];
  refundOfToken: string | null;
  refundLink: string | null;
};

/** What people say of refunds. No money moves by it: only what limits count. Said again otherwise, it is as if it had not been said. */
export class RefundService {
  readonly #controls = new ControlsCache();

  constructor(private readonly database: Database) {}

  /** @throws NotFoundError, ForbiddenError, NotARefundError, RefundPurchaseError */
  relink(by: Member, { idempotencyKey, ...wish }: RelinkRefund, options: CommandOptions = {}): Promise<{ refundId: string }> {
    return transact(this.database, { ...options, command: COMMAND, actor: actorOf(by, options.ip) }, async (tx) => {
      await gate(tx, by.companyId);
      const refund = await seen(tx, by, wish.refundId);
      assertMay(by, COMMAND, { companyId: by.companyId, userId: refund.userId, teamIds: refund.teamIds });
      const purchase = wish.purchaseId === null ? null : await seen(tx, by, wish.purchaseId);
      return once(tx, idempotencyKey, wish, async () => {
        await this.#link(tx, by, refund, purchase);
        return { refundId: refund.id };
      });
    });
  }

  async #link(tx: Tx, by: Member, refund: Row, purchase: Row | null): Promise<void> {
    const { clock } = this.database;
    const client = await clientOf(tx);
    const gathered = await gather(client, {
      ...{ companyIds: [by.companyId], cards: [], counters: [], jitTokens: [], transactionTokens: [], newTokens: [] },
      relatedTokens: [refund.token, refund.refundOfToken, purchase?.token ?? null].filter((token) => token !== null),
    });
    const book = new Book(gathered, { nowMs: clock.now().getTime(), newId: () => uuidv7(clock) });
    const stored = refundIn(book, refund);
    if (purchase !== null) assertFits(stored, refund, book.purchase(purchase.id), purchase);
    const wanted: LinkWanted = { refundOfToken: purchase?.token ?? null, refundLink: purchase === null ? 'UNLINKED' : 'CONFIRMED' };
    const controlsOf = await freshControls(client, this.#controls, gathered.gates);
    linkRefund(stored, wanted, { book, controlsOf, cause: COMMAND });
    const writes = { ...book.writes(), authorizations: [] };
    await record(client, clock.now().getTime(), writes);
    await tx.query(`UPDATE transactions SET refund_decided_by = $3, refund_decided_at = $4 WHERE company_id = $1 AND id = $2`, [
      ...[by.companyId, refund.id, by.userId, clock.now()],
    ]);
    const [said] = writes.gates;
    if (said !== undefined) contextOf(tx).feedNumber = said.nextFeedNumber - 1n;
    audit(tx, {
      ...{ subjectType: 'transaction', subjectId: refund.id },
      before: { refundOfToken: refund.refundOfToken, refundLink: refund.refundLink },
      after: wanted,
    });
  }
}

/** The connection that the transaction is on: the books are written by the same statements as everywhere. */
async function clientOf(tx: Tx): Promise<pg.ClientBase> {
  if (tx.queryRunner === undefined) throw new Error('a transaction has a connection');
  return (await tx.queryRunner.connect()) as pg.ClientBase;
}

async function seen(tx: Tx, by: Member, id: string): Promise<Row> {
  const [row] = isUuid(id)
    ? await tx.query<Row[]>(
        `SELECT id, marqeta_transaction_token AS token, transacted_at AS at, user_id AS "userId", team_ids AS "teamIds",
                refund_of_token AS "refundOfToken", refund_link AS "refundLink" FROM transactions WHERE company_id = $1 AND id = $2`,
        [by.companyId, id.toLowerCase()],
      )
    : [];
  if (row === undefined || !may(by, 'transaction.see', { companyId: by.companyId, userId: row.userId, teamIds: row.teamIds }))
    throw new NotFoundError('purchase');
  return row;
}

/** @throws NotARefundError */
function refundIn(book: Book, { id }: Row): StoredPurchase {
  const refund = book.purchase(id);
  if (refund === undefined) throw new Error(`refund ${id} was not gathered`);
  if (refund.kind !== 'REFUND' || refund.position.cleared >= 0n) throw new NotARefundError();
  return refund;
}

/** @throws RefundPurchaseError */
function assertFits(refund: StoredPurchase, { at: refundedAt }: Row, purchase: StoredPurchase | undefined, { at: boughtAt }: Row): void {
  const fits =
    purchase?.kind === 'PURCHASE' && purchase.position.cleared > 0n && purchase.currency === refund.currency && boughtAt <= refundedAt;
  if (!fits) throw new RefundPurchaseError();
}
