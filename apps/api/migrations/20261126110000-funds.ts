import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money in and out of a company's balance: top-ups and withdrawals, who has to agree to them, and when little is left. */
export class Funds1795690800000 implements MigrationInterface {
  readonly name = 'Funds1795690800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS_AND_KINDS);
    await runner.query(MOVEMENTS);
    for (const [table, api, gateway] of PROTECTED) await runner.query(`SELECT afc_protect($1, $2, $3)`, [table, api, gateway]);
    await runner.query(QUEUE);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Money that came and went cannot be forgotten.'));
  }
}

/** Rows that are there passed narrower checks: NOT VALID spares reading them again while decisions wait. */
const ACCOUNTS_AND_KINDS = `
ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_accounts_account_check;
ALTER TABLE ledger_accounts ADD CONSTRAINT ledger_accounts_account_check CHECK (account IN (
  'AVAILABLE', 'HELD', 'SPENT', 'IN_TRANSIT', 'RESERVED', 'RECEIVABLE', 'DISPUTES', 'FEES', 'EXTERNAL')) NOT VALID;
ALTER TABLE ledger_transfers DROP CONSTRAINT ledger_transfers_debit_account_check;
ALTER TABLE ledger_transfers ADD CONSTRAINT ledger_transfers_debit_account_check CHECK (debit_account IN (
  'AVAILABLE', 'HELD', 'SPENT', 'IN_TRANSIT', 'RESERVED', 'RECEIVABLE', 'DISPUTES', 'FEES', 'EXTERNAL')) NOT VALID;
ALTER TABLE ledger_transfers DROP CONSTRAINT ledger_transfers_credit_account_check;
ALTER TABLE ledger_transfers ADD CONSTRAINT ledger_transfers_credit_account_check CHECK (credit_account IN (
  'AVAILABLE', 'HELD', 'SPENT', 'IN_TRANSIT', 'RESERVED', 'RECEIVABLE', 'DISPUTES', 'FEES', 'EXTERNAL')) NOT VALID;
ALTER TABLE ledger_transfers DROP CONSTRAINT ledger_transfers_kind_check;
ALTER TABLE ledger_transfers ADD CONSTRAINT ledger_transfers_kind_check CHECK (kind IN (
  'hold', 'release', 'clearing', 'refund', 'credit', 'fee', 'top_up', 'overdraft', 'correction', 'dispute_credit', 'dispute_debit',
  'announcement', 'top_up_return', 'withdrawal', 'payout', 'withdrawal_return')) NOT VALID;
`;

const MOVEMENTS = `
-- A bank transfer between a company and the programme: money that comes, or money that goes.
CREATE TABLE fund_movements (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('TOP_UP', 'WITHDRAWAL')),
  -- A second admin has to agree: AWAITING_APPROVAL, then DECLINED if not. Of a top-up: IN_TRANSIT, ARRIVED, RETURNED. Of a withdrawal:
  -- RESERVED, SENDING once an operator has it in hand, PAID, REFUSED, RETURNED.
  state text NOT NULL CHECK (CASE kind
    WHEN 'TOP_UP' THEN state IN ('AWAITING_APPROVAL', 'DECLINED', 'CANCELLED', 'IN_TRANSIT', 'ARRIVED', 'RETURNED')
    ELSE state IN ('AWAITING_APPROVAL', 'DECLINED', 'CANCELLED', 'RESERVED', 'SENDING', 'PAID', 'REFUSED', 'RETURNED') END),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  -- What the bank transfer says.
  reference text NOT NULL,
  -- The second admin's yes that it needed; none below the setting.
  approval_id uuid,
  -- None for a part of the system.
  requested_by uuid,
  requested_by_name text NOT NULL,
  requested_at timestamptz NOT NULL,
  state_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, approval_id) REFERENCES approvals (company_id, id),
  FOREIGN KEY (company_id, requested_by) REFERENCES users (company_id, id)
);
CREATE INDEX fund_movements_state ON fund_movements (state, state_at);

-- Each state that it came into, by whom and why.
CREATE TABLE fund_movement_events (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  movement_id uuid NOT NULL,
  state text NOT NULL,
  by_name text NOT NULL,
  by_user_id uuid,
  reason text,
  at timestamptz NOT NULL,
  -- Where the feed says it.
  feed_number bigint NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, movement_id) REFERENCES fund_movements (company_id, id)
);
CREATE INDEX fund_movement_events_movement ON fund_movement_events (company_id, movement_id);
CREATE INDEX fund_movement_events_feed ON fund_movement_events (company_id, feed_number);

-- Which transfers it made. Apart from the transfers, whose table every decision writes to.
CREATE TABLE fund_movement_transfers (
  company_id uuid NOT NULL,
  transfer_id uuid NOT NULL,
  movement_id uuid NOT NULL,
  PRIMARY KEY (company_id, transfer_id),
  FOREIGN KEY (company_id, transfer_id) REFERENCES ledger_transfers (company_id, id),
  FOREIGN KEY (company_id, movement_id) REFERENCES fund_movements (company_id, id)
);
CREATE INDEX fund_movement_transfers_movement ON fund_movement_transfers (company_id, movement_id);

-- Of a company's money in one currency. A row is made when something is first set.
CREATE TABLE fund_settings (
  company_id uuid NOT NULL REFERENCES companies (id),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- Above it a second admin has to agree; null: never.
  four_eyes_above_minor bigint CHECK (four_eyes_above_minor >= 0),
  -- Somebody asks to loosen that, and waits for another's yes.
  approval_id uuid,
  -- Below it the admins are told; null: never.
  low_below_minor bigint CHECK (low_below_minor > 0),
  -- Since when it is below, how much was left, and where the feed says it; null while it is not.
  low_since timestamptz,
  low_available_minor bigint,
  low_feed_number bigint,
  version int NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, currency),
  FOREIGN KEY (company_id, approval_id) REFERENCES approvals (company_id, id)
);
`;

const PROTECTED: readonly (readonly [string, string, string])[] = [
  ['fund_movements', 'SELECT, INSERT, UPDATE', 'SELECT'],
  ['fund_movement_events', 'SELECT, INSERT', ''],
  ['fund_movement_transfers', 'SELECT, INSERT', 'SELECT'],
  ['fund_settings', 'SELECT, INSERT, UPDATE', 'SELECT'],
];

const QUEUE = `
-- For operators, who belong to no company: the bank transfers that wait for them, the oldest first, and those that a bank may still
-- send back. No balance, and nobody's name.
CREATE FUNCTION fund_queue(settled_since timestamptz) RETURNS TABLE (
  company_id uuid, company_name text, id uuid, kind text, state text, currency text, amount_minor bigint, reference text, state_at timestamptz, version int
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT q.company_id, c.name, q.id, q.kind, q.state, q.currency, q.amount_minor, q.reference, q.state_at, q.version
    FROM ((SELECT * FROM fund_movements WHERE app_company() IS NULL AND state IN ('IN_TRANSIT', 'RESERVED', 'SENDING') ORDER BY state_at, id LIMIT 200)
          UNION ALL
          (SELECT * FROM fund_movements WHERE app_company() IS NULL AND state IN ('ARRIVED', 'PAID') AND state_at >= settled_since
            ORDER BY state_at DESC, id DESC LIMIT 200)) q
    JOIN companies c ON c.id = q.company_id
   ORDER BY q.state IN ('ARRIVED', 'PAID'), CASE WHEN q.state IN ('ARRIVED', 'PAID') THEN NULL ELSE q.state_at END, q.state_at DESC, q.id
$$;
REVOKE ALL ON FUNCTION fund_queue FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_queue TO afc_api;
`;
