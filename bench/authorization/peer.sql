-- The peer: one authorization in one call, on the product's own tables, with the rows and bytes that the product writes. It is
-- as lean as one can make it: states are looked at, but the limits lie ready for each card, the counters exist, the
-- decision record is a constant of the product's size, and nothing is asked about repeats but what unique keys say.

CREATE TABLE peer_cards AS
  SELECT c.marqeta_card_token AS card_token, c.company_id, c.id AS card_id, c.user_id, c.card_product_id,
         array_agg(md5(k.id::text || ' counter')::uuid ORDER BY k.id) AS counter_ids,
         min((k.config->>'amountMinor')::bigint) AS limit_minor
    FROM cards c
    JOIN spending_controls k ON k.company_id = c.company_id AND k.control_type = 'AMOUNT_LIMIT'
                            AND (k.subject_id IS NULL OR k.subject_id IN (c.id, c.card_product_id))
   WHERE c.id IN (SELECT bench_uuid('card id', n) FROM generate_series(:first_card, :last_card) n)
   GROUP BY 1, 2, 3, 4, 5;
ALTER TABLE peer_cards ADD PRIMARY KEY (card_token);

INSERT INTO spend_counters (company_id, id, scope, subject_id, filter, unit, period, zone, starts_on, amount_minor)
  SELECT DISTINCT company_id, counter_id, 'COMPANY', company_id, '', 'USD', 'MONTH', 'America/New_York', current_date, 0
    FROM peer_cards, unnest(counter_ids) counter_id;

CREATE FUNCTION peer_authorize(card_number int, amount bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  card peer_cards;
  is_active boolean;
  feed_number bigint;
  transaction_id uuid := uuidv7();
  authorization_id uuid := uuidv7();
  transaction_token text := gen_random_uuid();
  jit_token text := gen_random_uuid();
  within int;
BEGIN
  SELECT * INTO STRICT card FROM peer_cards WHERE card_token = bench_uuid('card', card_number)::text;
  -- The gate: the lock and the feed's number in one.
  UPDATE company_gates SET next_feed_number = next_feed_number + 1 WHERE company_id = card.company_id RETURNING next_feed_number - 1 INTO feed_number;
  SELECT status = 'ACTIVE' AND issuer_status = 'ACTIVE' AND expires_at > now() INTO is_active FROM cards WHERE company_id = card.company_id AND id = card.card_id;
  IF NOT is_active THEN RETURN 'DECLINED'; END IF;
  SELECT status = 'ACTIVE' INTO is_active FROM users WHERE company_id = card.company_id AND id = card.user_id;
  IF NOT is_active THEN RETURN 'DECLINED'; END IF;
  UPDATE ledger_accounts SET balance_minor = balance_minor - amount
   WHERE company_id = card.company_id AND currency = 'USD' AND account = 'AVAILABLE' AND balance_minor >= amount;
  IF NOT FOUND THEN RETURN 'DECLINED'; END IF;
  UPDATE ledger_accounts SET balance_minor = balance_minor + amount WHERE company_id = card.company_id AND currency = 'USD' AND account = 'HELD';
  UPDATE spend_counters SET amount_minor = amount_minor + amount
   WHERE company_id = card.company_id AND id = ANY (card.counter_ids) AND amount_minor + amount <= card.limit_minor;
  GET DIAGNOSTICS within = ROW_COUNT;
  IF within <> 3 THEN RAISE EXCEPTION 'over a limit'; END IF;

  INSERT INTO transactions (company_id, id, marqeta_transaction_token, card_id, user_id, card_product_id, kind, status, currency, amount_minor, requested_minor,
                            held_minor, part_at, part_minor, merchant_name, merchant_category, merchant_mid, merchant_city, merchant_country, network,
                            transacted_at, unconfirmed, authorization_id, created_at, updated_at, merchant_network_mid, channels, hold_expires_at)
    VALUES (card.company_id, transaction_id, transaction_token, card.card_id, card.user_id, card.card_product_id, 'PURCHASE', 'PENDING', 'USD', amount, amount,
            amount, ARRAY[now()], ARRAY[amount], 'CLOUDPINE SOFTWARE', '5734', '884120077315', 'SEATTLE', 'USA', 'VISA',
            now(), true, authorization_id, now(), now(), '884120077315', 'ONLINE', now() + interval '7 days');
  INSERT INTO authorizations (company_id, id, transaction_id, card_id, jit_token, transaction_token, method, fingerprint, outcome, currency, amount_minor,
                              requested_minor, counter_ids, user_transaction_time, decided_at, hold_expires_at)
    VALUES (card.company_id, authorization_id, transaction_id, card.card_id, jit_token, transaction_token, 'pgfs.authorization', :fingerprint, 'APPROVED', 'USD', amount,
            amount, card.counter_ids, now(), now(), now() + interval '7 days');
  INSERT INTO decision_records (company_id, id, record) VALUES (card.company_id, authorization_id, :record);
  INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, transaction_id, cause, at)
    VALUES (card.company_id, uuidv7(), 'hold', 'USD', 'AVAILABLE', 'HELD', amount, transaction_id, transaction_token, now());
  INSERT INTO feed_events (company_id, number, id, kind, event, at, transaction_id, card_id, user_id)
    VALUES (card.company_id, feed_number, uuidv7(), 'TRANSACTION', :feed_event, now(), transaction_id, card.card_id, card.user_id);
  RETURN 'APPROVED';
END $$;
GRANT EXECUTE ON FUNCTION peer_authorize, bench_uuid TO afc_gateway;
GRANT SELECT ON peer_cards TO afc_gateway;
ANALYZE peer_cards;
ANALYZE spend_counters;
