-- Cleared purchases of one company over the last 90 days: the rows that a list of purchases reads, and no others.
CREATE PROCEDURE bench_purchases(first_card bigint, card_count bigint, first_number bigint, amount_of_purchases bigint, share_before float8)
LANGUAGE sql AS $$
  INSERT INTO transactions (company_id, id, marqeta_transaction_token, card_id, user_id, card_product_id, kind, status, currency, amount_minor, requested_minor,
                            cleared_minor, part_at, part_minor, merchant_name, merchant_category, merchant_mid, merchant_city, merchant_country, network,
                            transacted_at, created_at, updated_at)
    SELECT c.company_id, uuidv7(p.at - clock_timestamp()), bench_uuid('past', p.n)::text, c.id, c.user_id, c.card_product_id, 'PURCHASE', 'CLEARED', 'USD', 100 + p.n % 4900,
           100 + p.n % 4900, 100 + p.n % 4900, ARRAY[p.at], ARRAY[100 + p.n % 4900],
           (ARRAY['CLOUDPINE SOFTWARE', 'BLUE HARBOR CAFE', 'NORTHLINE RAIL', 'HILLTOP PRINT SHOP'])[1 + p.n % 4], (ARRAY['5734', '5814', '4112', '7338'])[1 + p.n % 4],
           '884120077315', 'SEATTLE', 'USA', 'VISA', p.at, p.at, p.at
      FROM (SELECT n, now() - interval '1 hour' - interval '90 days' * (1 - share_before) + n * interval '1 ms' AS at
              FROM generate_series(first_number, first_number + amount_of_purchases - 1) n) p
      JOIN cards c ON c.marqeta_card_token = bench_uuid('card', first_card + (hashint8(p.n)::bigint + 2147483648) % card_count)::text;
$$;
