import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import pg from 'pg';
import { optionsOf, serve } from '../lib/child.ts';
import type { PeerOptions } from './main.ts';

/** The least that can be done: one statement in a transaction of the same kind, its rows as JSON. */
const { url, companyId, connections } = optionsOf<PeerOptions>();
const pool = new pg.Pool({ connectionString: url, max: connections });

const PAGE = {
  name: 'page',
  text: `SELECT t.id, t.kind, t.status, t.amount_minor AS "amountMinor", t.currency, t.refunded_minor AS "refundedMinor", t.merchant_name AS "merchantName",
                t.merchant_category AS "merchantCategory", t.merchant_city AS "merchantCity", t.merchant_country AS "merchantCountry", t.transacted_at AS "transactedAt",
                t.unconfirmed, c.id AS "cardId", c.name AS "cardName", c.last_four AS "lastFour", u.id AS "holderId", u.first_name AS "firstName", u.last_name AS "lastName"
           FROM transactions t
           JOIN cards c ON c.company_id = t.company_id AND c.id = t.card_id
           JOIN users u ON u.company_id = t.company_id AND u.id = t.user_id
          WHERE t.company_id = $1 ORDER BY t.transacted_at DESC, t.id DESC LIMIT 51`,
};

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly transactedAt: Date };

const server = fastify();
server.post('/graphql', async (_request, reply) => {
  const client = await pool.connect();
  try {
    await client.query(`START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL app.company_id = '${companyId}'`);
    const { rows } = await client.query<Row>({ ...PAGE, values: [companyId] });
    await client.query('COMMIT');
    const edges = rows.slice(0, 50).map((node) => ({ cursor: cursorOf(node), node }));
    void reply.type('application/json; charset=utf-8');
    return JSON.stringify({
      data: { transactions: { edges, pageInfo: { hasNextPage: rows.length > 50, endCursor: edges.at(-1)?.cursor ?? null } } },
    });
  } finally {
    client.release();
  }
});

function cursorOf({ transactedAt, id }: Row): string {
  return Buffer.from(JSON.stringify([transactedAt, id])).toString('base64url');
}

await server.listen({ host: '127.0.0.1', port: 0 });
serve((server.server.address() as AddressInfo).port);
