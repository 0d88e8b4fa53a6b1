import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { rateLimit } from '../platform/rate-limit.ts';
import { openRedis } from '../platform/redis.ts';
import { audit, transact } from '../platform/transact.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { AuditExport, EXPORT_RATE } from './audit-export.ts';
import { INSTALLATION_CHAIN } from './chain.ts';
import { CheckpointSigner } from './checkpoint.ts';
import type { ExportLine } from './export-file.ts';
import { exportRoute } from './export.route.ts';
import { sealChain, type SealDeps } from './seal-chain.ts';
import { NotAnExportError, verifyFile } from './verify-file.ts';

let harness: GraphQLHarness;
let server: FastifyInstance;
let scene: Scene;
let sealing: SealDeps;
let olga: Viewer;

beforeAll(async () => {
  harness = await openGraphQL();
  const { database, sealer, clock } = harness;
  sealing = { gateway: database.gateway, clock, sealer, signer: new CheckpointSigner(randomBytes(32)) };
  server = fastify({ logger: false });
  const rate = rateLimit({ redis: openRedis({ url: null, log: database.log }), clock, log: database.log }, EXPORT_RATE);
  await server.register(exportRoute, {
    audit: new AuditExport({ database, sealer, rate }),
    authenticate: (token) => Promise.resolve(token === 'olga' ? olga : (scene.as[token as keyof Scene['as']] ?? null)),
  });
});
afterAll(async () => {
  await server.close();
  await harness.close();
});
beforeEach(async () => {
  scene = await harness.prepare();
  olga = { ...scene.as.ana, companyId: null, userId: null, role: 'OPERATOR', displayName: 'Olga Operator' };
  harness.clock.advance(60_000);
  await sealChain(sealing, scene.companyId);
});

const download = (who: string | null) =>
  server.inject({
    method: 'GET',
    url: '/files/audit',
    headers: { 'user-agent': 'Firefox', ...(who === null ? {} : { authorization: `Bearer ${who}` }) },
  });

async function exported(): Promise<ExportLine[]> {
  const { statusCode, body } = await download('ana');
  expect(statusCode).toBe(200);
  return body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ExportLine);
}

const verify = (lines: readonly unknown[], trusted: readonly string[] | null = null) =>
  verifyFile(Readable.from(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))), { trusted, remembered: null });

describe('the download', () => {
  test('can be verified without anything else', async () => {
    await transact(harness.database, { command: 'card.freeze', actor: scene.company.system }, (tx) => {
      for (let i = 0; i < 1_200; i += 1) audit(tx, { subjectType: 'card', subjectId: `card-${i}`, after: { i }, reason: 'Many' });
      return Promise.resolve();
    });
    await sealChain(sealing, scene.companyId);

    const { header, events, checkpoints, wrong } = await verify(await exported(), [sealing.signer.key.id]);

    expect(wrong).toBeNull();
    expect(header).toMatchObject({ chain: scene.companyId, company: 'Harborline', end: { number: events } });
    expect(events).toBeGreaterThan(1_200);
    expect(checkpoints).toHaveLength(2);
  });

  test('is in the log itself, with who took it and from where', async () => {
    await exported();
    await sealChain(sealing, scene.companyId);

    const last = (await exported()).at(-1);

    expect(last).toMatchObject({
      kind: 'event',
      facts: { command: 'audit.export', actorId: scene.as.ana.userId, subjectId: scene.companyId },
      origin: { value: { actorName: 'Ana Costa', ip: '127.0.0.1', userAgent: 'Firefox' } },
    });
  });

  test('is a file that no browser opens or keeps', async () => {
    const { headers } = await download('ana');

    expect(headers).toMatchObject({
      'content-type': 'application/jsonl',
      'content-disposition': `attachment; filename="audit-${scene.companyId}-2026-03-02.jsonl"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
  });

  test('of an operator has what operators did, and nothing of a company', async () => {
    const first = await download('olga');
    harness.clock.advance(60_000);
    await sealChain(sealing, INSTALLATION_CHAIN);
    const lines = (await download('olga')).body.trimEnd().split('\n');

    expect(first.statusCode).toBe(200);
    expect(await verify(lines)).toMatchObject({ wrong: null, header: { chain: INSTALLATION_CHAIN, company: 'the installation' } });
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ facts: { command: 'audit.export', actorKind: 'operator' } });
    expect(lines.join()).not.toContain(scene.companyId);
  });

  test.each<[string, string | null, number, string]>([
    ['nobody', null, 401, 'UNAUTHENTICATED'],
    ['a manager', 'marta', 403, 'FORBIDDEN'],
    ['an accountant', 'rui', 403, 'FORBIDDEN'],
    ['an employee', 'bruno', 403, 'FORBIDDEN'],
  ])('is not given to %s', async (_who, who, status, code) => {
    const answer = await download(who);

    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
  });

  test('is given a few times a minute', async () => {
    for (let i = 0; i < EXPORT_RATE.aMinute; i += 1) await download('ana');

    expect((await download('ana')).statusCode).toBe(429);
  });
});

describe('in a file the verifier finds', () => {
  type Event = Extract<ExportLine, { kind: 'event' }>;
  const isEvent = (line: ExportLine): line is Event => line.kind === 'event';

  test.each<[string, (lines: ExportLine[], second: number) => unknown[], object]>([
    ['a line that is gone', (lines, i) => lines.toSpliced(i, 1), { wrong: 'OTHER_NUMBER', number: 3 }],
    ['a line twice', (lines, i) => lines.toSpliced(i, 0, lines[i] as ExportLine), { wrong: 'OTHER_NUMBER', number: 2 }],
    ['the end cut off', (lines, i) => lines.slice(0, i + 1), { wrong: 'ENDS_EARLY', number: 3 }],
    [
      'another command',
      (lines, i) => lines.with(i, { ...(lines[i] as Event), facts: { ...(lines[i] as Event).facts, command: 'x' } } as ExportLine),
      { wrong: 'CHANGED', number: 2 },
    ],
    ['no event at all', (lines) => lines.filter((line) => !isEvent(line)), { wrong: 'ENDS_EARLY', number: 1 }],
    [
      'a checkpoint of another key',
      (lines) => lines.map((line) => (line.kind === 'key' ? { ...line, publicKey: 'AAAA' } : line)),
      { wrong: 'NOT_SIGNED' },
    ],
  ])('%s', async (_what, damage, expected) => {
    const lines = await exported();
    const second = lines.findIndex((line) => isEvent(line) && line.number === 2);

    expect((await verify(damage(lines, second))).wrong).toMatchObject(expected);
  });

  test.each<[string, unknown[]]>([
    ['nothing', []],
    ['no JSON', ['PK']],
    ['something else', ['{"kind":"audit"}']],
    ['events without a header', ['{"kind":"event"}']],
  ])('%s, and says that it is no export', async (_what, lines) => {
    await expect(verify(lines)).rejects.toThrow(NotAnExportError);
  });
});
