import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What else is known of a purchase: until when its hold lives, the rate of a foreign one, how surely a refund belongs to it; what a
 * programme charges a company beside its purchases; and what kept messages wait for. Columns without a computed default: a full table
 * is not written again. Of what is older, `hold_expires_at` is null, and read as a week after the purchase.
 */
export class LifeOfAPurchase1795694400000 implements MigrationInterface {
  readonly name = 'LifeOfAPurchase1795694400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [COLUMNS, CHARGES, LETTERS, PURCHASE_STATE, LINKING]) await runner.query(sql);
    await runner.query(`SELECT afc_protect('company_charges', 'SELECT', 'SELECT, INSERT, UPDATE')`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What is known of purchases cannot be forgotten.'));
  }
}

const COLUMNS = `
ALTER TABLE authorizations
  -- Of an approval that holds: when Marqeta will let it go by itself.
  ADD COLUMN hold_expires_at timestamptz;
ALTER TABLE transactions
  -- While something is held: when Marqeta lets the last of it go by itself. Nothing is freed here because of it.
  ADD COLUMN hold_expires_at timestamptz,
  -- Of one unit of the original currency in the card's, as Marqeta wrote it.
  ADD COLUMN conversion_rate text,
  -- How a refund was found to belong to refund_of_token: it named it (CERTAIN, as where this is null), a rule found it (HIGH, LOW), or
  -- somebody said so. UNLINKED: somebody said that it belongs to none. Only LOW and UNLINKED give no limit back.
  ADD COLUMN refund_link text,
  -- Who said so, and when.
  ADD COLUMN refund_decided_by uuid,
  ADD COLUMN refund_decided_at timestamptz;
-- Nothing to look at in what is there: the column is new.
ALTER TABLE transactions ADD CONSTRAINT transactions_refund_link_check
  CHECK (refund_link IN ('CERTAIN', 'HIGH', 'LOW', 'CONFIRMED', 'UNLINKED')) NOT VALID;
`;

const CHARGES = `
-- What the programme charges or credits a company or a person with, and not one of its cards: fees, fees given back, adjustments.
CREATE TABLE company_charges (
  company_id uuid NOT NULL REFERENCES companies (id),
  token text NOT NULL,
  type text NOT NULL,
  state text NOT NULL,
  -- What Marqeta calls it, such as the name of a fee.
  name text,
  at timestamptz NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  -- What this message has moved: above zero what came, below it what went.
  booked_minor bigint NOT NULL,
  inbox_id uuid,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, token)
);
`;

const LETTERS = `
ALTER TABLE dead_letters
  -- The message that it speaks of: when that is applied, this one is tried again.
  ADD COLUMN about_token text,
  -- What the build understood that tried it last: one that understands otherwise tries it again.
  ADD COLUMN understanding text;
CREATE INDEX dead_letters_about ON dead_letters (about_token) WHERE about_token IS NOT NULL AND state = 'UNKNOWN';
`;

const PURCHASE_STATE = `
CREATE OR REPLACE FUNCTION purchase_state(t transactions) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'id', t.id, 'companyId', t.company_id, 'token', t.marqeta_transaction_token,
    'cardId', t.card_id, 'userId', t.user_id, 'cardProductId', t.card_product_id, 'teamIds', t.team_ids,
    'currency', t.currency, 'status', t.status, 'kind', t.kind, 'authorizationId', t.authorization_id,
    'atMs', epoch_ms(t.transacted_at), 'mcc', coalesce(t.merchant_category, ''),
    'held', t.held_minor::text, 'cleared', t.cleared_minor::text, 'credited', t.credited_minor::text, 'fees', t.fees_minor::text,
    'disputed', t.disputed_minor::text,
    'refunded', t.refunded_minor::text, 'refundOfToken', t.refund_of_token, 'refundLink', t.refund_link, 'unconfirmed', t.unconfirmed,
    'partAt', (SELECT coalesce(json_agg(epoch_ms(at)), '[]') FROM unnest(t.part_at) at), 'partMinor', t.part_minor::text[],
    'events', (SELECT coalesce(json_agg(json_build_object('id', e.id, 'token', e.token, 'type', e.type, 'state', e.state, 'at', epoch_ms(e.at),
                 'amount', e.amount_minor::text, 'currency', e.currency, 'detail', e.detail)), '[]')
                 FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id),
    'verdicts', (SELECT coalesce(json_agg(json_build_object('id', a.id, 'token', a.transaction_token, 'method', a.method, 'outcome', a.outcome,
                   'amount', a.amount_minor::text, 'requested', a.requested_minor::text, 'at', epoch_ms(a.user_transaction_time),
                   'released', a.released_at IS NOT NULL, 'expires', epoch_ms(a.hold_expires_at))), '[]')
                   FROM authorizations a WHERE a.company_id = t.company_id AND a.transaction_id = t.id),
    'linkedRefunds', (SELECT coalesce(json_agg(json_build_object('token', r.marqeta_transaction_token, 'amount', (-r.cleared_minor)::text)), '[]')
                   FROM transactions r WHERE r.company_id = t.company_id AND r.refund_of_token IS NOT NULL
                    AND coalesce(r.refund_link, 'CERTAIN') <> 'LOW' AND r.refund_of_token IN (
                     SELECT t.marqeta_transaction_token
                     UNION SELECT e.token FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id)))
$$;
`;

/** To say to which purchase a refund belongs is a command of a person: written as the API, within its company, through the same book. */
const LINKING = `
GRANT EXECUTE ON FUNCTION purchase_state TO afc_api;
GRANT UPDATE ON transactions TO afc_api;
`;
