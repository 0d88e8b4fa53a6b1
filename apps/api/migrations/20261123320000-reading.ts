import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Looking for purchases, beside the company policy. */
export class Reading1763971200000 implements MigrationInterface {
  readonly name = 'Reading1763971200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['transactions', 'cards', 'ledger_checks']) await runner.query(`SELECT afc_let_look_up($1, 'SELECT')`, [table]);
    await runner.query(SEARCH);
    await runner.query(CHECKS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Reading cannot be taken away.'));
  }
}

/**
 * Under row-level security PostgreSQL runs ILIKE on no row before the policy has passed it, and no text index at all. This
 * function names the company itself, and only ever the one of the transaction in which it is called.
 */
const SEARCH = `
CREATE FUNCTION search_transactions(pattern text, last_four_digits text, filter jsonb, before_at timestamptz, before_id uuid, most int)
RETURNS TABLE (id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE $query$
    SELECT t.id FROM transactions t
     WHERE t.company_id = app_company()
       AND (t.merchant_name ILIKE $1
         OR t.user_id IN (SELECT u.id FROM users u WHERE u.company_id = app_company() AND u.first_name || ' ' || u.last_name ILIKE $1)
         OR t.card_id IN (SELECT k.id FROM cards k WHERE k.company_id = app_company() AND (k.last_four = $2 OR k.name ILIKE $1)))
       AND ($4 IS NULL OR (t.transacted_at, t.id) < ($4, $5))
       AND ($3->'reach' = 'null' OR t.user_id = ($3->'reach'->>'userId')::uuid
         OR t.team_ids && ARRAY(SELECT jsonb_array_elements_text($3->'reach'->'teamIds')::uuid))
       AND ($3->'status' = 'null' OR t.status = ANY (ARRAY(SELECT jsonb_array_elements_text($3->'status'))))
       AND ($3->>'kind' IS NULL OR t.kind = $3->>'kind')
       AND ($3->>'cardId' IS NULL OR t.card_id = ($3->>'cardId')::uuid)
       AND ($3->>'holderId' IS NULL OR t.user_id = ($3->>'holderId')::uuid)
       AND ($3->>'teamId' IS NULL OR ($3->>'teamId')::uuid = ANY (t.team_ids))
       AND ($3->>'from' IS NULL OR t.transacted_at >= ($3->>'from')::timestamptz)
       AND ($3->>'to' IS NULL OR t.transacted_at < ($3->>'to')::timestamptz)
       AND ($3->>'mcc' IS NULL OR t.merchant_category = $3->>'mcc')
       AND ($3->>'minAmountMinor' IS NULL OR t.amount_minor >= ($3->>'minAmountMinor')::bigint)
       AND ($3->>'maxAmountMinor' IS NULL OR t.amount_minor <= ($3->>'maxAmountMinor')::bigint)
     ORDER BY t.transacted_at DESC, t.id DESC LIMIT $6
  $query$ USING pattern, last_four_digits, filter, before_at, before_id, most;
END $$;
ALTER FUNCTION search_transactions OWNER TO afc_lookup;
REVOKE ALL ON FUNCTION search_transactions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_transactions TO afc_api;
`;

/** For the operator's page: whether the checks hold anywhere, with no company's figures. */
const CHECKS = `
CREATE FUNCTION installation_ledger_checks() RETURNS TABLE (code text, holds boolean, checked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT c.code, bool_and(c.holds), min(c.checked_at) FROM ledger_checks c GROUP BY c.code ORDER BY c.code
$$;
ALTER FUNCTION installation_ledger_checks OWNER TO afc_lookup;
REVOKE ALL ON FUNCTION installation_ledger_checks FROM PUBLIC;
GRANT EXECUTE ON FUNCTION installation_ledger_checks TO afc_api;
`;
