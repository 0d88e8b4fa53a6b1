import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Companies and people as Marqeta has verified them: their status there, each submission with what came of it, and which terms were
 * accepted. What a submission tells of somebody is sealed; the numbers that identify them are kept until Marqeta has answered
 * (docs/adr/0006-identity-numbers-pass-through.md).
 */
export class Verification1764108900000 implements MigrationInterface {
  readonly name = 'Verification1764108900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(HOLDERS);
    await runner.query(VERIFICATIONS);
    await runner.query(QUEUE);
    await runner.query(GATHER);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Verifications cannot be taken away.'));
  }
}

/** Null until Marqeta has said it: such a holder is not held back by us, and Marqeta itself would refuse what it does not allow. */
const STATUS = `
  ADD COLUMN holder_status text CHECK (holder_status IN ('UNVERIFIED', 'LIMITED', 'ACTIVE', 'SUSPENDED', 'CLOSED', 'TERMINATED')),
  ADD COLUMN holder_changed_at timestamptz`;

const HOLDERS = `
ALTER TABLE companies ${STATUS};
ALTER TABLE users ${STATUS};
GRANT UPDATE (holder_status, holder_changed_at) ON companies, users TO afc_gateway;
-- A transition names its holder by our id alone.
CREATE INDEX users_id ON users (id);
`;

const VERIFICATIONS = `
-- WAITING until Marqeta has answered, then what it said: PENDING, SUCCESS, FAILURE; REFUSED when it took no submission at all.
CREATE TABLE verifications (
  company_id uuid NOT NULL REFERENCES companies (id),
  -- Also Marqeta's token of it, so that a submission sent twice is one.
  id uuid NOT NULL,
  -- Null for the company itself.
  user_id uuid,
  state text NOT NULL CHECK (state IN ('WAITING', 'PENDING', 'SUCCESS', 'FAILURE', 'REFUSED')),
  codes jsonb NOT NULL DEFAULT '[]',
  is_manual boolean NOT NULL DEFAULT false,
  note text,
  terms_version text,
  numbers_sealed bytea,
  submitted_by uuid,
  submitted_by_name text NOT NULL,
  submitted_at timestamptz NOT NULL,
  -- When Marqeta last said something about it, and when it was decided.
  answered_at timestamptz,
  settled_at timestamptz,
  PRIMARY KEY (company_id, id),
  CHECK (numbers_sealed IS NULL OR state = 'WAITING'),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX verifications_subject ON verifications (company_id, user_id, id);
CREATE UNIQUE INDEX verifications_one_waiting ON verifications (company_id, coalesce(user_id, company_id)) WHERE state = 'WAITING';
CREATE INDEX verifications_open ON verifications (submitted_at) WHERE state IN ('WAITING', 'PENDING');

-- What a company tells of itself and of its owners, under a key of its own.
CREATE TABLE company_details (
  company_id uuid PRIMARY KEY REFERENCES companies (id),
  wrapped_key bytea NOT NULL,
  master_key_id text NOT NULL,
  details_sealed bytea NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE terms_acceptances (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  terms text NOT NULL CHECK (terms IN ('CARDHOLDER', 'COMPANY')),
  version text NOT NULL,
  accepted_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, user_id, terms, version),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
SELECT afc_protect('verifications', 'SELECT, INSERT, UPDATE', 'SELECT');
SELECT afc_protect('company_details', 'SELECT, INSERT, UPDATE', '');
SELECT afc_protect('terms_acceptances', 'SELECT, INSERT', '');
`;

const QUEUE = `
-- The latest verification of each company and person, where somebody may have to do something: for operators, who belong to no company.
CREATE FUNCTION verification_queue() RETURNS TABLE (
  company_id uuid, company_name text, user_id uuid, person_name text, holder_status text, verification json, submissions bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH latest AS (
    SELECT DISTINCT ON (v.company_id, v.user_id) v.company_id, v.user_id, v.id, v.state, v.codes, v.is_manual, v.submitted_by_name, v.submitted_at, v.settled_at,
           count(*) FILTER (WHERE v.state <> 'REFUSED') OVER (PARTITION BY v.company_id, v.user_id) AS submissions
      FROM verifications v WHERE app_company() IS NULL ORDER BY v.company_id, v.user_id, v.id DESC
  )
  SELECT l.company_id, c.name, l.user_id, u.first_name || ' ' || u.last_name,
         CASE WHEN l.user_id IS NULL THEN c.holder_status ELSE u.holder_status END,
         json_build_object('id', l.id, 'state', l.state, 'codes', l.codes, 'isManual', l.is_manual, 'submittedByName', l.submitted_by_name,
                           'submittedAt', l.submitted_at, 'settledAt', l.settled_at),
         l.submissions
    FROM latest l JOIN companies c ON c.id = l.company_id LEFT JOIN users u ON u.company_id = l.company_id AND u.id = l.user_id
   WHERE l.state <> 'SUCCESS' AND CASE WHEN l.user_id IS NULL THEN c.holder_status ELSE u.holder_status END IS DISTINCT FROM 'ACTIVE'
   ORDER BY l.submitted_at, l.id LIMIT 200
$$;
REVOKE ALL ON FUNCTION verification_queue FROM PUBLIC;
GRANT EXECUTE ON FUNCTION verification_queue TO afc_api;
`;

/** As before (lean gather), with what Marqeta last said of the cardholder and of the company. */
const GATHER = `
CREATE OR REPLACE FUNCTION gather_decisions(
  companies uuid[], card_companies uuid[], card_ids uuid[], counter_companies uuid[], counter_ids uuid[],
  jit_tokens text[], transaction_tokens text[], related_tokens text[]
) RETURNS json LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  gates json;
  seen json;
  purchases json;
BEGIN
  SELECT json_agg(json_build_array(company_id, controls_version, next_feed_number)) INTO gates
    FROM (SELECT company_id, controls_version, next_feed_number FROM company_gates WHERE company_id = ANY (companies) ORDER BY company_id FOR NO KEY UPDATE) g;
  IF EXISTS (SELECT FROM authorizations WHERE jit_token = ANY (jit_tokens))
     OR EXISTS (SELECT FROM authorizations WHERE transaction_token = ANY (transaction_tokens)) THEN
    seen := (SELECT json_agg(json_build_object('companyId', a.company_id, 'id', a.id, 'jitToken', a.jit_token, 'transactionToken', a.transaction_token,
               'fingerprint', a.fingerprint, 'outcome', a.outcome, 'reason', a.reason, 'currency', a.currency,
               'amount', a.amount_minor::text, 'released', a.released_at IS NOT NULL,
               'status', (SELECT t.status FROM transactions t WHERE t.company_id = a.company_id AND t.id = a.transaction_id),
               'eventState', (SELECT e.state FROM transaction_events e WHERE e.company_id = a.company_id AND e.token = a.transaction_token)))
               FROM (SELECT * FROM authorizations WHERE jit_token = ANY (jit_tokens)
                     UNION SELECT * FROM authorizations WHERE transaction_token = ANY (transaction_tokens)) a);
  END IF;
  IF cardinality(related_tokens) > 0 OR EXISTS (SELECT FROM transactions WHERE marqeta_transaction_token = ANY (transaction_tokens)) THEN
    purchases := (SELECT json_agg(purchase_state(t)) FROM transactions t WHERE (t.company_id, t.id) IN (
                    SELECT company_id, id FROM transactions WHERE marqeta_transaction_token = ANY (transaction_tokens || related_tokens)
                    UNION SELECT company_id, transaction_id FROM authorizations WHERE transaction_token = ANY (related_tokens)
                    UNION SELECT company_id, transaction_id FROM transaction_events WHERE token = ANY (related_tokens)));
  END IF;
  RETURN (SELECT json_build_object(
    'gates', gates,
    'accounts', (SELECT json_agg(json_build_array(company_id, currency, account, balance_minor::text)) FROM ledger_accounts
                  WHERE company_id = ANY (companies) AND account IN ('AVAILABLE', 'HELD', 'RECEIVABLE')),
    'cards', (SELECT json_agg(json_build_array(c.company_id, c.id, c.status, c.issuer_status, epoch_ms(c.expires_at), u.status,
                ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = c.company_id AND m.user_id = c.user_id ORDER BY m.team_id),
                u.holder_status, o.holder_status))
                FROM unnest(card_companies, card_ids) AS k (company_id, id)
                JOIN cards c ON c.company_id = k.company_id AND c.id = k.id
                JOIN users u ON u.company_id = c.company_id AND u.id = c.user_id
                JOIN companies o ON o.id = c.company_id),
    'counters', (SELECT json_agg(json_build_array(s.id, s.amount_minor::text))
                FROM unnest(counter_companies, counter_ids) AS k (company_id, id)
                JOIN spend_counters s ON s.company_id = k.company_id AND s.id = k.id),
    'seen', seen,
    'purchases', purchases));
END $$;
`;
