import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A batch reads each of its cards, and its holder, by key. Joined freely they were found by way of the company: cheap by what an average
 * company has, and for one with a thousand cards all of them, for every question.
 */
export class GatherCardsByKey1795792800000 implements MigrationInterface {
  readonly name = 'GatherCardsByKey1795792800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GATHER);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The plan before it read all cards of a company.'));
  }
}

/** As before (verification); `LIMIT` keeps each look-up to itself. */
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
    'cards', (SELECT json_agg(json_build_array(k.company_id, k.id, c.status, c.issuer_status, (extract(epoch FROM c.expires_at) * 1000)::bigint, u.status,
                ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = k.company_id AND m.user_id = c.user_id ORDER BY m.team_id),
                u.holder_status, o.holder_status))
                FROM unnest(card_companies, card_ids) AS k (company_id, id)
                CROSS JOIN LATERAL (SELECT * FROM cards WHERE company_id = k.company_id AND id = k.id LIMIT 1) c
                CROSS JOIN LATERAL (SELECT * FROM users WHERE company_id = k.company_id AND id = c.user_id LIMIT 1) u
                CROSS JOIN LATERAL (SELECT * FROM companies WHERE id = k.company_id LIMIT 1) o),
    'counters', (SELECT json_agg(json_build_array(s.id, s.amount_minor::text))
                FROM unnest(counter_companies, counter_ids) AS k (company_id, id)
                CROSS JOIN LATERAL (SELECT * FROM spend_counters WHERE company_id = k.company_id AND id = k.id LIMIT 1) s),
    'seen', seen,
    'purchases', purchases));
END $$;
`;
