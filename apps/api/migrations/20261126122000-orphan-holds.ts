import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How approvals ended that Marqeta did not simply confirm, and what a batch of decisions took after it was decided. */
export class OrphanHolds1764159600000 implements MigrationInterface {
  readonly name = 'OrphanHolds1764159600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(HOLDS);
    await runner.query(BATCHES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What became of a hold cannot be forgotten.'));
  }
}

const HOLDS = `
-- An approval of ours that Marqeta did not simply confirm: how it stands now. Its story is in hold_events.
-- UNCONFIRMED: silence, it is asked about. RELEASED: nothing is held. RESTORED: released, and held again. CONFIRMED: held after all.
-- NOT_HELD: Marqeta had declined it before we answered.
CREATE TABLE orphan_holds (
  company_id uuid NOT NULL,
  authorization_id uuid NOT NULL,
  transaction_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('UNCONFIRMED', 'RELEASED', 'RESTORED', 'CONFIRMED', 'NOT_HELD')),
  -- The last event that said something of the hold itself, not only that Marqeta was asked.
  cause text NOT NULL,
  opened_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  asks int NOT NULL DEFAULT 0,
  asked_at timestamptz,
  last_answer text CHECK (last_answer IN ('FOUND', 'NOT_FOUND', 'UNREACHABLE')),
  -- When Marqeta is asked about it next; null when no more.
  ask_at timestamptz,
  PRIMARY KEY (company_id, authorization_id),
  FOREIGN KEY (company_id, authorization_id) REFERENCES authorizations (company_id, id),
  FOREIGN KEY (company_id, transaction_id) REFERENCES transactions (company_id, id)
);
CREATE INDEX orphan_holds_to_ask ON orphan_holds (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX orphan_holds_unconfirmed ON orphan_holds (opened_at) WHERE state = 'UNCONFIRMED';
CREATE INDEX orphan_holds_state ON orphan_holds (company_id, state, authorization_id DESC);

-- What happened to the hold of an approval, one row each time. Never changed.
CREATE TABLE hold_events (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  authorization_id uuid NOT NULL,
  transaction_id uuid NOT NULL,
  code text NOT NULL,
  at timestamptz NOT NULL,
  -- Marqeta's own code and words, where it gave some.
  detail text,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, authorization_id) REFERENCES authorizations (company_id, id)
);
CREATE INDEX hold_events_authorization ON hold_events (company_id, authorization_id);
CREATE INDEX hold_events_transaction ON hold_events (company_id, transaction_id);

SELECT afc_protect('orphan_holds', 'SELECT', 'SELECT, INSERT, UPDATE');
SELECT afc_protect('hold_events', 'SELECT', 'SELECT, INSERT');

-- Holds that were released before there was a place for their story.
INSERT INTO hold_events (company_id, id, authorization_id, transaction_id, code, at)
SELECT company_id, gen_random_uuid(), id, transaction_id, CASE release_reason WHEN 'LATE' THEN 'RELEASED_LATE' ELSE 'RELEASED_IN_SILENCE' END, released_at
  FROM authorizations WHERE released_at IS NOT NULL AND transaction_id IS NOT NULL;
INSERT INTO orphan_holds (company_id, authorization_id, transaction_id, state, cause, opened_at, changed_at)
SELECT h.company_id, h.authorization_id, h.transaction_id, CASE WHEN t.held_minor > 0 OR t.cleared_minor > 0 THEN 'RESTORED' ELSE 'RELEASED' END, h.code, h.at, h.at
  FROM hold_events h JOIN transactions t ON t.company_id = h.company_id AND t.id = h.transaction_id;

-- For the operator's page and the figures: how many stand how, and since when the oldest is unconfirmed. No company's data.
CREATE FUNCTION orphan_hold_counts(OUT unconfirmed bigint, OUT unconfirmed_since timestamptz, OUT released bigint, OUT restored bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT (SELECT count(*) FROM orphan_holds WHERE state = 'UNCONFIRMED'),
         (SELECT min(opened_at) FROM orphan_holds WHERE state = 'UNCONFIRMED'),
         (SELECT count(*) FROM orphan_holds WHERE state = 'RELEASED'),
         (SELECT count(*) FROM orphan_holds WHERE state = 'RESTORED')
$$;
REVOKE ALL ON FUNCTION orphan_hold_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orphan_hold_counts TO afc_api, afc_gateway;
`;

const BATCHES = `
-- A batch of decisions after the fact: how long its record and commit took cannot stand in the record itself. Written a second later,
-- apart from the decisions, so that a process that is killed takes the last second's rows with it. Of no company: a batch may hold several.
CREATE TABLE decision_batches (
  id uuid NOT NULL,
  size int NOT NULL,
  -- Writing all that was decided, and COMMIT.
  record_us int NOT NULL,
  committed_at timestamptz NOT NULL,
  -- When the answers of the batch were given to the network.
  answered_at timestamptz NOT NULL,
  PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE TABLE decision_batches_default PARTITION OF decision_batches DEFAULT;
ALTER TABLE decision_batches ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision_batches FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON decision_batches TO afc_owner USING (true) WITH CHECK (true);
CREATE POLICY gateway ON decision_batches TO afc_gateway USING (true) WITH CHECK (true);
CREATE POLICY times ON decision_batches FOR SELECT TO afc_api USING (true);
GRANT SELECT, INSERT ON decision_batches TO afc_gateway;
GRANT SELECT ON decision_batches TO afc_api;
INSERT INTO partitioned_tables (name) VALUES ('decision_batches');
SELECT ensure_partitions(now() - interval '1 month', now() + interval '2 months');
`;
