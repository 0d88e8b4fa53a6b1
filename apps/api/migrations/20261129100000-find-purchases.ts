import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Purchases that few of a company's pass a filter, or a text, are found without reading all of them (docs/adr/0017). */
export class FindPurchases1795946400000 implements MigrationInterface {
  readonly name = 'FindPurchases1795946400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [TRAITS, UNCLEARED, TEAM_PEOPLE]) await runner.query(sql);
    for (const [table, gateway, requests] of PROTECTED) {
      await runner.query(`SELECT afc_protect($1, $2, $3)`, [table, requests, gateway]);
      await runner.query(`SELECT afc_let_look_up($1, 'SELECT')`, [table]);
    }
    for (const sql of [CONDITIONS, SOURCES, NARROWEST, FIND, COUNT]) await runner.query(sql);
    for (const made of HELPERS) {
      await runner.query(`REVOKE ALL ON FUNCTION ${made} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${made} TO afc_lookup`);
    }
    for (const made of FOR_REQUESTS) await runner.query(`SELECT afc_for_requests('${made}')`);
    // The one with a single order: servers of two versions ago asked it.
    await runner.query(`DROP FUNCTION IF EXISTS search_transactions(text, text, jsonb, timestamptz, uuid, int)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const made of [...FOR_REQUESTS, ...HELPERS.toReversed()]) await runner.query(`DROP FUNCTION ${made}`);
    await runner.query('DROP TABLE purchase_traits, uncleared_purchases, team_people');
    await runner.query('DROP FUNCTION purchase_trait');
  }
}

const HELPERS = [
  'only_asked(jsonb, text[])',
  'purchase_conditions(jsonb)',
  'purchase_sources(jsonb)',
  'narrowest_source(jsonb, int)',
] as const;
const FOR_REQUESTS = ['find_transactions(jsonb, text, text, text, uuid, int)', 'count_transactions(jsonb, int)'] as const;

const PROTECTED = [
  // Requests write purchases too, where somebody links a refund anew.
  ['purchase_traits', 'SELECT, INSERT', 'SELECT, INSERT'],
  ['uncleared_purchases', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, DELETE'],
  // A membership begins with a request.
  ['team_people', '', 'SELECT, INSERT'],
] as const;

const TRAITS = `
-- What filters ask for and a purchase keeps: one number for all of it, so that one index finds each combination in the order of time.
CREATE FUNCTION purchase_trait(kind text, merchant text, category text, country text, program uuid) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT hashtextextended(kind || '|' || category || '|' || coalesce(country, '') || '|' || program::text || '|' || merchant, 0)
$$;

-- The combinations that purchases of a company have, or had: as many as it has merchants, about.
CREATE TABLE purchase_traits (
  company_id uuid NOT NULL,
  id bigint NOT NULL,
  kind text NOT NULL,
  merchant_name text NOT NULL,
  merchant_category text NOT NULL,
  -- Empty where there is none.
  merchant_country text NOT NULL,
  card_product_id uuid NOT NULL,
  PRIMARY KEY (company_id, id)
);
`;

const UNCLEARED = `
-- Purchases that have not been cleared, by status: those that wait, and the few that never will be. An index on the status of all purchases would take
-- every clearing out of its block (HOT), and have it written into all indexes.
CREATE TABLE uncleared_purchases (
  company_id uuid NOT NULL,
  status text NOT NULL,
  transacted_at timestamptz NOT NULL,
  id uuid NOT NULL,
  PRIMARY KEY (company_id, status, transacted_at, id)
);
`;

const TEAM_PEOPLE = `
-- Who is in a team, or was. A purchase belongs to the teams of its holder at the time: whoever made one of a team's stands here.
CREATE TABLE team_people (
  company_id uuid NOT NULL,
  team_id uuid NOT NULL,
  user_id uuid NOT NULL,
  PRIMARY KEY (company_id, team_id, user_id)
);
`;

/** Names of what is asked, and what it asks of a purchase `t`, where `$1` is all that is asked. */
const ASKED: Readonly<Record<string, string>> = {
  search: `(t.merchant_name ILIKE $1->'search'->>'pattern'
    OR t.user_id IN (SELECT u.id FROM users u WHERE u.company_id = app_company() AND u.first_name || ' ' || u.last_name ILIKE $1->'search'->>'pattern')
    OR t.card_id IN (SELECT k.id FROM cards k WHERE k.company_id = app_company()
                        AND (k.last_four = $1->'search'->>'lastFour' OR k.name ILIKE $1->'search'->>'pattern')))`,
  reach: `(t.user_id = ($1->'reach'->>'userId')::uuid OR t.team_ids && ARRAY(SELECT jsonb_array_elements_text($1->'reach'->'teamIds')::uuid))`,
  status: `t.status = ANY (ARRAY(SELECT jsonb_array_elements_text($1->'status')))`,
  kind: `t.kind = $1->>'kind'`,
  cardId: `t.card_id = ($1->>'cardId')::uuid`,
  holderId: `t.user_id = ($1->>'holderId')::uuid`,
  teamId: `($1->>'teamId')::uuid = ANY (t.team_ids)`,
  from: `t.transacted_at >= ($1->>'from')::timestamptz`,
  to: `t.transacted_at < ($1->>'to')::timestamptz`,
  mcc: `t.merchant_category = $1->>'mcc'`,
  merchant: `t.merchant_name = $1->>'merchant'`,
  country: `coalesce(t.merchant_country, '') = $1->>'country'`,
  programId: `t.card_product_id = ($1->>'programId')::uuid`,
  minAmountMinor: `t.amount_minor >= ($1->>'minAmountMinor')::bigint`,
  maxAmountMinor: `t.amount_minor <= ($1->>'maxAmountMinor')::bigint`,
};

const CONDITIONS = `
-- All that is asked of a purchase \`t\` as a condition in which $1 is the filter.
CREATE FUNCTION purchase_conditions(filter jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(condition, ' AND '), 'true') FROM (VALUES
    ${Object.entries(ASKED)
      .map(([name, condition]) => `('${name}', $condition$${condition}$condition$)`)
      .join(',\n    ')}
  ) AS asked (name, condition) WHERE filter ? name
$$;

-- What of a filter is asked by these names.
CREATE FUNCTION only_asked(filter jsonb, names text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(filter) WHERE key = ANY (names)
$$;
`;

const TRAIT = 'purchase_trait(t.kind, t.merchant_name, t.merchant_category, t.merchant_country, t.card_product_id)';

/** Of table `purchase_traits`: what `filter` asks of it. */
const TRAIT_ASKED = `t.company_id = app_company()
      AND (filter->>'kind' IS NULL OR t.kind = filter->>'kind')
      AND (filter->>'merchant' IS NULL OR t.merchant_name = filter->>'merchant')
      AND (filter->>'mcc' IS NULL OR t.merchant_category = filter->>'mcc')
      AND (filter->>'country' IS NULL OR t.merchant_country = filter->>'country')
      AND (filter->>'programId' IS NULL OR t.card_product_id = (filter->>'programId')::uuid)`;

const SOURCES = `
-- Where the purchases that pass a filter can be read: for each thing that it asks, the purchases that have it. A source may be of several rows, and
-- is what these have together. \`rows\` is where they stand, \`t\` among them. \`keyed\` is what an index of (company, this, time) begins with and \`among\` the values that it has; null where
-- there is no such index, only a condition. Those come first that are counted in an index alone; the last one is the best to be read in the order of
-- time when none has few purchases. What has more than 10,000 values is no source: to begin at each of them would cost more than to read what all have.
CREATE FUNCTION purchase_sources(filter jsonb) RETURNS TABLE (source text, rows text, condition text, keyed text, type text, among text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  every CONSTANT text := 'transactions t';
  many CONSTANT int := 10000;
  trait CONSTANT text := '${TRAIT}';
  pattern text := filter->'search'->>'pattern';
  traits bigint[];
  people uuid[];
  cards uuid[];
BEGIN
  IF filter ?| ARRAY['minAmountMinor', 'maxAmountMinor'] THEN
    RETURN QUERY SELECT 'amount', every, purchase_conditions(only_asked(filter, ARRAY['minAmountMinor', 'maxAmountMinor'])), NULL::text, NULL::text, NULL::text;
  END IF;
  -- What is of the time that is asked; of all times, the whole company.
  RETURN QUERY SELECT 'time', every, purchase_conditions(only_asked(filter, ARRAY['from', 'to'])), NULL::text, NULL::text, NULL::text;
  IF filter ? 'status' AND NOT filter->'status' ? 'CLEARED' THEN
    RETURN QUERY SELECT 'status', 'uncleared_purchases u JOIN transactions t ON t.company_id = u.company_id AND t.id = u.id AND t.status = u.status',
      NULL::text, 'u.status', 'text', ARRAY(SELECT DISTINCT jsonb_array_elements_text(filter->'status'))::text;
  END IF;
  IF filter ? 'cardId' THEN RETURN QUERY SELECT 'card', every, NULL::text, 't.card_id', 'uuid', ARRAY[filter->>'cardId']::text; END IF;
  IF filter ? 'holderId' THEN RETURN QUERY SELECT 'holder', every, NULL::text, 't.user_id', 'uuid', ARRAY[filter->>'holderId']::text; END IF;
  IF filter ? 'teamId' THEN
    people := ARRAY(SELECT p.user_id FROM team_people p WHERE p.company_id = app_company() AND p.team_id = (filter->>'teamId')::uuid LIMIT many + 1);
    IF cardinality(people) <= many THEN RETURN QUERY SELECT 'team', every, NULL::text, 't.user_id', 'uuid', people::text; END IF;
  END IF;
  IF filter ? 'reach' THEN
    people := ARRAY(SELECT (filter->'reach'->>'userId')::uuid UNION SELECT p.user_id FROM team_people p WHERE p.company_id = app_company()
                       AND p.team_id = ANY (ARRAY(SELECT jsonb_array_elements_text(filter->'reach'->'teamIds')::uuid)) LIMIT many + 1);
    IF cardinality(people) <= many THEN RETURN QUERY SELECT 'reach', every, NULL::text, 't.user_id', 'uuid', people::text; END IF;
  END IF;
  IF filter ?| ARRAY['kind', 'merchant', 'mcc', 'country', 'programId'] THEN
    traits := ARRAY(SELECT t.id FROM purchase_traits t WHERE ${TRAIT_ASKED} LIMIT many + 1);
    IF cardinality(traits) <= many THEN RETURN QUERY SELECT 'trait', every, NULL::text, trait, 'bigint', traits::text; END IF;
  END IF;
  IF filter ? 'search' THEN
    traits := ARRAY(SELECT t.id FROM purchase_traits t WHERE ${TRAIT_ASKED} AND t.merchant_name ILIKE pattern LIMIT many + 1);
    people := ARRAY(SELECT u.id FROM users u WHERE u.company_id = app_company() AND u.first_name || ' ' || u.last_name ILIKE pattern LIMIT many + 1);
    cards := ARRAY(SELECT k.id FROM cards k WHERE k.company_id = app_company()
                      AND (k.last_four = filter->'search'->>'lastFour' OR k.name ILIKE pattern) LIMIT many + 1);
    IF greatest(cardinality(traits), cardinality(people), cardinality(cards)) <= many THEN
      RETURN QUERY SELECT 'search', every, NULL::text, one.* FROM (VALUES (trait, 'bigint', traits::text), ('t.user_id', 'uuid', people::text), ('t.card_id', 'uuid', cards::text)) one;
    END IF;
  END IF;
END $$;
`;

const NARROWEST = `
-- The source with the fewest purchases, or the last where none has \`enough\` or fewer; \`purchases\` is null then. Each is counted that far at most.
-- \`beside\` is what is asked of its purchases besides.
CREATE FUNCTION narrowest_source(filter jsonb, enough int, OUT purchases int, OUT rows text[], OUT conditions text[], OUT keyed text[], OUT types text[],
  OUT among text[], OUT beside text) LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  each record;
  of_piece int;
  counted int;
BEGIN
  FOR each IN
    SELECT s.source, array_agg(coalesce(s.condition, format('%s = ANY (%L)', s.keyed, s.among))) AS conditions, array_agg(s.keyed) AS keyed,
           array_agg(s.rows) AS rows, array_agg(s.type) AS types, array_agg(s.among) AS among
      FROM purchase_sources(filter) WITH ORDINALITY s (source, rows, condition, keyed, type, among, place) GROUP BY s.source ORDER BY min(s.place)
  LOOP
    counted := 0;
    FOR piece IN 1..cardinality(each.rows) LOOP
      EXECUTE format('SELECT count(*) FROM (SELECT FROM %s WHERE t.company_id = app_company() AND %s AND %s LIMIT %s) few',
                     -- How many are not cleared is known without their rows.
                     regexp_replace(each.rows[piece], '^uncleared_purchases u .*', 'uncleared_purchases t'), replace(each.conditions[piece], 'u.status', 't.status'), purchase_conditions(only_asked(filter, ARRAY['from', 'to'])), coalesce(purchases, enough + 1))
        INTO of_piece USING filter;
      counted := counted + of_piece;
    END LOOP;
    IF counted < coalesce(purchases, enough + 1) THEN purchases := counted; ELSIF purchases IS NOT NULL THEN CONTINUE; END IF;
    rows := each.rows; conditions := each.conditions; keyed := each.keyed; types := each.types; among := each.among;
    beside := purchase_conditions(CASE each.source WHEN 'search' THEN filter - 'search' ELSE filter END);
    EXIT WHEN purchases = 0;
  END LOOP;
END $$;
`;

const FIND = `
-- Purchases of the company that pass a filter, in an order and from a position on; their rows are read under the policy. It names the company itself, and
-- only ever that of the transaction in which it is called. What is put into the text of a statement is ours, or quoted.
-- What is common is found by going along the order for a while. What was not is looked for in the source that has the fewest: in the order of time a page of each of
-- its values, and the first of those; in other orders all of it where that is little, else all that the company has.
CREATE FUNCTION find_transactions(filter jsonb, sort_by text, direction text, after_key text, after_id uuid, most int)
RETURNS TABLE (id uuid, sort_key text) LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  walk CONSTANT int := 1000;
  -- More of those that no index has in the order of the list, which are all read.
  few CONSTANT int := CASE WHEN sort_by = 'DATE' AND NOT filter ?| ARRAY['minAmountMinor', 'maxAmountMinor'] THEN 1000 ELSE 10000 END;
  sorted CONSTANT text := CASE sort_by WHEN 'DATE' THEN 't.transacted_at' WHEN 'AMOUNT' THEN 't.amount_minor'
                                       WHEN 'MERCHANT' THEN 'lower(t.merchant_name) COLLATE "C"' END;
  of_type CONSTANT text := CASE sort_by WHEN 'DATE' THEN 'timestamptz' WHEN 'AMOUNT' THEN 'bigint' ELSE 'text' END;
  way CONSTANT text := CASE direction WHEN 'ASC' THEN 'ASC' ELSE 'DESC' END;
  in_order CONSTANT text := format('%s %s, t.id %s', sorted, way, way);
  as_text CONSTANT text := CASE sort_by WHEN 'DATE' THEN 'to_char(place AT TIME ZONE ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS.US"Z"'')' ELSE 'place::text' END;
  -- Those of the company that come behind the position, as far as the index of the order knows.
  within text := 't.company_id = app_company() AND ' || CASE sort_by
    WHEN 'DATE' THEN purchase_conditions(only_asked(filter, ARRAY['from', 'to']))
    WHEN 'AMOUNT' THEN purchase_conditions(only_asked(filter, ARRAY['minAmountMinor', 'maxAmountMinor']))
    ELSE CASE WHEN filter ? 'merchant' THEN 'lower(t.merchant_name) COLLATE "C" = lower($1->>''merchant'')' ELSE 'true' END END;
  beyond CONSTANT text := format(' AND (%s, t.id) %s ($2::%s, $3)', sorted, CASE way WHEN 'ASC' THEN '>' ELSE '<' END, of_type);
  by_value text;
  found int;
  source record;
  rows_of text;
BEGIN
  IF sorted IS NULL THEN RAISE 'purchases have no order by %', sort_by; END IF;
  RETURN QUERY EXECUTE format('SELECT t.id, %s FROM (SELECT t.*, %s AS place FROM transactions t WHERE %s ORDER BY %s LIMIT %s) t WHERE %s ORDER BY t.place %s, t.id %s LIMIT %s',
      as_text, sorted, within || CASE WHEN after_key IS NULL THEN '' ELSE beyond END, in_order, walk, purchase_conditions(filter), way, way, most)
    USING filter, after_key, after_id;
  GET DIAGNOSTICS found = ROW_COUNT;
  IF found = most THEN RETURN; END IF;
  -- Where the walk ended; nowhere when that was all.
  EXECUTE format('SELECT %s, t.id FROM (SELECT t.id, %s AS place FROM transactions t WHERE %s ORDER BY %s OFFSET %s LIMIT 1) t',
      as_text, sorted, within || CASE WHEN after_key IS NULL THEN '' ELSE beyond END, in_order, walk - 1)
    INTO after_key, after_id USING filter, after_key, after_id;
  IF after_id IS NULL THEN RETURN; END IF;
  within := within || beyond;

  source := narrowest_source(filter, few);
  IF source.purchases = 0 THEN RETURN; END IF;
  IF sort_by = 'DATE' AND source.keyed[1] IS NOT NULL THEN
    -- For the index to be read whatever PostgreSQL thinks of the value, which it does not know, the value is part of the order here, and of where that begins
    -- and ends. Indexes of people and cards have the time the other way round; what they are asked for is rare enough.
    by_value := '%1$s.company_id = app_company() AND ' || source.beside || CASE
      WHEN way = 'DESC' AND filter ? 'from' THEN ' AND (%2$s, %1$s.transacted_at) >= (value, ($1->>''from'')::timestamptz)'
      WHEN way = 'ASC' AND filter ? 'to' THEN ' AND (%2$s, %1$s.transacted_at) < (value, ($1->>''to'')::timestamptz)'
      WHEN way = 'DESC' THEN ' AND %2$s >= value' ELSE ' AND %2$s <= value' END
      || replace(' AND (%2$s, %1$s.transacted_at, %1$s.id) < (value, $2::timestamptz, $3)', '<', CASE way WHEN 'ASC' THEN '>' ELSE '<' END)
      || replace(' ORDER BY %2$s WAY, %1$s.transacted_at WAY, %1$s.id WAY', 'WAY', way);
    -- The first of all are in those values whose own first come first.
    SELECT string_agg(format('SELECT r.id, r.place FROM (SELECT value FROM unnest(%L::%s[]) value CROSS JOIN LATERAL (%s LIMIT 1) h ORDER BY h.place %s, h.id %s LIMIT %s) v
                              CROSS JOIN LATERAL (%s LIMIT %s) r', values_of, type, of_value, way, way, most, of_value, most), ' UNION ')
      INTO rows_of
      FROM unnest(source.rows, source.keyed, source.types, source.among) s (rows, keyed, type, values_of),
           LATERAL (SELECT format('SELECT t.id, t.transacted_at AS place FROM %s WHERE ', s.rows) || CASE
             WHEN s.type <> 'uuid' THEN format(by_value, CASE s.type WHEN 'text' THEN 'u' ELSE 't' END, s.keyed)
             ELSE format('%s AND %s = value AND %s ORDER BY %s', within, s.keyed, source.beside, in_order) END) one (of_value);
  ELSIF source.purchases IS NOT NULL THEN
    SELECT string_agg(format('SELECT t.id, %s FROM %s WHERE %s AND %s AND %s', sorted, s.rows, within, s.condition, source.beside), ' UNION ')
      INTO rows_of FROM unnest(source.rows, source.conditions) s (rows, condition);
  ELSE
    -- In the order of merchants those of the traits alone are gone through, unless people or cards are asked for as well.
    IF sort_by = 'MERCHANT' AND (SELECT bool_and(type = 'bigint' OR values_of = '{}') FROM unnest(source.types, source.among) s (type, values_of)) THEN
      within := within || format(' AND lower(t.merchant_name) COLLATE "C" = ANY (%L::text[])', ARRAY(
        SELECT DISTINCT lower(p.merchant_name) FROM purchase_traits p WHERE p.company_id = app_company()
           AND p.id IN (SELECT unnest(values_of::bigint[]) FROM unnest(source.types, source.among) s (type, values_of) WHERE type = 'bigint')));
    END IF;
    rows_of := format('SELECT t.id, %s FROM transactions t WHERE %s AND %s ORDER BY %s LIMIT %s', sorted, within, purchase_conditions(filter), in_order, most);
  END IF;
  RETURN QUERY EXECUTE format('SELECT f.id, %s FROM (%s) f (id, place) ORDER BY f.place %s, f.id %s LIMIT %s', as_text, rows_of, way, way, most - found)
    USING filter, after_key, after_id;
END $$;
`;

const COUNT = `
-- How many purchases pass a filter; null where more than \`enough\` would have to be looked at.
CREATE FUNCTION count_transactions(filter jsonb, enough int) RETURNS int LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  source record := narrowest_source(filter, enough);
  rows_of text;
  counted int;
BEGIN
  IF source.purchases IS NULL THEN RETURN NULL; END IF;
  SELECT string_agg(format('SELECT t.id FROM %s WHERE t.company_id = app_company() AND %s AND %s', s.rows, s.condition, source.beside), ' UNION ')
    INTO rows_of FROM unnest(source.rows, source.conditions) s (rows, condition);
  EXECUTE format('SELECT count(*) FROM (%s) f', rows_of) INTO counted USING filter;
  RETURN counted;
END $$;
`;
