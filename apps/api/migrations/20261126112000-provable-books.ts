import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What makes the checks of the books cheap enough to run all the time: how far each company was looked at, and what was found then. */
export class ProvableBooks1764156000000 implements MigrationInterface {
  readonly name = 'ProvableBooks1764156000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MARKS);
    for (const [table, api, gateway] of PROTECTED) await runner.query(`SELECT afc_protect($1, $2, $3)`, [table, api, gateway]);
    await runner.query(RUNS);
    await runner.query(OPERATORS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was found in the books cannot be forgotten.'));
  }
}

const MARKS = `
-- How far the books of a company were looked at. What is older was right, or the last whole check says so.
CREATE TABLE ledger_check_marks (
  company_id uuid PRIMARY KEY REFERENCES companies (id),
  -- Of the gate, at that moment: while they stand, nothing of the company has changed.
  next_feed_number bigint NOT NULL,
  controls_version bigint NOT NULL,
  -- What transfers with ids before this moment add up to is in ledger_sealed_totals.
  sealed_before timestamptz NOT NULL,
  looked_at timestamptz NOT NULL,
  -- Counters are counted again when there is time for it: a count reads the purchases of months.
  counted_at timestamptz NOT NULL,
  to_count boolean NOT NULL,
  whole_at timestamptz NOT NULL
);
CREATE TABLE ledger_sealed_totals (
  company_id uuid NOT NULL REFERENCES companies (id),
  currency text NOT NULL,
  account text NOT NULL,
  minor numeric NOT NULL,
  -- The part of it that transfers of purchases make.
  of_purchases_minor numeric NOT NULL,
  PRIMARY KEY (company_id, currency, account)
);

ALTER TABLE ledger_checks ADD COLUMN whole_at timestamptz, ADD COLUMN broken_since timestamptz;
CREATE INDEX ledger_checks_broken ON ledger_checks (code) WHERE NOT holds;
`;

const PROTECTED: readonly (readonly [string, string, string])[] = [
  ['ledger_check_marks', '', 'SELECT, INSERT, UPDATE'],
  ['ledger_sealed_totals', '', 'SELECT, INSERT, UPDATE'],
];

const RUNS = `
-- The last run over all companies: RECENT looks at what has changed, WHOLE at everything.
CREATE TABLE ledger_check_runs (
  kind text PRIMARY KEY CHECK (kind IN ('RECENT', 'WHOLE')),
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  companies int NOT NULL
);
SELECT afc_protect_installation('ledger_check_runs', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT afc_let_look_up('ledger_check_runs', 'SELECT');

-- When all companies were last looked at, for who sees only one of them.
CREATE FUNCTION ledger_looked_at() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT max(started_at) FROM ledger_check_runs
$$;
ALTER FUNCTION ledger_looked_at OWNER TO afc_lookup;
REVOKE ALL ON FUNCTION ledger_looked_at FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_looked_at TO afc_api;

-- For operators and figures: how often each check is broken, and since when. Counts only, no company's money.
CREATE FUNCTION broken_ledger_checks() RETURNS TABLE (code text, broken bigint, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT c.code, count(*), min(c.broken_since) FROM ledger_checks c WHERE NOT c.holds GROUP BY c.code
$$;
ALTER FUNCTION broken_ledger_checks OWNER TO afc_lookup;
REVOKE ALL ON FUNCTION broken_ledger_checks FROM PUBLIC;
GRANT EXECUTE ON FUNCTION broken_ledger_checks TO afc_api, afc_gateway;
`;

const OPERATORS = `
-- Whom to mail when the installation needs somebody. Only in a transaction of no company.
CREATE FUNCTION operator_emails() RETURNS TABLE (email_hash bytea, email_sealed bytea, wrapped_key bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT i.email_hash, i.email_sealed, i.wrapped_key FROM identities i WHERE i.is_operator AND app_company() IS NULL
$$;
ALTER FUNCTION operator_emails OWNER TO afc_lookup;
REVOKE ALL ON FUNCTION operator_emails FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_emails TO afc_api;
`;
