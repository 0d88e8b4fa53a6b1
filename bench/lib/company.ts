import { readFileSync } from 'node:fs';
import { AccessTokens } from '@afc/api/dist/src/people/sign-in/access-token.js';
import { systemClock } from '@afc/api/dist/src/platform/clock.js';
import type pg from 'pg';
import { type BenchCluster, type BenchDatabase, withClient } from './cluster.ts';
import { TOKEN_SECRET } from './product.ts';
import { seed } from './seed.ts';
import { cardsOf, type Group, layOut } from './world.ts';

/** Who is signed in: an admin of that company. */
export type Session = { readonly companyId: string; readonly sessionId: string };

export type Company = Session & { readonly database: BenchDatabase; readonly group: Group };

const CARDS = 500;
/** Purchases of a piece are a millisecond apart: enough pieces that each of the last days has some. */
const PIECES = 200;
const MOST_IN_A_PIECE = 50_000;

/** A company with 500 cards, that many purchases, and an admin who is signed in. */
export async function seedCompany(cluster: BenchCluster, name: string, purchases: number): Promise<Company> {
  const { database, group, sessions } = await seedCompanies(cluster, name, {
    companies: 1,
    cardsPerCompany: CARDS,
    purchases,
    sessions: 1,
  });
  const [session] = sessions;
  if (session === undefined) throw new Error('nobody could be signed in');
  return { database, group, ...session };
}

export type Companies = { readonly database: BenchDatabase; readonly group: Group; readonly sessions: readonly Session[] };

/** Companies with that many purchases in all, and each with an admin who is signed in some times. What a cluster has kept is as good. */
export async function seedCompanies(
  cluster: BenchCluster,
  name: string,
  {
    purchases,
    sessions,
    ...size
  }: { readonly companies: number; readonly cardsPerCompany: number; readonly purchases: number; readonly sessions: number },
): Promise<Companies> {
  const { all: group } = layOut({ all: size });
  const holding = `${size.companies} companies, ${size.cardsPerCompany} cards each, ${purchases} purchases`;
  let database = await cluster.find(name, holding);
  if (database === null) {
    database = await cluster.create(name);
    await seed(database, [group]);
    await withClient(database.adminUrl, (client) => seedPurchases(client, group, purchases));
    await cluster.finish(database, holding);
  }
  return { database, group, sessions: await signIn(database, sessions) };
}

async function seedPurchases(client: pg.Client, group: Group, purchases: number): Promise<void> {
  const { first, count } = cardsOf(group);
  await client.query(readFileSync(new URL('purchases.sql', import.meta.url), 'utf8'));
  await client.query(ADMINS, [group.firstCompany, group.companies, first, group.cardsPerCompany]);
  // The foreign keys hold by construction and are not looked at again; what finds rows is made when all are there.
  await client.query(`SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '1GB'`);
  const indexes = (await client.query<{ name: string; definition: string }>(INDEXES)).rows;
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  const piece = Math.max(1, Math.min(MOST_IN_A_PIECE, Math.ceil(purchases / PIECES)));
  for (let done = 0; done < purchases; done += piece)
    await client.query('CALL bench_purchases($1, $2, $3, $4, $5)', [
      first,
      count,
      done,
      Math.min(piece, purchases - done),
      done / purchases,
    ]);
  for (const { definition } of indexes) await client.query(definition);
  await client.query(TRAITS);
  await client.query('VACUUM ANALYZE transactions, purchase_traits, users, cards, identities');
}

/** Those of purchases that are no constraints. */
const INDEXES = `
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
 WHERE indrelid = 'transactions'::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`;

/** What a trigger notes, which does not run meanwhile. */
const TRAITS = `
INSERT INTO purchase_traits SELECT DISTINCT company_id, purchase_trait(kind, merchant_name, merchant_category, merchant_country, card_product_id),
  kind, merchant_name, merchant_category, coalesce(merchant_country, ''), card_product_id FROM transactions ON CONFLICT DO NOTHING`;

/** The holder of the first card of each company becomes its admin. */
const ADMINS = `
WITH admins AS (SELECT n, bench_uuid('company', $1::int + n) AS company_id, bench_uuid('user', $3::bigint + n * $4::int) AS id FROM generate_series(0, $2::int - 1) n),
     identity AS (INSERT INTO identities (id, email_hash, email_sealed, wrapped_key, display_name, created_at)
                  SELECT md5('identity ' || n)::uuid, decode(md5('identity ' || n), 'hex'), 'bench', 'bench', 'Maya', now() FROM admins)
UPDATE users u SET identity_id = md5('identity ' || a.n)::uuid, role = 'ADMIN' FROM admins a WHERE u.company_id = a.company_id AND u.id = a.id`;

async function signIn(database: BenchDatabase, times: number): Promise<Session[]> {
  return withClient(database.adminUrl, async (client) => {
    const { rows } = await client.query<Session>(SIGN_IN, [times]);
    await client.query('ANALYZE sessions');
    return rows;
  });
}

/** One after the other through the companies. */
const SIGN_IN = `
INSERT INTO sessions (id, identity_id, company_id, user_id, app, rotated_at, created_at, expires_at)
SELECT uuidv7(), identity_id, company_id, id, 'admin', now(), now(), now() + interval '1 day' FROM users, generate_series(1, $1) time
 WHERE identity_id IS NOT NULL ORDER BY time, company_id
RETURNING id AS "sessionId", company_id AS "companyId"`;

/** Good for five minutes. */
export function accessTokenOf({ sessionId }: Session): Promise<string> {
  return new AccessTokens(TOKEN_SECRET, systemClock).write({ sessionId, provenAt: systemClock.now() });
}
