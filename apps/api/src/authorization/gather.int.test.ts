import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '../platform/ids.ts';
import { MoneyHarness, type TestCard, type TestCompany } from '../testing/money-harness.ts';

let harness: MoneyHarness;
let company: TestCompany;
let cards: readonly TestCard[];

/** A company of a thousand people and cards among a thousand of one each: by what an average company has, reading all of it is cheap. */
beforeAll(async () => {
  harness = await MoneyHarness.open();
  company = await harness.company();
  cards = [await company.card(), await company.card()];
  const [card] = cards;
  // What belongs to the copies is not looked for.
  await asSuperuser(`
    BEGIN;
    SET LOCAL session_replication_role = replica;
    CREATE TEMP TABLE copies ON COMMIT DROP AS
      SELECT CASE WHEN n <= 1000 THEN '${company.id}' ELSE gen_random_uuid() END AS company_id, gen_random_uuid() AS id, gen_random_uuid() AS user_id
        FROM generate_series(1, 2000) n;
    INSERT INTO companies SELECT (jsonb_populate_record(o, jsonb_build_object('id', company_id))).*
      FROM companies o, copies WHERE o.id = '${company.id}' AND company_id <> o.id;
    INSERT INTO users SELECT (jsonb_populate_record(u, to_jsonb(copies) || jsonb_build_object('id', user_id, 'marqeta_user_token', user_id, 'email_hash', '\\x' || md5(user_id::text)))).*
      FROM users u, copies WHERE u.id = '${card?.userId}';
    INSERT INTO cards SELECT (jsonb_populate_record(c, to_jsonb(copies) || jsonb_build_object('marqeta_card_token', copies.id))).*
      FROM cards c, copies WHERE c.id = '${card?.id}';
    COMMIT;
    ANALYZE companies, cards, users`);
});
afterAll(() => harness.close());

async function asSuperuser(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: harness.database.adminUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

test('a batch reads each of its cards, and their holders, by key: not those that the company has besides', async () => {
  const client = new pg.Client({ connectionString: harness.database.urls.gateway });
  await client.connect();
  try {
    await client.query('BEGIN');
    const asked = cards.map(({ id }) => id);
    const [row] = (
      await client.query<{ facts: { cards: unknown[] } }>(
        `SELECT gather_decisions(ARRAY[$1]::uuid[], ARRAY[$1, $1]::uuid[], $2::uuid[], '{}', '{}', $3::text[], '{}', '{}') AS facts`,
        [company.id, asked, [uuidv7(harness.clock)]],
      )
    ).rows;
    const { rows } = await client.query<{ name: string; read: string }>(
      `SELECT relname AS name, seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables WHERE relname IN ('cards', 'users') ORDER BY 1`,
    );

    expect(row?.facts.cards).toHaveLength(2);
    expect(Object.fromEntries(rows.map(({ name, read }) => [name, Number(read)]))).toEqual({ cards: 2, users: 2 });
  } finally {
    await client.end();
  }
});
