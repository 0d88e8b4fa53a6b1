import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What disputes give back, and take again, is booked with the purchase. */
export class DisputedMoney1764108000000 implements MigrationInterface {
  readonly name = 'DisputedMoney1764108000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MONEY);
    await runner.query(PURCHASE_STATE);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was booked of disputes cannot be forgotten.'));
  }
}

const MONEY = `
-- Back with the company because of a dispute, out of DISPUTES.
ALTER TABLE transactions ADD COLUMN disputed_minor bigint NOT NULL DEFAULT 0;

ALTER TABLE ledger_transfers DROP CONSTRAINT ledger_transfers_kind_check;
ALTER TABLE ledger_transfers ADD CONSTRAINT ledger_transfers_kind_check CHECK (kind IN (
  'hold', 'release', 'clearing', 'refund', 'credit', 'fee', 'top_up', 'overdraft', 'correction', 'dispute_credit', 'dispute_debit'));
`;

const PURCHASE_STATE = `
CREATE OR REPLACE FUNCTION purchase_state(t transactions) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'id', t.id, 'companyId', t.company_id, 'token', t.marqeta_transaction_token,
    'cardId', t.card_id, 'userId', t.user_id, 'cardProductId', t.card_product_id, 'teamIds', t.team_ids,
    'currency', t.currency, 'status', t.status, 'kind', t.kind, 'authorizationId', t.authorization_id,
    'held', t.held_minor::text, 'cleared', t.cleared_minor::text, 'credited', t.credited_minor::text, 'fees', t.fees_minor::text,
    'disputed', t.disputed_minor::text,
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
`;
