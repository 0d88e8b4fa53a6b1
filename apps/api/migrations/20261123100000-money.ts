import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Purchases, decisions, the ledger, counters and Marqeta's messages: everything that the gateway's role writes. */
export class Money1763892000000 implements MigrationInterface {
  readonly name = 'Money1763892000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [TRANSACTIONS, DECISIONS, LEDGER, INBOX]) await runner.query(sql);
    for (const [table, api, gateway] of PROTECTED) await runner.query(`SELECT afc_protect($1, $2, $3)`, [table, api, gateway]);
    await runner.query(PROTECTED_INBOX);
    for (const sql of [PURCHASE_STATE, GATHER, PARTITIONS]) await runner.query(sql);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Money cannot be taken away.'));
  }
}

const TRANSACTIONS = `
-- A purchase, a refund, a credit or a check of the card: the state to which its messages and our verdicts fold.
CREATE TABLE transactions (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  -- Token of the first message; known from a later one's preceding token when that came first.
  marqeta_transaction_token text NOT NULL,
  card_id uuid NOT NULL,
  user_id uuid NOT NULL,
  card_product_id uuid NOT NULL,
  -- The holder's teams when the purchase was first heard of: whose counters it counts in.
  team_ids uuid[] NOT NULL DEFAULT '{}',
  kind text NOT NULL CHECK (kind IN ('PURCHASE', 'REFUND', 'CREDIT', 'VERIFICATION')),
  status text NOT NULL CHECK (status IN ('PENDING', 'CLEARED', 'REVERSED', 'EXPIRED', 'DECLINED')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- What counts: the cleared amount once cleared, the hold while pending, what was asked otherwise. Negative for money that comes.
  amount_minor bigint NOT NULL,
  requested_minor bigint NOT NULL,
  -- What this purchase has put into the ledger, by account: "what is there already" when its target is written.
  held_minor bigint NOT NULL DEFAULT 0 CHECK (held_minor >= 0),
  -- Into SPENT; negative when refunded.
  cleared_minor bigint NOT NULL DEFAULT 0,
  -- From EXTERNAL: money pushed to the card.
  credited_minor bigint NOT NULL DEFAULT 0,
  fees_minor bigint NOT NULL DEFAULT 0,
  -- Given back by refunds that name this purchase; their own rows carry the money.
  refunded_minor bigint NOT NULL DEFAULT 0,
  -- What counts in limits, by the moment in whose windows it counts.
  part_at timestamptz[] NOT NULL DEFAULT '{}',
  part_minor bigint[] NOT NULL DEFAULT '{}',
  original_minor bigint,
  original_currency text,
  merchant_name text NOT NULL,
  -- The MCC.
  merchant_category text NOT NULL,
  merchant_mid text,
  merchant_city text,
  merchant_country text,
  network text,
  authorization_code text,
  -- Marqeta's user_transaction_time of the first message.
  transacted_at timestamptz NOT NULL,
  -- An approval of ours has no word from Marqeta yet.
  unconfirmed boolean NOT NULL DEFAULT false,
  -- The first authorization, when we were asked.
  authorization_id uuid,
  -- Of a refund that names another message, and the purchase it was found to be.
  refund_of_token text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (marqeta_transaction_token),
  CHECK (cardinality(part_at) = cardinality(part_minor)),
  FOREIGN KEY (company_id, card_id) REFERENCES cards (company_id, id)
) WITH (fillfactor = 80);
CREATE INDEX transactions_newest ON transactions (company_id, transacted_at DESC, id DESC);
CREATE INDEX transactions_card ON transactions (company_id, card_id, transacted_at DESC, id DESC);
CREATE INDEX transactions_holder ON transactions (company_id, user_id, transacted_at DESC, id DESC);
CREATE INDEX transactions_unconfirmed ON transactions (created_at) WHERE unconfirmed;
CREATE INDEX transactions_refund_of ON transactions (company_id, refund_of_token) WHERE refund_of_token IS NOT NULL;

-- One row a message of Marqeta; several snapshots of one message are one row, the most advanced wins.
CREATE TABLE transaction_events (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  transaction_id uuid NOT NULL,
  token text NOT NULL,
  type text NOT NULL,
  state text NOT NULL,
  -- Marqeta's user_transaction_time.
  at timestamptz NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  -- What else the fold reads.
  detail jsonb NOT NULL,
  inbox_id uuid,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, token),
  FOREIGN KEY (company_id, transaction_id) REFERENCES transactions (company_id, id)
);
CREATE INDEX transaction_events_transaction ON transaction_events (company_id, transaction_id);
CREATE INDEX transaction_events_token ON transaction_events (token);
`;

const DECISIONS = `
-- One answer to Marqeta. Its full reasoning is the decision record of the same id.
CREATE TABLE authorizations (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  -- None for a question that moves nothing, such as a balance inquiry.
  transaction_id uuid,
  card_id uuid NOT NULL,
  jit_token text NOT NULL,
  transaction_token text NOT NULL,
  method text NOT NULL,
  -- Card, method, jit amount, currency, MCC, mid.
  fingerprint text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('APPROVED', 'DECLINED')),
  reason text,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- Approved, or asked when declined.
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  requested_minor bigint NOT NULL CHECK (requested_minor >= 0),
  counter_ids uuid[] NOT NULL DEFAULT '{}',
  user_transaction_time timestamptz NOT NULL,
  decided_at timestamptz NOT NULL,
  -- An approval that does not stand although Marqeta has not said so: the answer came too late, or Marqeta never knew of it.
  released_at timestamptz,
  release_reason text CHECK (release_reason IN ('LATE', 'SILENCE')),
  PRIMARY KEY (company_id, id),
  UNIQUE (jit_token),
  UNIQUE (transaction_token),
  CHECK ((outcome = 'DECLINED') = (reason IS NOT NULL)),
  CHECK ((released_at IS NULL) = (release_reason IS NULL)),
  FOREIGN KEY (company_id, transaction_id) REFERENCES transactions (company_id, id)
);
CREATE INDEX authorizations_transaction ON authorizations (company_id, transaction_id);
CREATE INDEX authorizations_released ON authorizations (company_id, released_at) WHERE released_at IS NOT NULL;

CREATE TABLE decision_records (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  record jsonb NOT NULL,
  PRIMARY KEY (company_id, id)
) PARTITION BY RANGE (id);
CREATE TABLE decision_records_default PARTITION OF decision_records DEFAULT;

-- The id is the hash of scope, subject, filter, unit, period, zone and first local day: not of a control's version.
CREATE TABLE spend_counters (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  scope text NOT NULL,
  subject_id uuid NOT NULL,
  filter text NOT NULL,
  unit text NOT NULL,
  period text NOT NULL,
  zone text NOT NULL,
  starts_on date NOT NULL,
  amount_minor bigint NOT NULL,
  PRIMARY KEY (company_id, id)
) WITH (fillfactor = 50);
`;

const LEDGER = `
-- A balance is what was credited less what was debited. All accounts of a company and currency sum to zero.
CREATE TABLE ledger_accounts (
  company_id uuid NOT NULL REFERENCES companies (id),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  account text NOT NULL CHECK (account IN ('AVAILABLE', 'HELD', 'SPENT', 'IN_TRANSIT', 'RECEIVABLE', 'DISPUTES', 'FEES', 'EXTERNAL')),
  balance_minor bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (company_id, currency, account)
) WITH (fillfactor = 50);

-- One row is one debit and one credit: it cannot be out of balance. Never changed; a correction is another transfer.
CREATE TABLE ledger_transfers (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('hold', 'release', 'clearing', 'refund', 'credit', 'fee', 'top_up', 'overdraft', 'correction')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  debit_account text NOT NULL CHECK (debit_account IN ('AVAILABLE', 'HELD', 'SPENT', 'IN_TRANSIT', 'RECEIVABLE', 'DISPUTES', 'FEES', 'EXTERNAL')),
  credit_account text NOT NULL CHECK (credit_account IN ('AVAILABLE', 'HELD', 'SPENT', 'IN_TRANSIT', 'RECEIVABLE', 'DISPUTES', 'FEES', 'EXTERNAL')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  -- The purchase it belongs to; none for what is the company's alone, such as a top-up.
  transaction_id uuid,
  -- Token of the message, or the name of the command, that made it necessary.
  cause text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  CHECK (debit_account <> credit_account),
  FOREIGN KEY (company_id, transaction_id) REFERENCES transactions (company_id, id)
);
CREATE INDEX ledger_transfers_transaction ON ledger_transfers (company_id, transaction_id) WHERE transaction_id IS NOT NULL;

CREATE FUNCTION ledger_transfers_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A ledger transfer is never changed: write a correction.';
END $$;
CREATE TRIGGER never_change BEFORE UPDATE OR DELETE ON ledger_transfers FOR EACH ROW EXECUTE FUNCTION ledger_transfers_never_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger_transfers FOR EACH STATEMENT EXECUTE FUNCTION ledger_transfers_never_change();

-- The last result of each continuous check.
CREATE TABLE ledger_checks (
  company_id uuid NOT NULL REFERENCES companies (id),
  code text NOT NULL,
  currency text NOT NULL,
  holds boolean NOT NULL,
  difference_minor bigint,
  detail jsonb NOT NULL DEFAULT '{}',
  checked_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, code, currency)
);
`;

const INBOX = `
-- What Marqeta sent, before any company is known. The queue of what is still to be applied, and the archive of all.
CREATE TABLE marqeta_inbox (
  id uuid NOT NULL,
  -- By card: the messages of a purchase stay in one shard.
  shard smallint NOT NULL,
  envelope text NOT NULL,
  token text,
  source text NOT NULL CHECK (source IN ('WEBHOOK', 'GATEWAY', 'RECONCILER')),
  -- PENDING; APPLIED to a company; KEPT, because nothing is to be done or understood; SET_ASIDE, because it failed alone.
  state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'APPLIED', 'KEPT', 'SET_ASIDE')),
  body text NOT NULL,
  company_id uuid,
  problem text,
  trace_id text,
  received_at timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE TABLE marqeta_inbox_default PARTITION OF marqeta_inbox DEFAULT;
CREATE INDEX marqeta_inbox_pending ON marqeta_inbox (shard, id) WHERE state = 'PENDING';
CREATE INDEX marqeta_inbox_set_aside ON marqeta_inbox (id) WHERE state = 'SET_ASIDE';
CREATE INDEX marqeta_inbox_kept ON marqeta_inbox (envelope, id) WHERE state = 'KEPT';

-- A delivery that repeats another to the byte is one message. Not partitioned, so that uniqueness holds.
CREATE TABLE message_keys (
  envelope text NOT NULL,
  token text NOT NULL,
  content_hash bytea NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (token, envelope, content_hash)
);
`;

const PROTECTED: readonly (readonly [string, string, string])[] = [
  ['transactions', 'SELECT', 'SELECT, INSERT, UPDATE'],
  ['transaction_events', 'SELECT', 'SELECT, INSERT, UPDATE'],
  ['authorizations', 'SELECT', 'SELECT, INSERT, UPDATE'],
  ['decision_records', 'SELECT', 'SELECT, INSERT'],
  ['spend_counters', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE'],
  ['ledger_accounts', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE'],
  ['ledger_transfers', 'SELECT, INSERT', 'SELECT, INSERT'],
  ['ledger_checks', 'SELECT', 'SELECT, INSERT, UPDATE'],
];

const PROTECTED_INBOX = `
ALTER TABLE marqeta_inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE marqeta_inbox FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON marqeta_inbox TO afc_owner USING (true) WITH CHECK (true);
CREATE POLICY gateway ON marqeta_inbox TO afc_gateway USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON marqeta_inbox TO afc_gateway;
ALTER TABLE message_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON message_keys TO afc_owner USING (true) WITH CHECK (true);
CREATE POLICY gateway ON message_keys TO afc_gateway USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON message_keys TO afc_gateway;

-- For the operator's page: how much waits and how much was set aside. Counts only, no company's data.
CREATE FUNCTION inbox_counts(OUT pending bigint, OUT set_aside bigint, OUT kept bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT count(*) FILTER (WHERE state = 'PENDING'), count(*) FILTER (WHERE state = 'SET_ASIDE'), count(*) FILTER (WHERE state = 'KEPT')
    FROM marqeta_inbox WHERE state <> 'APPLIED'
$$;
REVOKE ALL ON FUNCTION inbox_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inbox_counts TO afc_api, afc_gateway;
`;

/** All that the fold of one purchase needs, as one document. */
const PURCHASE_STATE = `
CREATE FUNCTION epoch_ms(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (extract(epoch FROM at) * 1000)::bigint $$;
GRANT EXECUTE ON FUNCTION epoch_ms TO afc_api, afc_gateway;

CREATE FUNCTION purchase_state(t transactions) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'id', t.id, 'companyId', t.company_id, 'token', t.marqeta_transaction_token,
    'cardId', t.card_id, 'userId', t.user_id, 'cardProductId', t.card_product_id, 'teamIds', t.team_ids,
    'currency', t.currency, 'status', t.status, 'kind', t.kind, 'authorizationId', t.authorization_id,
    'held', t.held_minor::text, 'cleared', t.cleared_minor::text, 'credited', t.credited_minor::text, 'fees', t.fees_minor::text,
    'refunded', t.refunded_minor::text, 'refundOfToken', t.refund_of_token, 'unconfirmed', t.unconfirmed,
    'partAt', (SELECT coalesce(json_agg(epoch_ms(at)), '[]') FROM unnest(t.part_at) at), 'partMinor', t.part_minor::text[],
    'events', (SELECT coalesce(json_agg(json_build_object('id', e.id, 'token', e.token, 'type', e.type, 'state', e.state, 'at', epoch_ms(e.at),
                 'amount', e.amount_minor::text, 'currency', e.currency, 'detail', e.detail)), '[]')
                 FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id),
    'verdicts', (SELECT coalesce(json_agg(json_build_object('id', a.id, 'token', a.transaction_token, 'method', a.method, 'outcome', a.outcome,
                   'amount', a.amount_minor::text, 'requested', a.requested_minor::text, 'at', epoch_ms(a.user_transaction_time),
                   'released', a.released_at IS NOT NULL)), '[]')
                   FROM authorizations a WHERE a.company_id = t.company_id AND a.transaction_id = t.id),
    'linkedRefunds', (SELECT coalesce(json_agg(json_build_object('token', r.marqeta_transaction_token, 'amount', (-r.cleared_minor)::text)), '[]')
                   FROM transactions r WHERE r.company_id = t.company_id AND r.refund_of_token IS NOT NULL AND r.refund_of_token IN (
                     SELECT t.marqeta_transaction_token
                     UNION SELECT e.token FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id)))
$$;
GRANT EXECUTE ON FUNCTION purchase_state TO afc_gateway;
`;

/**
 * What a batch of decisions needs, in one call. The gates are taken in one statement and the facts read in the next, so that the
 * snapshot is younger than the locks: in one statement it would show counters from before the wait.
 */
const GATHER = `
CREATE FUNCTION gather_decisions(
  companies uuid[], card_companies uuid[], card_ids uuid[], counter_companies uuid[], counter_ids uuid[],
  jit_tokens text[], transaction_tokens text[], related_tokens text[]
) RETURNS json LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
BEGIN
  PERFORM 1 FROM company_gates WHERE company_id = ANY (companies) ORDER BY company_id FOR NO KEY UPDATE;
  RETURN (SELECT json_build_object(
    'gates', (SELECT json_agg(json_build_array(company_id, controls_version, next_feed_number)) FROM company_gates WHERE company_id = ANY (companies)),
    'accounts', (SELECT json_agg(json_build_array(company_id, currency, account, balance_minor::text)) FROM ledger_accounts
                  WHERE company_id = ANY (companies) AND account IN ('AVAILABLE', 'HELD', 'RECEIVABLE')),
    'cards', (SELECT json_agg(json_build_array(c.company_id, c.id, c.status, c.issuer_status, epoch_ms(c.expires_at), u.status,
                ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = c.company_id AND m.user_id = c.user_id ORDER BY m.team_id)))
                FROM unnest(card_companies, card_ids) AS k (company_id, id)
                JOIN cards c ON c.company_id = k.company_id AND c.id = k.id
                JOIN users u ON u.company_id = c.company_id AND u.id = c.user_id),
    'counters', (SELECT json_agg(json_build_array(s.id, s.amount_minor::text))
                FROM unnest(counter_companies, counter_ids) AS k (company_id, id)
                JOIN spend_counters s ON s.company_id = k.company_id AND s.id = k.id),
    'seen', (SELECT json_agg(json_build_object('companyId', a.company_id, 'id', a.id, 'jitToken', a.jit_token, 'transactionToken', a.transaction_token,
                'fingerprint', a.fingerprint, 'outcome', a.outcome, 'reason', a.reason, 'currency', a.currency,
                'amount', a.amount_minor::text, 'released', a.released_at IS NOT NULL,
                'status', (SELECT t.status FROM transactions t WHERE t.company_id = a.company_id AND t.id = a.transaction_id),
                'eventState', (SELECT e.state FROM transaction_events e WHERE e.company_id = a.company_id AND e.token = a.transaction_token)))
                FROM (SELECT * FROM authorizations WHERE jit_token = ANY (jit_tokens)
                      UNION SELECT * FROM authorizations WHERE transaction_token = ANY (transaction_tokens)) a),
    'purchases', (SELECT json_agg(purchase_state(t)) FROM transactions t WHERE (t.company_id, t.id) IN (
                SELECT company_id, id FROM transactions WHERE marqeta_transaction_token = ANY (transaction_tokens || related_tokens)
                UNION SELECT company_id, transaction_id FROM authorizations WHERE transaction_token = ANY (related_tokens)
                UNION SELECT company_id, transaction_id FROM transaction_events WHERE token = ANY (related_tokens)))));
END $$;
GRANT EXECUTE ON FUNCTION gather_decisions TO afc_gateway;
`;

const PARTITIONS = `
INSERT INTO partitioned_tables (name) VALUES ('decision_records'), ('marqeta_inbox');
SELECT ensure_partitions(now() - interval '4 months', now() + interval '2 months');
`;
