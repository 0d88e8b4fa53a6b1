import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What may pass controls for a while, and which answers it let through. */
export class Exceptions1795698000000 implements MigrationInterface {
  readonly name = 'Exceptions1795698000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EXCEPTIONS);
    await runner.query(PURCHASE_STATE);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was let through cannot be forgotten.'));
  }
}

const EXCEPTIONS = `
CREATE TABLE control_exceptions (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('CARD', 'PERSON')),
  subject_id uuid NOT NULL,
  -- As in the lists of controls; null for any merchant.
  merchants jsonb,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  expires_at timestamptz NOT NULL,
  uses int NOT NULL CHECK (uses BETWEEN 1 AND 20),
  reason text NOT NULL,
  granted_by text NOT NULL,
  created_at timestamptz NOT NULL,
  -- When it was taken back, or was found to be over. Until then decisions look at it, and at its end themselves.
  ended_at timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE INDEX control_exceptions_open ON control_exceptions (company_id) WHERE ended_at IS NULL;
CREATE INDEX control_exceptions_subject ON control_exceptions (company_id, scope, subject_id, id);
SELECT afc_protect('control_exceptions', 'SELECT, INSERT, UPDATE', 'SELECT');
-- The exception that let an answer through.
ALTER TABLE authorizations ADD COLUMN exception_id uuid;
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
                   'released', a.released_at IS NOT NULL, 'expires', epoch_ms(a.hold_expires_at), 'exceptionId', a.exception_id)), '[]')
                   FROM authorizations a WHERE a.company_id = t.company_id AND a.transaction_id = t.id),
    'linkedRefunds', (SELECT coalesce(json_agg(json_build_object('token', r.marqeta_transaction_token, 'amount', (-r.cleared_minor)::text)), '[]')
                   FROM transactions r WHERE r.company_id = t.company_id AND r.refund_of_token IS NOT NULL
                    AND coalesce(r.refund_link, 'CERTAIN') <> 'LOW' AND r.refund_of_token IN (
                     SELECT t.marqeta_transaction_token
                     UNION SELECT e.token FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id
                     UNION SELECT a.transaction_token FROM authorizations a WHERE a.company_id = t.company_id AND a.transaction_id = t.id)))
$$;
`;
