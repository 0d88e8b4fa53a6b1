import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the reconciler has compared with Marqeta, what it found, and how Marqeta decided while we were away. */
export class Reconciliation1764157200000 implements MigrationInterface {
  readonly name = 'Reconciliation1764157200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RUNS);
    await runner.query(DIFFERENCES);
    await runner.query(SETTLEMENT);
    await runner.query(COMMANDO);
    await runner.query(READING);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The reconciliation cannot be taken away.'));
  }
}

const RUNS = `
-- One walk through Marqeta's transactions of a window of time, in the order of their times.
CREATE TABLE reconciliation_runs (
  id uuid PRIMARY KEY,
  pass text NOT NULL CHECK (pass IN ('RECENT', 'DAY', 'MONTHS')),
  -- Marqeta's user_transaction_time.
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  -- Everything before it is compared.
  reached_at timestamptz NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  compared bigint NOT NULL DEFAULT 0,
  found int NOT NULL DEFAULT 0,
  CHECK (from_at <= reached_at AND reached_at <= to_at)
);
CREATE INDEX reconciliation_runs_pass ON reconciliation_runs (pass, id DESC);
SELECT afc_protect_installation('reconciliation_runs', 'SELECT', 'SELECT, INSERT, UPDATE');

-- One worker compares at a time; a lease that ran out is anybody's.
CREATE TABLE reconciliation_lease (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), holder uuid, until timestamptz);
INSERT INTO reconciliation_lease DEFAULT VALUES;
SELECT afc_protect_installation('reconciliation_lease', '', 'SELECT, UPDATE');
`;

const DIFFERENCES = `
-- Where Marqeta and we do not say the same of a message. Open until a later comparison finds none.
CREATE TABLE reconciliation_differences (
  id uuid PRIMARY KEY,
  -- None for a card that is nobody's here.
  company_id uuid REFERENCES companies (id),
  run_id uuid NOT NULL REFERENCES reconciliation_runs (id),
  what text NOT NULL CHECK (what IN ('MISSED', 'LESS_ADVANCED', 'AMOUNT_DIFFERS', 'STATE_DIFFERS', 'UNKNOWN_CARD', 'UNKNOWN_TYPE',
    'NOT_APPLIED', 'ONLY_OURS', 'SETTLEMENT_DIFFERS')),
  -- Marqeta's, of the message.
  token text NOT NULL,
  type text NOT NULL,
  transaction_id uuid,
  currency text,
  theirs_state text,
  ours_state text,
  theirs_minor bigint,
  ours_minor bigint,
  -- Marqeta's settlement_date, of what moves money.
  settled_on date,
  said_at timestamptz NOT NULL,
  found_at timestamptz NOT NULL,
  healed_at timestamptz
);
CREATE UNIQUE INDEX reconciliation_differences_open ON reconciliation_differences (token) WHERE healed_at IS NULL;
CREATE INDEX reconciliation_differences_company ON reconciliation_differences (company_id, id DESC);
CREATE INDEX reconciliation_differences_found ON reconciliation_differences (found_at);
SELECT afc_protect('reconciliation_differences', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT afc_let_look_up('reconciliation_differences', 'SELECT');
SELECT afc_let_look_up('reconciliation_runs', 'SELECT');

-- A message is looked for among those that were not applied.
CREATE INDEX dead_letters_token ON dead_letters (token);
`;

const SETTLEMENT = `
-- What was settled on a day: as Marqeta tells it, and as the ledger has it booked. What leaves the company is above zero.
CREATE TABLE settlement_days (
  company_id uuid NOT NULL REFERENCES companies (id),
  settled_on date NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  messages int NOT NULL,
  theirs_minor bigint NOT NULL,
  ours_minor bigint NOT NULL,
  run_id uuid NOT NULL,
  compared_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, settled_on, currency)
);
SELECT afc_protect('settlement_days', 'SELECT', 'SELECT, INSERT, UPDATE');
`;

const COMMANDO = `
-- Marqeta's sets for deciding in our place, as it last showed them.
CREATE TABLE commando_modes (
  token text PRIMARY KEY,
  enabled boolean NOT NULL,
  channel text,
  reason text,
  username text,
  seen_at timestamptz NOT NULL
);
-- Each time that one was turned on or off.
CREATE TABLE commando_transitions (
  token text PRIMARY KEY,
  mode_token text NOT NULL,
  enabled boolean NOT NULL,
  channel text,
  reason text,
  username text,
  at timestamptz NOT NULL
);
CREATE INDEX commando_transitions_newest ON commando_transitions (at DESC, token);
SELECT afc_protect_installation('commando_modes', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT afc_protect_installation('commando_transitions', 'SELECT', 'SELECT, INSERT');
`;

const READING = `
-- For a company's admins: when Marqeta and we were last compared.
CREATE FUNCTION reconciliation_passes(OUT pass text, OUT from_at timestamptz, OUT reached_at timestamptz, OUT started_at timestamptz,
  OUT finished_at timestamptz) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.pass, r.from_at, r.reached_at, r.started_at, r.finished_at
    FROM (VALUES ('RECENT'), ('DAY'), ('MONTHS')) AS p (pass)
   CROSS JOIN LATERAL (SELECT * FROM reconciliation_runs r WHERE r.pass = p.pass ORDER BY r.id DESC LIMIT 1) r
$$;
-- For the operator and the figures of the process: how many differences, of no company in particular.
CREATE FUNCTION reconciliation_counts(since timestamptz, OUT what text, OUT open bigint, OUT healed bigint)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.what, count(*) FILTER (WHERE d.healed_at IS NULL), count(*) FILTER (WHERE d.healed_at >= since)
    FROM reconciliation_differences d WHERE d.healed_at IS NULL OR d.found_at >= since GROUP BY d.what ORDER BY d.what
$$;
ALTER FUNCTION reconciliation_passes OWNER TO afc_lookup;
ALTER FUNCTION reconciliation_counts OWNER TO afc_lookup;
REVOKE ALL ON FUNCTION reconciliation_passes, reconciliation_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reconciliation_passes, reconciliation_counts TO afc_api, afc_gateway;
`;
