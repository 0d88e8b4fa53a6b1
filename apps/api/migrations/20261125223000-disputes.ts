import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Disputed purchases: the case, what was said of it, and its evidence. */
export class Disputes1764109800000 implements MigrationInterface {
  readonly name = 'Disputes1764109800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CASES);
    for (const [table, api, gateway] of PROTECTED) await runner.query(`SELECT afc_protect($1, $2, $3)`, [table, api, gateway]);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Disputes cannot be taken away.'));
  }
}

const CASES = `
-- Its id is the token of the chargeback at Marqeta.
CREATE TABLE disputes (
  company_id uuid NOT NULL,
  id uuid NOT NULL UNIQUE,
  transaction_id uuid NOT NULL,
  -- Whose purchase it is, as the purchase has it.
  user_id uuid NOT NULL,
  team_ids uuid[] NOT NULL DEFAULT '{}',
  -- Token of the clearing that is disputed.
  clearing_token text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  reason text NOT NULL,
  statement text NOT NULL,
  -- WAITING: Marqeta does not know of it yet. REFUSED: Marqeta did not take it. All others as Marqeta spells them.
  state text NOT NULL CHECK (state IN ('WAITING', 'REFUSED', 'INITIATED', 'RETRIEVAL_REQUEST', 'RETRIEVAL_RESPONSE', 'REPRESENTMENT',
    'PREARBITRATION', 'PREARB_RESPONDED', 'ARBITRATION', 'ARBITRATION_RESPONSE', 'ARBITRATION_DECISION', 'CASE_WON', 'CASE_LOST',
    'NETWORK_REJECTED', 'WITHDRAWN', 'WRITTEN_OFF_ISSUER', 'WRITTEN_OFF_PROGRAM')),
  -- Since when it is in that state, by Marqeta's clock.
  state_at timestamptz NOT NULL,
  -- A step that we want and that Marqeta has not heard of yet.
  wanted text CHECK (wanted IN ('PREARBITRATION', 'ARBITRATION', 'CASE_LOST', 'WRITTEN_OFF_PROGRAM')),
  -- Since when Marqeta is to be told something.
  waiting_since timestamptz,
  issuer_refusal text,
  -- By when somebody has to do something; null when nothing is expected of the company.
  due_at timestamptz,
  -- The last reminder of that day.
  reminded_at timestamptz,
  opened_by uuid NOT NULL,
  opened_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, transaction_id) REFERENCES transactions (company_id, id),
  FOREIGN KEY (company_id, opened_by) REFERENCES users (company_id, id)
);
-- A purchase is disputed once; again only when nothing came of it.
CREATE UNIQUE INDEX disputes_once ON disputes (company_id, transaction_id) WHERE state NOT IN ('REFUSED', 'NETWORK_REJECTED', 'WITHDRAWN');
CREATE INDEX disputes_transaction ON disputes (company_id, transaction_id);
CREATE INDEX disputes_opened ON disputes (company_id, opened_at DESC, id DESC);
CREATE INDEX disputes_waiting ON disputes (waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX disputes_due ON disputes (due_at) WHERE due_at IS NOT NULL;

-- What was said of a dispute, by Marqeta or by us: once each, whatever the order and the repeats.
CREATE TABLE dispute_events (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  dispute_id uuid NOT NULL,
  -- Of Marqeta's transition; of ours the name of the command.
  token text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('STATE', 'EVIDENCE', 'DECISION', 'REFUSAL')),
  -- The state; what was decided; what was refused; the file's name.
  detail text NOT NULL,
  reason text,
  by_user_id uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, dispute_id, token),
  FOREIGN KEY (company_id, dispute_id) REFERENCES disputes (company_id, id)
);

CREATE TABLE dispute_evidence (
  company_id uuid NOT NULL,
  dispute_id uuid NOT NULL,
  file_id uuid NOT NULL,
  added_by uuid NOT NULL,
  added_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, dispute_id, file_id),
  FOREIGN KEY (company_id, dispute_id) REFERENCES disputes (company_id, id),
  FOREIGN KEY (company_id, file_id) REFERENCES files (company_id, id),
  FOREIGN KEY (company_id, added_by) REFERENCES users (company_id, id)
);
`;

const PROTECTED: readonly (readonly [string, string, string])[] = [
  ['disputes', 'SELECT, INSERT, UPDATE', 'SELECT, UPDATE'],
  ['dispute_events', 'SELECT, INSERT', 'SELECT, INSERT'],
  ['dispute_evidence', 'SELECT, INSERT', ''],
];
