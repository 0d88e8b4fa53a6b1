import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever decides for many companies at once passes over those whose gate is held, instead of making all others wait for it. The function
 * without the choice stays for processes of the version before, until a later migration drops it.
 */
export class GatherWhatIsFree1795809600000 implements MigrationInterface {
  readonly name = 'GatherWhatIsFree1795809600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GATHER);
    await runner.query(`REVOKE ALL ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await runner.query(`GRANT EXECUTE ON FUNCTION ${SIGNATURE} TO afc_gateway, afc_api`);
    await runner.query(WITHOUT_THE_CHOICE);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The function before it waited for every gate.'));
  }
}

const SIGNATURE = 'gather_decisions(uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], text[], boolean)';

/** As before, but for `waits`: without it the answer has only those gates that nobody held. */
const GATHER = `
CREATE FUNCTION gather_decisions(
  companies uuid[], card_companies uuid[], card_ids uuid[], counter_companies uuid[], counter_ids uuid[],
  jit_tokens text[], transaction_tokens text[], related_tokens text[], waits boolean
) RETURNS json LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  gates json;
  seen json;
  purchases json;
BEGIN
  IF waits THEN
    SELECT json_agg(json_build_array(company_id, controls_version, next_feed_number)) INTO gates
      FROM (SELECT company_id, controls_version, next_feed_number FROM company_gates WHERE company_id = ANY (companies)
             ORDER BY company_id FOR NO KEY UPDATE) g;
  ELSE
    SELECT json_agg(json_build_array(company_id, controls_version, next_feed_number)) INTO gates
      FROM (SELECT company_id, controls_version, next_feed_number FROM company_gates WHERE company_id = ANY (companies)
             ORDER BY company_id FOR NO KEY UPDATE SKIP LOCKED) g;
    IF gates IS NULL THEN
      RETURN '{"gates":null,"accounts":null,"cards":null,"counters":null,"seen":null,"purchases":null}'::json;
    END IF;
  END IF;
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

const WITHOUT_THE_CHOICE = `
CREATE OR REPLACE FUNCTION gather_decisions(
  companies uuid[], card_companies uuid[], card_ids uuid[], counter_companies uuid[], counter_ids uuid[],
  jit_tokens text[], transaction_tokens text[], related_tokens text[]
) RETURNS json LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN gather_decisions(companies, card_companies, card_ids, counter_companies, counter_ids, jit_tokens, transaction_tokens, related_tokens, true);
END $$;
`;
