import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lists in other orders than the newest first. Indexes are made beside all work; what a run that was broken off has left half made is made
 * anew. Of disputes and bank transfers a company has too few to need one.
 */
export class SortedLists1795784400000 implements MigrationInterface {
  readonly name = 'SortedLists1795784400000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of INDEXES) {
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${on}`);
    }
    await runner.query(SEARCH);
    await runner.query(`SELECT afc_for_requests('search_transactions(text, text, jsonb, text, text, text, uuid, int)')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION search_transactions(text, text, jsonb, text, text, text, uuid, int)`);
    for (const [name] of INDEXES) await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  }
}

const INDEXES = [
  ['transactions_amount', `transactions (company_id, amount_minor, id)`],
  ['transactions_merchant', `transactions (company_id, lower(merchant_name) COLLATE "C", id)`],
  ['cards_name', `cards (company_id, lower(name) COLLATE "C", id)`],
  ['users_name', `users (company_id, lower(last_name || ' ' || first_name) COLLATE "C", id)`],
] as const;

/**
 * Beside the function of the same name that knows one order alone: servers of the version before ask it while this one is rolled out. This
 * one too names the company itself, and only ever that of the transaction in which it is called. What is put into the text is ours.
 */
const SEARCH = `
CREATE OR REPLACE FUNCTION search_transactions(
  pattern text, last_four_digits text, filter jsonb, sort_by text, direction text, after_key text, after_id uuid, most int)
RETURNS TABLE (id uuid, sort_key text) LANGUAGE plpgsql STABLE AS $$
DECLARE
  sorted text := CASE sort_by WHEN 'DATE' THEN 't.transacted_at' WHEN 'AMOUNT' THEN 't.amount_minor'
                              WHEN 'MERCHANT' THEN 'lower(t.merchant_name) COLLATE "C"' END;
  of_type text := CASE sort_by WHEN 'DATE' THEN 'timestamptz' WHEN 'AMOUNT' THEN 'bigint' ELSE 'text' END;
  as_text text := CASE sort_by WHEN 'DATE' THEN 'to_char(t.transacted_at AT TIME ZONE ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS.US"Z"'')'
                               ELSE '(' || sorted || ')::text' END;
  beyond text := CASE direction WHEN 'ASC' THEN '>' ELSE '<' END;
  way text := CASE direction WHEN 'ASC' THEN 'ASC' ELSE 'DESC' END;
BEGIN
  IF sorted IS NULL THEN RAISE 'purchases have no order by %', sort_by; END IF;
  RETURN QUERY EXECUTE $query$
    SELECT t.id, $query$ || as_text || $query$ FROM transactions t
     WHERE t.company_id = app_company()
       AND (t.merchant_name ILIKE $1
         OR t.user_id IN (SELECT u.id FROM users u WHERE u.company_id = app_company() AND u.first_name || ' ' || u.last_name ILIKE $1)
         OR t.card_id IN (SELECT k.id FROM cards k WHERE k.company_id = app_company() AND (k.last_four = $2 OR k.name ILIKE $1)))
       AND ($4 IS NULL OR ($query$ || sorted || ', t.id) ' || beyond || ' ($4::' || of_type || $query$, $5))
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
       AND ($3->>'merchant' IS NULL OR t.merchant_name = $3->>'merchant')
       AND ($3->>'country' IS NULL OR coalesce(t.merchant_country, '') = $3->>'country')
       AND ($3->>'programId' IS NULL OR t.card_product_id = ($3->>'programId')::uuid)
       AND ($3->>'minAmountMinor' IS NULL OR t.amount_minor >= ($3->>'minAmountMinor')::bigint)
       AND ($3->>'maxAmountMinor' IS NULL OR t.amount_minor <= ($3->>'maxAmountMinor')::bigint)
     ORDER BY $query$ || sorted || ' ' || way || ', t.id ' || way || ' LIMIT $6'
  USING pattern, last_four_digits, filter, after_key, after_id, most;
END $$;
`;
