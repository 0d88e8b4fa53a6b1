import { readFileSync } from 'node:fs';
import { AccessTokens } from '@afc/api/dist/src/people/sign-in/access-token.js';
import { systemClock } from '@afc/api/dist/src/platform/clock.js';
import { type BenchCluster, type BenchDatabase, withClient } from './cluster.ts';
import { TOKEN_SECRET } from './product.ts';
import { seed } from './seed.ts';
import { cardsOf, type Group, layOut } from './world.ts';

export type Company = {
  readonly database: BenchDatabase;
  readonly group: Group;
  readonly companyId: string;
  /** Of an admin. */
  readonly sessionId: string;
};

const CARDS = 500;
/** Purchases of a piece are a millisecond apart: enough pieces that each of the last days has some. */
const PIECES = 200;
const MOST_IN_A_PIECE = 50_000;

/** A company with 500 cards, that many purchases, and an admin who is signed in. */
export async function seedCompany(cluster: BenchCluster, name: string, purchases: number): Promise<Company> {
  const database = await cluster.create(name);
  const { all } = layOut({ all: { cardsPerCompany: CARDS } });
  await seed(database, [all]);
  const { first, count } = cardsOf(all);
  return withClient(database.adminUrl, async (client) => {
    await client.query(readFileSync(new URL('purchases.sql', import.meta.url), 'utf8'));
    const { rows } = await client.query<{ companyId: string; sessionId: string }>(SIGN_IN, [all.firstCompany, first]);
    const [row] = rows;
    if (row === undefined) throw new Error('nobody could be signed in');
    // The foreign keys hold by construction and are not looked at again.
    await client.query(`SET session_replication_role = replica; SET synchronous_commit = off`);
    const piece = Math.max(1, Math.min(MOST_IN_A_PIECE, Math.ceil(purchases / PIECES)));
    for (let done = 0; done < purchases; done += piece)
      await client.query('CALL bench_purchases($1, $2, $3, $4, $5, $6)', [
        row.companyId,
        first,
        count,
        done,
        Math.min(piece, purchases - done),
        done / purchases,
      ]);
    await client.query('VACUUM ANALYZE transactions, users, cards, identities, sessions');
    return { database, group: all, ...row };
  });
}

/** The holder of the first card becomes an admin with a session. */
const SIGN_IN = `
WITH identity AS (INSERT INTO identities (id, email_hash, email_sealed, wrapped_key, display_name, created_at)
                  VALUES (md5('bench identity')::uuid, 'bench', 'bench', 'bench', 'Maya Number 1', now()) RETURNING id),
     admin AS (UPDATE users u SET identity_id = identity.id, role = 'ADMIN' FROM identity
                WHERE u.company_id = bench_uuid('company', $1) AND u.id = bench_uuid('user', $2) RETURNING u.company_id, u.id, u.identity_id)
INSERT INTO sessions (id, identity_id, company_id, user_id, app, rotated_at, created_at, expires_at)
SELECT uuidv7(), identity_id, company_id, id, 'admin', now(), now(), now() + interval '1 day' FROM admin
RETURNING id AS "sessionId", company_id AS "companyId"`;

/** Good for five minutes. */
export function accessTokenOf({ sessionId }: Company): Promise<string> {
  return new AccessTokens(TOKEN_SECRET, systemClock).write({ sessionId, provenAt: systemClock.now() });
}
