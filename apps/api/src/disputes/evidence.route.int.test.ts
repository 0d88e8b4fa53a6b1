import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../access/viewer.ts';
import { MOST_FILE_BYTES } from '../files/file.service.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { told } from '../testing/money-harness.ts';
import { evidenceRoutes } from './evidence.route.ts';

const PDF = Buffer.from('%PDF-1.7\nreceipt');

let harness: GraphQLHarness;
let server: FastifyInstance;
let scene: Scene;
let dispute: string;

beforeAll(async () => {
  harness = await openGraphQL();
  server = fastify({ logger: false });
  const names = (token: string): Member | undefined => scene.as[token as keyof Scene['as']];
  await server.register(evidenceRoutes, { disputes: harness.disputes, authenticate: (token) => Promise.resolve(names(token) ?? null) });
});
afterAll(async () => {
  await server.close();
  await harness.close();
});

beforeEach(async () => {
  scene = await harness.prepare();
  await harness.marqeta.deliver(
    told(scene.brunos, 'webhook.authorization.clearing.force-capture', {
      currency_code: 'EUR',
      token: `clearing of ${scene.companyId.slice(-12)}`,
    }),
  );
  const { rows } = await harness.admin.query<{ id: string }>(`SELECT id FROM transactions WHERE company_id = $1`, [scene.companyId]);
  const asked = { idempotencyKey: 'one', transactionId: rows[0]?.id ?? '', reason: 'FRAUD_TRANSACTION', statement: 'Not me.' } as const;
  dispute = (await harness.disputes.open(scene.as.bruno, asked)).disputeId;
});

const upload = (who: string | null, bytes: Buffer, name = 'receipt.pdf') =>
  server.inject({
    method: 'POST',
    url: `/files/disputes/${dispute}?name=${encodeURIComponent(name)}`,
    headers: { 'content-type': 'application/pdf', ...(who === null ? {} : { authorization: `Bearer ${who}` }) },
    payload: bytes,
  });
const download = (who: string, file: string) =>
  server.inject({ method: 'GET', url: `/files/disputes/${dispute}/${file}`, headers: { authorization: `Bearer ${who}` } });

describe('evidence', () => {
  test('goes up as it is and comes back as it was, under its name', async () => {
    const up = await upload('bruno', PDF, 'recibo às 10.pdf');
    const { fileId } = up.json<{ fileId: string }>();
    const down = await download('ana', fileId);

    expect(up.statusCode).toBe(201);
    expect(down.rawPayload.equals(PDF)).toBe(true);
    expect(down.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('recibo às 10.pdf')}`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
  });

  test.each<[string, string | null, Buffer, number, string]>([
    ['nobody', null, PDF, 401, 'UNAUTHENTICATED'],
    ['a colleague of another team', 'carol', PDF, 404, 'NOT_FOUND'],
    ['the manager, who only looks', 'marta', PDF, 403, 'FORBIDDEN'],
    ['the holder with a program', 'bruno', Buffer.from('MZ program'), 400, 'FILE_KIND'],
    ['the holder with too much', 'bruno', Buffer.concat([PDF, Buffer.alloc(MOST_FILE_BYTES)]), 413, 'INVALID_INPUT'],
    ['the holder with nothing', 'bruno', Buffer.alloc(0), 400, 'FILE_KIND'],
  ])('is not taken from %s', async (_who, who, bytes, status, code) => {
    const answer = await upload(who, bytes);

    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
  });

  test('is not shown to whoever does not see the dispute', async () => {
    const { fileId } = (await upload('bruno', PDF)).json<{ fileId: string }>();

    expect((await download('carol', fileId)).statusCode).toBe(404);
    expect((await download('marta', fileId)).statusCode).toBe(200);
    expect((await download('bruno', 'no-file')).statusCode).toBe(404);
  });
});
