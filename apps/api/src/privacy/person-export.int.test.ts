import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { insertPurchase } from '../testing/purchase-rows.ts';
import { columnsOf, HELD } from './held.ts';
import { EXPORT_FORMAT } from './person-export.ts';
import { personExportRoute } from './person-export.route.ts';

type Exported = {
  readonly format: string;
  readonly person: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly held: Readonly<Record<string, { because: string; until: string; rows: Record<string, unknown>[] }>>;
};

let harness: GraphQLHarness;
let scene: Scene;
let server: FastifyInstance;
let viewer: Viewer | null;

beforeAll(async () => {
  harness = await openGraphQL();
  scene = await harness.prepare();
  server = fastify({ logger: false });
  await server.register(personExportRoute, { people: harness.personExport, authenticate: () => Promise.resolve(viewer) });
  // The same of Bruno and of Carol: what is Carol's may not come out with Bruno's.
  for (const [card, who] of [
    [scene.brunosCard, scene.as.bruno],
    [scene.carolsCard, scene.as.carol],
  ] as const) {
    for (let i = 0; i < 3; i += 1) await insertPurchase(harness.admin, scene.companyId, card, 'CLEARED');
    const of = [scene.companyId, who.userId];
    await harness.admin.query(
      `INSERT INTO sessions (id, identity_id, company_id, user_id, app, rotated_at, created_at, expires_at, ip, user_agent)
       VALUES (uuidv7(), $3, $1, $2, 'portal', now(), now(), now() + interval '1 day', '203.0.113.9', 'Firefox')`,
      [...of, who.identityId],
    );
    await harness.admin.query(`INSERT INTO second_factors (identity_id, secret_sealed, begun_at) VALUES ($1, 'x', now())`, [
      who.identityId,
    ]);
    await harness.admin.query(
      `INSERT INTO passkeys (id, identity_id, credential_id, user_handle, public_key, sign_count, transports, syncable, backed_up, name, created_at)
       VALUES (uuidv7(), $1::uuid, $1::text::bytea, 'h', 'k', 0, '{}', false, false, 'Phone', now())`,
      [who.identityId],
    );
    await harness.admin.query(
      `INSERT INTO notifications (company_id, id, user_id, kind, detail, created_at) VALUES ($1, uuidv7(), $2, 'CARD_FROZEN', '{"byName":"Ana Costa"}', now())`,
      of,
    );
  }
});
afterAll(async () => {
  await server.close();
  await harness.close();
});

async function take(by: Viewer | null, personId: string) {
  viewer = by;
  return server.inject({ url: `/files/people/${personId}`, headers: { authorization: 'Bearer token' } });
}

describe('what is held of a person', () => {
  test('is a document that says of every table what it has of them, why and for how long', async () => {
    const answer = await take(scene.as.bruno, scene.as.bruno.userId);
    const exported = answer.json<Exported>();

    expect(answer.headers['content-disposition']).toBe(`attachment; filename="person-${scene.as.bruno.userId}.json"`);
    expect(exported).toMatchObject({ format: EXPORT_FORMAT, person: scene.as.bruno.userId });
    expect(exported.profile['email']).toMatch(/^bruno@/);
    const tables = Object.entries(HELD).filter(([, { told }]) => told !== '');
    expect(Object.keys(exported.held)).toEqual(tables.map(([table]) => table));
    for (const [table, { told }] of tables) {
      const { because, until, rows } = exported.held[table] ?? { because: '', until: '', rows: [] };
      expect([table, because, until]).not.toContain('');
      for (const row of rows)
        expect({ table, missing: columnsOf(told).filter((column) => !(column in row)) }).toEqual({ table, missing: [] });
    }
    const counts = Object.fromEntries(Object.entries(exported.held).map(([table, { rows }]) => [table, rows.length]));
    expect(counts).toMatchObject({
      users: 1,
      identities: 1,
      sessions: 1,
      second_factors: 1,
      passkeys: 1,
      memberships: 1,
      cards: 1,
      notifications: 1,
    });
    expect(counts).toMatchObject({ transactions: 3, authorizations: 3, decision_records: 3 });
  });

  test('has nothing of others', async () => {
    const { body } = await take(scene.as.bruno, scene.as.bruno.userId);

    for (const others of [scene.as.carol.userId, scene.carolsCard, 'Carol', 'Ana Costa', 'Marta', '7702'])
      expect(body).not.toContain(others);
    expect(body).toContain('7701');
  });

  test('is no secret of theirs either', async () => {
    const { body } = await take(scene.as.bruno, scene.as.bruno.userId);

    expect(body).not.toMatch(/_hash|_sealed|wrapped_key|jit_token|argon2/);
  });

  test('is given to themselves and to an admin, to nobody else, and not without a fresh proof', async () => {
    const { ana, bruno, carol, marta, rui } = scene.as;
    expect((await take(ana, bruno.userId)).statusCode).toBe(200);
    for (const other of [carol, marta, rui]) expect([403, 404]).toContain((await take(other, bruno.userId)).statusCode);
    expect((await take(null, bruno.userId)).statusCode).toBe(401);
    expect((await take({ ...bruno, provenAtMs: 0 }, bruno.userId)).json()).toMatchObject({ code: 'STEP_UP_REQUIRED' });
    const elsewhere = await harness.prepare('Elsewhere');
    expect((await take(elsewhere.as.ana, bruno.userId)).statusCode).toBe(404);
  });

  test('is put on record when it is taken', async () => {
    const { bruno } = scene.as;
    const input = { idempotencyKey: 'mine', personId: bruno.userId };

    const answer = await harness.ask(bruno, 'mutation ($input: ExportPersonInput!) { exportPerson(input: $input) { path } }', { input });

    expect(answer.data).toEqual({ exportPerson: { path: `/files/people/${bruno.userId}` } });
    const { rows } = await harness.admin.query(`SELECT actor_id, subject_id FROM audit_events WHERE command = 'person.export'`);
    expect(rows).toEqual([{ actor_id: bruno.userId, subject_id: bruno.userId }]);
  });
});
