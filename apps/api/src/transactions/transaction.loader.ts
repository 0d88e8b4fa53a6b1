import type { DecisionRecord } from '../authorization/decision-record.ts';
import type { MessageState } from '../ledger/purchase.ts';
import type { MessageDetail } from '../ledger/stored-purchase.ts';
import { loaderBy, loaderManyBy } from '../platform/graphql/loader.ts';
import type { StoredDecision } from './decision.ts';
import type { DisputeNote, LinkedRefund, StoredHoldEvent, StoredMessage } from './timeline.ts';
import { type ShownTransaction, shownTransaction, TRANSACTION_COLUMNS, type TransactionRow } from './transaction-row.ts';

export const transactionById = loaderBy<string, ShownTransaction>(
  (transaction) => transaction.id,
  async (manager, ids) => {
    const rows = await manager.query<TransactionRow[]>(
      `SELECT ${TRANSACTION_COLUMNS} FROM transactions t WHERE t.company_id = app_company() AND t.id = ANY ($1)`,
      [ids],
    );
    return rows.map(shownTransaction);
  },
);

type DecisionRow = {
  id: string;
  transaction_id: string | null;
  transaction_token: string;
  method: string;
  outcome: 'APPROVED' | 'DECLINED';
  currency: string;
  amount_minor: string;
  requested_minor: string;
  user_transaction_time: Date;
  decided_at: Date;
  release_reason: 'LATE' | 'SILENCE' | null;
  record: DecisionRecord | null;
};

const DECISIONS = `SELECT a.id, a.transaction_id, a.transaction_token, a.method, a.outcome, a.currency, a.amount_minor, a.requested_minor,
    a.user_transaction_time, a.decided_at, a.release_reason, r.record
  FROM authorizations a LEFT JOIN decision_records r ON r.company_id = a.company_id AND r.id = a.id
  WHERE a.company_id = app_company()`;

function storedDecision(row: DecisionRow): StoredDecision {
  return {
    id: row.id,
    transactionId: row.transaction_id,
    transactionToken: row.transaction_token,
    method: row.method,
    outcome: row.outcome,
    amount: { minor: BigInt(row.amount_minor), currency: row.currency },
    requested: { minor: BigInt(row.requested_minor), currency: row.currency },
    atMs: row.user_transaction_time.getTime(),
    decidedAt: row.decided_at,
    releasedLate: row.release_reason === 'LATE',
    record: row.record,
  };
}

export const decisionById = loaderBy<string, StoredDecision>(
  (decision) => decision.id,
  async (manager, ids) => (await manager.query<DecisionRow[]>(`${DECISIONS} AND a.id = ANY ($1)`, [ids])).map(storedDecision),
);

/** Every answer of ours about a purchase. */
export const decisionsOfTransaction = loaderManyBy<string, StoredDecision>(
  (decision) => decision.transactionId ?? '',
  async (manager, ids) => (await manager.query<DecisionRow[]>(`${DECISIONS} AND a.transaction_id = ANY ($1)`, [ids])).map(storedDecision),
);

type MessageRow = {
  id: string;
  transaction_id: string;
  token: string;
  type: string;
  state: MessageState;
  at: Date;
  amount_minor: string;
  currency: string;
  detail: MessageDetail;
};

/** Every message of Marqeta about a purchase. */
export const messagesOfTransaction = loaderManyBy<string, StoredMessage>(
  (message) => message.transactionId,
  async (manager, ids) => {
    const rows = await manager.query<MessageRow[]>(
      `SELECT id, transaction_id, token, type, state, at, amount_minor, currency, detail FROM transaction_events
        WHERE company_id = app_company() AND transaction_id = ANY ($1)`,
      [ids],
    );
    return rows.map(({ transaction_id: transactionId, amount_minor: minor, currency, ...rest }) => ({
      ...rest,
      transactionId,
      amount: { minor: BigInt(minor), currency },
    }));
  },
);

type HoldEventRow = Omit<StoredHoldEvent, 'amount'> & { readonly minor: string; readonly currency: string };

/** What happened to the holds of a purchase's approvals besides Marqeta simply confirming them, oldest first. */
export const holdEventsOfTransaction = loaderManyBy<string, StoredHoldEvent>(
  (event) => event.transactionId,
  async (manager, ids) => {
    const rows = await manager.query<HoldEventRow[]>(
      `SELECT h.id, h.transaction_id AS "transactionId", h.authorization_id AS "authorizationId", h.code, h.at, h.detail,
              CASE a.outcome WHEN 'APPROVED' THEN a.amount_minor ELSE a.requested_minor END AS minor, a.currency
         FROM hold_events h JOIN authorizations a ON a.company_id = h.company_id AND a.id = h.authorization_id
        WHERE h.company_id = app_company() AND h.transaction_id = ANY ($1) ORDER BY h.at, h.id`,
      [ids],
    );
    return rows.map(({ minor, currency, ...event }) => ({ ...event, amount: { minor: BigInt(minor), currency } }));
  },
);

type RefundRow = { id: string; transaction_id: string; at: Date; minor: string; currency: string };

/** Refunds of their own that belong to the purchase, and have given something back. */
export const refundsOfTransaction = loaderManyBy<string, LinkedRefund>(
  (refund) => refund.transactionId,
  async (manager, ids) => {
    const rows = await manager.query<RefundRow[]>(
      `SELECT r.id, named.transaction_id, r.transacted_at AS at, -r.cleared_minor AS minor, r.currency
         FROM (SELECT t.id AS transaction_id, t.marqeta_transaction_token AS token FROM transactions t WHERE t.company_id = app_company() AND t.id = ANY ($1)
               UNION SELECT e.transaction_id, e.token FROM transaction_events e WHERE e.company_id = app_company() AND e.transaction_id = ANY ($1)) named
         JOIN transactions r ON r.company_id = app_company() AND r.refund_of_token = named.token AND r.cleared_minor < 0
          AND coalesce(r.refund_link, 'CERTAIN') <> 'LOW'`,
      [ids],
    );
    return rows.map(({ id, transaction_id: transactionId, at, minor, currency }) => ({
      id,
      transactionId,
      at,
      amount: { minor: BigInt(minor), currency },
    }));
  },
);

type NoteRow = Omit<DisputeNote, 'amount'> & { minor: string; currency: string };

/** What was said and decided of the disputes of a purchase. The answer of a command and the webhook may say the same: it is told once. */
export const disputeNotesOfTransaction = loaderManyBy<string, DisputeNote>(
  (note) => note.transactionId,
  async (manager, ids) => {
    const rows = await manager.query<NoteRow[]>(
      `SELECT DISTINCT ON (d.id, e.kind, CASE e.kind WHEN 'STATE' THEN e.detail ELSE e.token END)
              e.id, d.id AS "disputeId", d.transaction_id AS "transactionId", e.kind, e.detail, e.reason, e.at, d.amount_minor AS minor, d.currency
         FROM disputes d JOIN dispute_events e ON e.company_id = d.company_id AND e.dispute_id = d.id
        WHERE d.company_id = app_company() AND d.transaction_id = ANY ($1)
        ORDER BY d.id, e.kind, CASE e.kind WHEN 'STATE' THEN e.detail ELSE e.token END, e.at, e.id`,
      [ids],
    );
    return rows.map(({ minor, currency, ...note }) => ({ ...note, amount: { minor: BigInt(minor), currency } }));
  },
);

export type TransferRow = {
  id: string;
  transaction_id: string;
  at: Date;
  kind: string;
  debit_account: string;
  credit_account: string;
  amount_minor: string;
  currency: string;
};

/** What a purchase moved in the ledger, oldest first. */
export const transfersOfTransaction = loaderManyBy<string, TransferRow>(
  (transfer) => transfer.transaction_id,
  (manager, ids) =>
    manager.query<TransferRow[]>(
      `SELECT id, transaction_id, at, kind, debit_account, credit_account, amount_minor, currency FROM ledger_transfers
        WHERE company_id = app_company() AND transaction_id = ANY ($1) ORDER BY at, id`,
      [ids],
    ),
);
