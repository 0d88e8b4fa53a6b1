import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What controls of every kind look at: the company's own calendar, and more about a purchase. */
export class EveryControl1795687200000 implements MigrationInterface {
  readonly name = 'EveryControl1795687200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(PURCHASE_STATE);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Counters of windows that older versions do not know cannot be read by them.'));
  }
}

const COLUMNS = `
-- 1 is Monday. A fiscal year begins on a day that every year has.
ALTER TABLE companies ADD COLUMN week_starts_on smallint NOT NULL DEFAULT 1 CHECK (week_starts_on BETWEEN 1 AND 7),
  ADD COLUMN fiscal_year_starts_on text NOT NULL DEFAULT '01-01'
    CHECK (fiscal_year_starts_on ~ '^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$');
-- Null in rows older than this column: nobody has looked.
ALTER TABLE transactions ADD COLUMN merchant_network_mid text, ADD COLUMN channels text;
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
