-- Cleared purchases over the last 90 days, as decisions and webhooks leave them behind. Numbers make them of any amount in
-- pieces; the foreign keys hold by construction and are not looked at again.
CREATE PROCEDURE bench_history(first_card bigint, card_count bigint, first_number bigint, amount_of_purchases bigint, share_before float8, record jsonb)
LANGUAGE plpgsql AS $$
BEGIN
  CREATE TEMP TABLE past ON COMMIT DROP AS
    SELECT c.company_id, c.id AS card_id, c.user_id, c.card_product_id, p.at, 100 + p.n % 4900 AS amount,
           uuidv7(p.at - clock_timestamp()) AS id, uuidv7(p.at - clock_timestamp()) AS authorization_id, bench_uuid('past', p.n)::text AS token
      FROM (SELECT n, now() - interval '1 hour' - interval '90 days' * (1 - share_before) AS at
              FROM generate_series(first_number, first_number + amount_of_purchases - 1) n) p
      JOIN cards c ON c.marqeta_card_token = bench_uuid('card', first_card + (hashint8(p.n)::bigint + 2147483648) % card_count)::text;

  INSERT INTO transactions (company_id, id, marqeta_transaction_token, card_id, user_id, card_product_id, kind, status, currency, amount_minor, requested_minor,
                            cleared_minor, part_at, part_minor, merchant_name, merchant_category, merchant_mid, merchant_city, merchant_country, network,
                            transacted_at, authorization_id, created_at, updated_at)
    SELECT company_id, id, token, card_id, user_id, card_product_id, 'PURCHASE', 'CLEARED', 'USD', amount, amount,
           amount, ARRAY[at], ARRAY[amount], 'CLOUDPINE SOFTWARE', '5734', '884120077315', 'SEATTLE', 'USA', 'VISA', at, authorization_id, at, at
      FROM past;
  INSERT INTO authorizations (company_id, id, transaction_id, card_id, jit_token, transaction_token, method, fingerprint, outcome, currency, amount_minor,
                              requested_minor, user_transaction_time, decided_at)
    SELECT company_id, authorization_id, id, card_id, md5('jit ' || token)::uuid::text, token, 'pgfs.authorization', substr(md5(token), 1, 22), 'APPROVED', 'USD',
           amount, amount, at, at
      FROM past;
  INSERT INTO transaction_events (company_id, id, transaction_id, token, type, state, at, amount_minor, currency, detail, received_at)
    SELECT company_id, uuidv7(at - clock_timestamp()), id, CASE WHEN type = 'authorization' THEN token ELSE md5('clearing ' || token)::uuid::text END, type, state, at, amount,
           'USD', '{}', at
      FROM past, (VALUES ('authorization', 'PENDING'), ('authorization.clearing', 'COMPLETION')) AS e (type, state);
  INSERT INTO decision_records (company_id, id, record) SELECT company_id, authorization_id, bench_history.record FROM past;
  INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, transaction_id, cause, at)
    SELECT company_id, uuidv7(at - clock_timestamp()), k.kind, 'USD', k.debit, k.credit, amount, id, token, at
      FROM past, (VALUES ('hold', 'AVAILABLE', 'HELD'), ('clearing', 'HELD', 'SPENT')) AS k (kind, debit, credit);
  UPDATE ledger_accounts b SET balance_minor = b.balance_minor + CASE b.account WHEN 'SPENT' THEN s.amount ELSE -s.amount END
    FROM (SELECT company_id, sum(amount) AS amount FROM past GROUP BY 1) s WHERE s.company_id = b.company_id AND b.account IN ('AVAILABLE', 'SPENT');
  INSERT INTO feed_events (company_id, number, id, kind, event, at, transaction_id, card_id, user_id)
    SELECT p.company_id, g.next_feed_number + row_number() OVER (PARTITION BY p.company_id ORDER BY p.id) - 1, uuidv7(p.at - clock_timestamp()), 'TRANSACTION',
           'transaction.approved', p.at, p.id, p.card_id, p.user_id
      FROM past p JOIN company_gates g USING (company_id);
  UPDATE company_gates g SET next_feed_number = g.next_feed_number + s.events
    FROM (SELECT company_id, count(*) AS events FROM past GROUP BY 1) s WHERE s.company_id = g.company_id;
  COMMIT;
END $$;
