import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the rules on purchases found, and the cases that people make of it. */
export class Risk1795780800000 implements MigrationInterface {
  readonly name = 'Risk1795780800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FEED);
    await runner.query(FOLLOWING);
    await runner.query(CASES);
    for (const [table, grants] of PROTECTED) await runner.query(`SELECT afc_protect($1, $2, '')`, [table, grants]);
    await runner.query(BACKLOG);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Cases cannot be taken away.'));
  }
}

/** Every row is of one of these already: the next migration says so to the database without holding anybody up. */
const FEED = `
ALTER TABLE feed_events DROP CONSTRAINT feed_events_kind_check;
ALTER TABLE feed_events ADD CONSTRAINT feed_events_kind_check CHECK (kind IN ('TRANSACTION', 'CARD', 'CONTROL', 'BALANCE', 'RISK')) NOT VALID;
-- Of kind RISK: the case.
ALTER TABLE feed_events ADD COLUMN case_id uuid;
`;

const FOLLOWING = `
-- How far the feed of a company was read for the rules.
CREATE TABLE risk_cursors (
  company_id uuid PRIMARY KEY REFERENCES companies (id),
  number bigint NOT NULL
);

-- Each change of what a company looks for is a row of its own: the last one is in force. Without any, what is usual.
CREATE TABLE risk_settings (
  company_id uuid NOT NULL REFERENCES companies (id),
  version int NOT NULL CHECK (version > 0),
  -- By rule: whether it is on, and its thresholds.
  rules jsonb NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, version)
);

-- A purchase is judged once, with the settings of that moment; version 0 is what is usual.
CREATE TABLE risk_assessments (
  company_id uuid NOT NULL,
  transaction_id uuid NOT NULL,
  settings_version int NOT NULL,
  assessed_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, transaction_id),
  FOREIGN KEY (company_id, transaction_id) REFERENCES transactions (company_id, id)
);

-- When a company first bought from a merchant, and who did so at first.
CREATE TABLE risk_merchants (
  company_id uuid NOT NULL REFERENCES companies (id),
  -- The acceptor's id where the network tells it, else its name.
  merchant text NOT NULL,
  first_at timestamptz NOT NULL,
  people uuid[] NOT NULL,
  PRIMARY KEY (company_id, merchant)
);
`;

const CASES = `
CREATE TABLE risk_cases (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  rule text NOT NULL,
  -- What its alerts have in common: the company, a person, a card or a merchant.
  subject text NOT NULL,
  -- Whose purchases it is about, with which card, and the teams that they count to: who may see it. Null and empty when it is about many.
  user_id uuid,
  card_id uuid,
  team_ids uuid[] NOT NULL DEFAULT '{}',
  state text NOT NULL CHECK (state IN ('OPEN', 'ASSIGNED', 'CLOSED')),
  outcome text CHECK (outcome IN ('FRAUD', 'MISUSE', 'FINE', 'FALSE_POSITIVE')),
  assignee_id uuid,
  alert_count int NOT NULL,
  opened_at timestamptz NOT NULL,
  last_alert_at timestamptz NOT NULL,
  closed_at timestamptz,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (company_id, id),
  CHECK ((state = 'CLOSED') = (outcome IS NOT NULL)),
  CHECK ((state = 'CLOSED') = (closed_at IS NOT NULL)),
  CHECK (state <> 'ASSIGNED' OR assignee_id IS NOT NULL),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
  FOREIGN KEY (company_id, card_id) REFERENCES cards (company_id, id),
  FOREIGN KEY (company_id, assignee_id) REFERENCES users (company_id, id)
);
CREATE INDEX risk_cases_newest ON risk_cases (company_id, last_alert_at DESC, id DESC);
CREATE INDEX risk_cases_open ON risk_cases (company_id, rule, subject) WHERE state <> 'CLOSED';

-- What a rule found in a purchase.
CREATE TABLE risk_alerts (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  rule text NOT NULL,
  transaction_id uuid NOT NULL,
  -- From which its sentence is made.
  detail jsonb NOT NULL,
  settings_version int NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, transaction_id, rule),
  FOREIGN KEY (company_id, case_id) REFERENCES risk_cases (company_id, id),
  FOREIGN KEY (company_id, transaction_id) REFERENCES transactions (company_id, id)
);
CREATE INDEX risk_alerts_case ON risk_alerts (company_id, case_id, at DESC, id DESC);

-- What people did to a case and said of it.
CREATE TABLE risk_case_events (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('COMMENTED', 'ASSIGNED', 'CLOSED', 'REOPENED')),
  -- The outcome of one that was closed.
  outcome text,
  -- To whom it was given.
  assignee_id uuid,
  comment text,
  -- Name of who did it, as it was then.
  by_name text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, case_id) REFERENCES risk_cases (company_id, id)
);
CREATE INDEX risk_case_events_case ON risk_case_events (company_id, case_id, id);
`;

const PROTECTED: readonly (readonly [string, string])[] = [
  ['risk_cursors', 'SELECT, INSERT, UPDATE'],
  ['risk_settings', 'SELECT, INSERT'],
  ['risk_assessments', 'SELECT, INSERT'],
  ['risk_merchants', 'SELECT, INSERT, UPDATE'],
  ['risk_cases', 'SELECT, INSERT, UPDATE'],
  ['risk_alerts', 'SELECT, INSERT'],
  ['risk_case_events', 'SELECT, INSERT'],
];

const BACKLOG = `
SELECT afc_let_look_up('risk_cursors', 'SELECT');

-- Companies whose feed has come further than their rules.
CREATE FUNCTION risk_backlog(most int) RETURNS TABLE (company_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT g.company_id FROM company_gates g LEFT JOIN risk_cursors c ON c.company_id = g.company_id
   WHERE g.next_feed_number - 1 > coalesce(c.number, 0) ORDER BY g.company_id LIMIT most
$$;
ALTER FUNCTION risk_backlog OWNER TO afc_lookup;
REVOKE ALL ON FUNCTION risk_backlog FROM PUBLIC;
GRANT EXECUTE ON FUNCTION risk_backlog TO afc_api;
`;
