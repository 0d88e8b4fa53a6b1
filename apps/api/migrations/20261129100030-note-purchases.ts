import { setTimeout as sleep } from 'node:timers/promises';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Notes what purchases have in common, what is not cleared, and who is in a team: of all that is written from now on, then of what is there.
 * Beside all work: nobody waits for it longer than a moment, and what a run that was broken off has left is gone on with.
 */
export class NotePurchases1795946430000 implements MigrationInterface {
  readonly name = 'NotePurchases1795946430000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(NOTING);
    for (const sql of TRIGGERS) await soon(runner, sql);
    for (const one of FILLS) await fill(runner, one);
    await runner.query(NOT_AS_IT_WAS);
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS transactions_trait`);
    await runner.query(`CREATE INDEX CONCURRENTLY transactions_trait ON transactions (company_id, ${TRAIT_OF_COLUMNS}, transacted_at, id)`);
    // What an index of an expression has is known only then.
    await runner.query(`ANALYZE transactions, purchase_traits, uncleared_purchases, team_people`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS transactions_trait`);
    for (const [name, table] of NOTED_BY) await soon(runner, `DROP TRIGGER IF EXISTS ${name} ON ${table}`);
    await runner.query(
      `DROP FUNCTION IF EXISTS note_new_traits, note_changed_traits, note_new_uncleared, note_changed_uncleared, note_team_people`,
    );
    for (const table of ['purchase_traits', 'uncleared_purchases', 'team_people']) await runner.query(`DELETE FROM ${table}`);
  }
}

const LOCKED_OUT = '55P03';
const DEADLOCK = '40P01';
const TRIES = 1_200;

/** What locks a table in use: tried for a moment at a time, since all that comes waits behind who waits for such a lock. */
async function soon(runner: QueryRunner, sql: string): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      // Several statements in one message are one transaction.
      await runner.query(`SET LOCAL lock_timeout = '50ms'; ${sql}`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== LOCKED_OUT || tried === TRIES) throw error;
      await sleep(250);
    }
  }
}

/**
 * Found first, which locks nothing, and then written some at a time: whoever writes the same row meanwhile waits for a piece, not for all of
 * it. In the order of the key; a piece that meets somebody who writes in another order is tried again.
 */
async function fill(runner: QueryRunner, { table, columns, found }: Fill): Promise<void> {
  await runner.query(`DROP TABLE IF EXISTS found`);
  await runner.query(
    `CREATE TEMP TABLE found AS SELECT row_number() OVER (ORDER BY ${columns}) AS place, f.* FROM (${found}) AS f (${columns})`,
  );
  await runner.query(`CREATE INDEX ON found (place)`);
  const [all] = (await runner.query(`SELECT count(*)::int AS count FROM found`)) as { count: number }[];
  for (let after = 0; after < (all?.count ?? 0); ) {
    try {
      await runner.query(
        `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM found WHERE place > ${after} AND place <= ${after + PIECE} ORDER BY place ON CONFLICT DO NOTHING`,
      );
      after += PIECE;
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK) throw error;
    }
  }
  await runner.query(`DROP TABLE found`);
}
const PIECE = 500;
type Fill = { readonly table: string; readonly columns: string; readonly found: string };

/** A purchase that was cleared after it was found, and before it was written down. */
const NOT_AS_IT_WAS = `
WITH stale AS (
  SELECT u.company_id, u.status, u.transacted_at, u.id FROM uncleared_purchases u JOIN transactions t ON t.company_id = u.company_id AND t.id = u.id
   WHERE (t.status, t.transacted_at) IS DISTINCT FROM (u.status, u.transacted_at) FOR SHARE OF t
)
DELETE FROM uncleared_purchases u USING stale s
 WHERE (u.company_id, u.status, u.transacted_at, u.id) = (s.company_id, s.status, s.transacted_at, s.id)`;

const TRAIT_OF_COLUMNS = `purchase_trait(kind, merchant_name, merchant_category, merchant_country, card_product_id)`;

const traitsOf = (purchase: string) =>
  `${purchase}.company_id, purchase_trait(${['kind', 'merchant_name', 'merchant_category', 'merchant_country', 'card_product_id']
    .map((column) => `${purchase}.${column}`)
    .join(', ')}),
         ${purchase}.kind, ${purchase}.merchant_name, ${purchase}.merchant_category, coalesce(${purchase}.merchant_country, ''), ${purchase}.card_product_id`;

/** By triggers, whoever writes: a server of the version before does not know of these tables. */
const NOTING = `
CREATE OR REPLACE FUNCTION note_new_traits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO purchase_traits SELECT ${traitsOf('p')} FROM written p ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_changed_traits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO purchase_traits SELECT ${traitsOf('NEW')} ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_new_uncleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO uncleared_purchases SELECT p.company_id, p.status, p.transacted_at, p.id FROM written p WHERE p.status <> 'CLEARED';
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_changed_uncleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM uncleared_purchases u
   WHERE u.company_id = OLD.company_id AND u.status = OLD.status AND u.transacted_at = OLD.transacted_at AND u.id = OLD.id;
  IF NEW.status <> 'CLEARED' THEN
    INSERT INTO uncleared_purchases VALUES (NEW.company_id, NEW.status, NEW.transacted_at, NEW.id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_team_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO team_people VALUES (NEW.company_id, NEW.team_id, NEW.user_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
`;

const TRIGGERS = [
  `CREATE OR REPLACE TRIGGER new_traits AFTER INSERT ON transactions REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_new_traits()`,
  `CREATE OR REPLACE TRIGGER changed_traits AFTER UPDATE OF kind, merchant_name, merchant_category, merchant_country, card_product_id ON transactions FOR EACH ROW
  WHEN ((NEW.kind, NEW.merchant_name, NEW.merchant_category, NEW.merchant_country, NEW.card_product_id)
    IS DISTINCT FROM (OLD.kind, OLD.merchant_name, OLD.merchant_category, OLD.merchant_country, OLD.card_product_id))
  EXECUTE FUNCTION note_changed_traits()`,
  `CREATE OR REPLACE TRIGGER new_uncleared AFTER INSERT ON transactions REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_new_uncleared()`,
  `CREATE OR REPLACE TRIGGER changed_uncleared AFTER UPDATE OF status, transacted_at ON transactions FOR EACH ROW
  WHEN ((NEW.status, NEW.transacted_at) IS DISTINCT FROM (OLD.status, OLD.transacted_at)) EXECUTE FUNCTION note_changed_uncleared()`,
  `CREATE OR REPLACE TRIGGER team_people AFTER INSERT OR UPDATE OF team_id, user_id ON memberships FOR EACH ROW EXECUTE FUNCTION note_team_people()`,
];

const NOTED_BY = [
  ['new_traits', 'transactions'],
  ['changed_traits', 'transactions'],
  ['new_uncleared', 'transactions'],
  ['changed_uncleared', 'transactions'],
  ['team_people', 'memberships'],
] as const;

/** Columns in the order of the key. */
const FILLS: readonly Fill[] = [
  {
    table: 'purchase_traits',
    columns: 'company_id, id, kind, merchant_name, merchant_category, merchant_country, card_product_id',
    found: `SELECT DISTINCT ${traitsOf('t')} FROM transactions t`,
  },
  {
    table: 'team_people',
    columns: 'company_id, team_id, user_id',
    found: `SELECT company_id, team_id, user_id FROM memberships
             UNION SELECT DISTINCT t.company_id, team, t.user_id FROM transactions t, unnest(t.team_ids) team`,
  },
  {
    table: 'uncleared_purchases',
    columns: 'company_id, status, transacted_at, id',
    found: `SELECT company_id, status, transacted_at, id FROM transactions WHERE status <> 'CLEARED'`,
  },
];
