import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What operators need of the inbox: messages that were not applied, who decided what about them, and how webhooks fare. Columns are
 * added without a default that is computed, so that a full table is not written again; what is old and was set aside is taken over.
 */
export class DeadLetters1764021600000 implements MigrationInterface {
  readonly name = 'DeadLetters1764021600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INBOX);
    await runner.query(LETTERS);
    await runner.query(OPERATORS);
    await runner.query(DECIDING);
    await runner.query(HEALTH);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Dead letters cannot be taken away.'));
  }
}

const INBOX = `
ALTER TABLE marqeta_inbox
  -- The item's own, such as authorization.clearing.
  ADD COLUMN type text,
  -- When Marqeta says that it happened.
  ADD COLUMN said_at timestamptz,
  -- OLD or AHEAD: dated where no delivery should be. It is applied like any other.
  ADD COLUMN flag text,
  ADD COLUMN replays smallint NOT NULL DEFAULT 0;
`;

const LETTERS = `
-- A message that was not applied, by the id that it has in the inbox, which keeps its body. It belongs to no company.
-- SET_ASIDE, because it failed alone; UNKNOWN, kept because it or its card is not understood; REPLAYING, back in the queue by an
-- operator, and from there APPLIED, KEPT (understood now, and nothing to do) or one of the first two; DISMISSED by an operator.
CREATE TABLE dead_letters (
  id uuid PRIMARY KEY,
  shard smallint NOT NULL,
  envelope text NOT NULL,
  type text,
  token text,
  source text NOT NULL,
  state text NOT NULL CHECK (state IN ('SET_ASIDE', 'UNKNOWN', 'REPLAYING', 'APPLIED', 'KEPT', 'DISMISSED')),
  problem text NOT NULL,
  attempts int NOT NULL DEFAULT 1,
  flag text,
  said_at timestamptz,
  received_at timestamptz NOT NULL,
  first_failed_at timestamptz NOT NULL,
  failed_at timestamptz NOT NULL,
  settled_at timestamptz,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  reason text
);
CREATE INDEX dead_letters_state ON dead_letters (state, id);
CREATE INDEX dead_letters_type ON dead_letters (envelope, type, id);
CREATE INDEX dead_letters_failed ON dead_letters (failed_at);

CREATE TABLE webhook_refusals (
  hour timestamptz NOT NULL,
  code text NOT NULL,
  count bigint NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (hour, code)
);

-- For what belongs to the installation: seen while no company is.
CREATE FUNCTION afc_protect_installation(target text, api_grants text, gateway_grants text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY owner ON %I TO afc_owner USING (true) WITH CHECK (true)', target);
  IF api_grants <> '' THEN
    EXECUTE format('GRANT %s ON %I TO afc_api', api_grants, target);
    EXECUTE format('CREATE POLICY installation ON %I TO afc_api USING (app_company() IS NULL) WITH CHECK (app_company() IS NULL)', target);
  END IF;
  IF gateway_grants <> '' THEN
    EXECUTE format('GRANT %s ON %I TO afc_gateway', gateway_grants, target);
    EXECUTE format('CREATE POLICY gateway ON %I TO afc_gateway USING (true) WITH CHECK (true)', target);
  END IF;
END $$;
REVOKE ALL ON FUNCTION afc_protect_installation FROM PUBLIC;
SELECT afc_protect_installation('dead_letters', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT afc_protect_installation('webhook_refusals', 'SELECT', 'SELECT, INSERT, UPDATE');

INSERT INTO dead_letters (id, shard, envelope, token, source, state, problem, received_at, first_failed_at, failed_at)
SELECT id, shard, envelope, token, source, CASE state WHEN 'KEPT' THEN 'UNKNOWN' ELSE state END, coalesce(problem, ''), received_at,
       coalesce(settled_at, received_at), coalesce(settled_at, received_at)
  FROM marqeta_inbox WHERE state = 'SET_ASIDE' OR (state = 'KEPT' AND problem IS NOT NULL);
`;

const OPERATORS = `
-- The commands of operators, who belong to no company: what audit_events and idempotency_keys are to a company's people.
CREATE TABLE operator_audit_events (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  command text NOT NULL,
  actor_id uuid NOT NULL,
  actor_name text NOT NULL,
  subject_type text NOT NULL,
  subject_id text NOT NULL,
  before jsonb,
  after jsonb,
  reason text,
  trace_id text,
  ip inet
);
CREATE INDEX operator_audit_events_subject ON operator_audit_events (subject_type, subject_id);
CREATE TABLE operator_idempotency_keys (
  actor_id uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  command text NOT NULL,
  input_hash bytea NOT NULL,
  answer jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (actor_id, key)
);
-- What company_gates is to a company: commands of operators go one after the other.
CREATE TABLE installation_gate (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only));
INSERT INTO installation_gate DEFAULT VALUES;
SELECT afc_protect_installation('operator_audit_events', 'SELECT, INSERT', '');
SELECT afc_protect_installation('operator_idempotency_keys', 'SELECT, INSERT', '');
SELECT afc_protect_installation('installation_gate', 'SELECT, UPDATE', '');
`;

/** Both lock a message's row of the inbox before its letter, as the applier does: they cannot wait for each other in a ring. */
const DECIDING = `
CREATE FUNCTION replay_dead_letters(letters uuid[], operator uuid, operator_name text, at timestamptz) RETURNS TABLE (letter uuid, of_shard smallint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF app_company() IS NOT NULL THEN RAISE EXCEPTION 'only for the installation'; END IF;
  PERFORM 1 FROM marqeta_inbox i WHERE i.id = ANY (letters) AND i.state IN ('SET_ASIDE', 'KEPT') ORDER BY i.id FOR UPDATE;
  RETURN QUERY
  WITH taken AS (
    UPDATE dead_letters d SET state = 'REPLAYING', settled_at = NULL, decided_by = operator, decided_by_name = operator_name, decided_at = at, reason = NULL
     WHERE d.id = ANY (letters) AND d.state IN ('SET_ASIDE', 'UNKNOWN', 'DISMISSED') AND d.envelope <> 'gateway-requests'
     RETURNING d.id, d.shard
  )
  UPDATE marqeta_inbox i SET state = 'PENDING', problem = NULL, settled_at = NULL, replays = least(i.replays + 1, 32000)
    FROM taken t WHERE i.id = t.id RETURNING t.id, t.shard;
END $$;

CREATE FUNCTION dismiss_dead_letters(letters uuid[], operator uuid, operator_name text, why text, at timestamptz) RETURNS TABLE (letter uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF app_company() IS NOT NULL THEN RAISE EXCEPTION 'only for the installation'; END IF;
  PERFORM 1 FROM marqeta_inbox i WHERE i.id = ANY (letters) AND i.state IN ('SET_ASIDE', 'KEPT') ORDER BY i.id FOR UPDATE;
  RETURN QUERY
  WITH taken AS (
    UPDATE dead_letters d SET state = 'DISMISSED', settled_at = at, decided_by = operator, decided_by_name = operator_name, decided_at = at, reason = why
     WHERE d.id = ANY (letters) AND d.state IN ('SET_ASIDE', 'UNKNOWN') RETURNING d.id
  )
  UPDATE marqeta_inbox i SET state = 'KEPT', settled_at = at FROM taken t WHERE i.id = t.id RETURNING t.id;
END $$;

-- The body of a dead letter; of no other message.
CREATE FUNCTION dead_letter_body(letter uuid) RETURNS TABLE (body text, trace_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT i.body, i.trace_id FROM marqeta_inbox i JOIN dead_letters d ON d.id = i.id WHERE i.id = letter AND app_company() IS NULL
$$;
REVOKE ALL ON FUNCTION replay_dead_letters, dismiss_dead_letters, dead_letter_body FROM PUBLIC;
GRANT EXECUTE ON FUNCTION replay_dead_letters, dismiss_dead_letters, dead_letter_body TO afc_api;
`;

const HEALTH = `
-- How webhooks fare, from the latest thousand of them and from what waits. Figures alone, no company's data.
CREATE FUNCTION webhook_health(
  OUT last_received_at timestamptz, OUT last_type text, OUT delivery_lag_p50_ms double precision, OUT delivery_lag_p95_ms double precision,
  OUT apply_lag_p50_ms double precision, OUT apply_lag_p95_ms double precision, OUT flagged bigint,
  OUT pending bigint, OUT oldest_pending_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH latest AS MATERIALIZED (
    SELECT id, envelope, type, received_at, state, replays, flag,
           extract(epoch FROM received_at - said_at) * 1000 AS delivery_ms, extract(epoch FROM settled_at - received_at) * 1000 AS apply_ms
      FROM marqeta_inbox WHERE source = 'WEBHOOK' ORDER BY id DESC LIMIT 1000
  ), lag AS (
    SELECT percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY greatest(delivery_ms, 0)) FILTER (WHERE flag IS NULL) AS delivery,
           percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY apply_ms) FILTER (WHERE state IN ('APPLIED', 'KEPT') AND replays = 0) AS apply,
           count(*) FILTER (WHERE flag IS NOT NULL) AS flagged
      FROM latest
  ), newest AS (SELECT received_at, coalesce(type, envelope) AS type FROM latest ORDER BY id DESC LIMIT 1),
  waiting AS (SELECT count(*) AS pending, min(received_at) AS oldest FROM marqeta_inbox WHERE state = 'PENDING')
  SELECT newest.received_at, newest.type, lag.delivery[1], lag.delivery[2], lag.apply[1], lag.apply[2], lag.flagged, waiting.pending, waiting.oldest
    FROM waiting CROSS JOIN lag LEFT JOIN newest ON true
$$;
REVOKE ALL ON FUNCTION webhook_health FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook_health TO afc_api, afc_gateway;
`;
