-- Companies, people and cards for a benchmark, straight into the tables: what the product's services would have left behind.

CREATE FUNCTION bench_uuid(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT md5(kind || ' ' || number)::uuid
$$;

-- The controls of a company, numbered from 1. The first three are limits that bind every purchase: of the card (or once more of
-- its program), of the card program, of the company. The others up to `binding` bind too; the rest bind nobody who buys.
CREATE FUNCTION bench_controls(program uuid, card uuid, total int, binding int, of_cards boolean, limit_minor bigint)
RETURNS TABLE (number int, scope text, subject_id uuid, control_type text, config jsonb) LANGUAGE sql IMMUTABLE AS $$
  SELECT n, k.scope,
         CASE k.scope WHEN 'CARD' THEN card WHEN 'CARD_PROGRAM' THEN program WHEN 'PERSON' THEN md5('nobody ' || n)::uuid END,
         k.control_type,
         CASE k.control_type
           WHEN 'AMOUNT_LIMIT' THEN jsonb_build_object('window', k.period, 'amountMinor', limit_minor::text, 'currency', 'USD')
           ELSE '{"mccs": ["7995", "6051", "4829", "5933"]}'::jsonb
         END
    FROM generate_series(1, total) n
    JOIN LATERAL (
      SELECT * FROM (VALUES
        (1, CASE WHEN of_cards THEN 'CARD' ELSE 'CARD_PROGRAM' END, 'AMOUNT_LIMIT', 'DAY'), (2, 'CARD_PROGRAM', 'AMOUNT_LIMIT', 'WEEK'), (3, 'COMPANY', 'AMOUNT_LIMIT', 'MONTH'),
        (4, 'CARD', 'AMOUNT_LIMIT', 'WEEK'), (5, 'CARD', 'AMOUNT_LIMIT', 'MONTH'), (6, 'CARD', 'AMOUNT_LIMIT', 'TRANSACTION'),
        (7, 'CARD_PROGRAM', 'AMOUNT_LIMIT', 'DAY'), (8, 'CARD_PROGRAM', 'MCC_BLOCK', ''), (9, 'COMPANY', 'AMOUNT_LIMIT', 'DAY'),
        (10, 'COMPANY', 'AMOUNT_LIMIT', 'WEEK'), (11, 'COMPANY', 'AMOUNT_LIMIT', 'TRANSACTION'), (12, 'COMPANY', 'MCC_BLOCK', '')
      ) AS kinds (at, scope, control_type, period) WHERE at = n AND n <= binding
      UNION ALL
      SELECT n, 'PERSON', 'AMOUNT_LIMIT', 'MONTH' WHERE n > binding
    ) k ON true
   WHERE card IS NOT NULL OR k.scope <> 'CARD'
$$;

CREATE FUNCTION bench_seed(
  first_company int, company_count int, first_card bigint, cards_per_company int, control_count int, binding_count int, of_cards boolean,
  limit_minor bigint
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE TEMP TABLE seeded_companies ON COMMIT DROP AS
    SELECT c AS number, bench_uuid('company', c) AS company_id, bench_uuid('program', c) AS program_id
      FROM generate_series(first_company, first_company + company_count - 1) c;
  CREATE TEMP TABLE seeded_cards ON COMMIT DROP AS
    SELECT n AS number, bench_uuid('card id', n) AS card_id, bench_uuid('user', n) AS user_id, company_id, program_id
      FROM seeded_companies s
      CROSS JOIN LATERAL generate_series(first_card + (s.number - first_company)::bigint * cards_per_company,
                                         first_card + (s.number - first_company + 1)::bigint * cards_per_company - 1) n;
  ANALYZE seeded_companies;
  ANALYZE seeded_cards;

  INSERT INTO companies (id, name, time_zone, currency, created_at)
    SELECT company_id, 'Company ' || number, 'America/New_York', 'USD', now() FROM seeded_companies;
  INSERT INTO company_gates (company_id) SELECT company_id FROM seeded_companies;
  INSERT INTO card_products (company_id, id, name, marqeta_product_token, card_type, currency, created_at)
    SELECT company_id, program_id, 'Everyday', program_id::text, 'VIRTUAL', 'USD', now() FROM seeded_companies;
  INSERT INTO users (company_id, id, first_name, last_name, email_hash, email_sealed, marqeta_user_token, created_at, updated_at)
    SELECT company_id, user_id, 'Maya', 'Number ' || number, decode(md5(user_id::text), 'hex'), decode(md5(user_id::text), 'hex'), user_id::text, now(), now()
      FROM seeded_cards;
  INSERT INTO cards (company_id, id, user_id, card_product_id, marqeta_card_token, card_product_token, card_type, name, currency, status, issuer_status,
                     last_four, expires_at, created_at, updated_at)
    SELECT company_id, card_id, user_id, program_id, bench_uuid('card', number)::text, program_id::text, 'VIRTUAL', 'Card ' || number, 'USD', 'ACTIVE', 'ACTIVE',
           lpad((number % 10000)::text, 4, '0'), now() + interval '3 years', now(), now()
      FROM seeded_cards;

  INSERT INTO spending_controls (company_id, id, scope, subject_id, control_type, config, created_at, updated_at)
    SELECT s.company_id, md5(s.company_id || ' control ' || k.number)::uuid, k.scope, k.subject_id, k.control_type, k.config, now(), now()
      FROM seeded_companies s,
           bench_controls(s.program_id, NULL, control_count, binding_count, of_cards, limit_minor) k
    UNION ALL
    SELECT c.company_id, md5(c.card_id || ' control ' || k.number)::uuid, k.scope, k.subject_id, k.control_type, k.config, now(), now()
      FROM seeded_cards c,
           bench_controls(c.program_id, c.card_id, control_count, binding_count, of_cards, limit_minor) k
     WHERE k.scope = 'CARD';

  INSERT INTO ledger_accounts (company_id, currency, account, balance_minor)
    SELECT company_id, 'USD', a.account, a.balance FROM seeded_companies,
      (VALUES ('AVAILABLE', 1000000000000000), ('HELD', 0), ('SPENT', 0), ('EXTERNAL', -1000000000000000)) AS a (account, balance);
  INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, cause, at)
    SELECT company_id, md5(company_id || ' funds')::uuid, 'top_up', 'USD', 'EXTERNAL', 'AVAILABLE', 1000000000000000, 'bench', now() FROM seeded_companies;
  DROP TABLE seeded_companies, seeded_cards;
END $$;
