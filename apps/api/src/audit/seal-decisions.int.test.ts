import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { uuidv7 } from '../platform/ids.ts';
import { rateLimit } from '../platform/rate-limit.ts';
import { openRedis } from '../platform/redis.ts';
import { memberAs } from '../testing/feed-harness.ts';
import { openPeople, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { AuditExport, EXPORT_RATE } from './audit-export.ts';
import { CheckpointSigner } from './checkpoint.ts';
import type { SealedRange } from './decision-seals.ts';
import { SEALED_AT_ONCE, SealDecisions } from './seal-decisions.job.ts';
import { sealChain, type SealDeps } from './seal-chain.ts';
import { verifyDatabase } from './verify-database.ts';
import { verifyFile } from './verify-file.ts';

const HOUR_MS = 3_600_000;

let harness: PeopleHarness;
let company: TestCompany;
let sealing: SealDeps;
let job: SealDecisions;
let owner: pg.Pool;
/** Superuser: what an attacker on the database can do. */
let attacker: pg.Client;

beforeAll(async () => {
  harness = await openPeople();
  const { clock, sealer, database } = harness;
  sealing = { gateway: database.gateway, clock, sealer, signer: new CheckpointSigner(randomBytes(32)) };
  job = new SealDecisions(database);
  owner = new pg.Pool({ connectionString: harness.clone.urls.owner, max: 2 });
  attacker = new pg.Client({ connectionString: harness.clone.adminUrl });
  await attacker.connect();
});
afterAll(async () => {
  await attacker.end();
  await owner.end();
  await harness.close();
});
beforeEach(async () => {
  company = await harness.createCompany();
});

/** Records as the gateway writes them, a second apart. */
async function decide(times: number): Promise<void> {
  const ids = Array.from({ length: times }, () => {
    harness.clock.advance(1_000);
    return uuidv7(harness.clock);
  });
  await harness.database.gateway.query(
    `INSERT INTO decision_records (company_id, id, record) SELECT $1, id, json_build_object('v', 1, 'of', id) FROM unnest($2::uuid[]) AS id`,
    [company.companyId, ids],
  );
}

/** An hour later, when everything that was decided is due. */
async function seal(): Promise<void> {
  harness.clock.advance(HOUR_MS + 1_000);
  await job.run();
  await sealChain(sealing, company.companyId);
}

async function rows<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  return (await attacker.query<Row>(sql.replaceAll('$1', `'${company.companyId}'`))).rows;
}
const seals = async () =>
  (
    await rows<{ after: SealedRange }>(`SELECT after FROM audit_events WHERE company_id = $1 AND command = 'decisions.seal' ORDER BY id`)
  ).map(({ after }) => after);
const verify = () =>
  verifyDatabase(owner, { sealer: harness.sealer, chain: company.companyId, trusted: null, remembered: null, onProgress: () => undefined });

/** The log with its decision records, as an admin downloads it. */
async function exported(decisions = true): Promise<string[]> {
  const { database, sealer, clock } = harness;
  const rate = rateLimit({ redis: openRedis({ url: null, log: database.log }), clock, log: database.log }, EXPORT_RATE);
  const ana = memberAs({
    companyId: company.companyId,
    userId: company.adminId,
    identityId: company.adminId,
    displayName: 'Ana',
    role: 'ADMIN',
  });
  const lines: string[] = [];
  for await (const line of (await new AuditExport({ database, sealer, rate }).open(ana, decisions)).lines) lines.push(line.trimEnd());
  return lines;
}
const verifyLines = (lines: readonly string[]) => verifyFile(Readable.from(lines), { trusted: null, remembered: null });

describe('the log vouches for decision records', () => {
  test('of an hour, in one range behind the other', async () => {
    await decide(3);
    await seal();
    await decide(2);
    await seal();

    const [first, second, ...more] = await seals();
    expect(more).toEqual([]);
    expect([first?.count, second?.count]).toEqual([3, 2]);
    expect(second?.after).toBe(first?.upTo);
    expect(await verify()).toMatchObject({ wrong: null, counts: { decisions: 5 } });
  });

  test('in several ranges when there are many', async () => {
    await decide(SEALED_AT_ONCE + 1);
    await seal();

    expect((await seals()).map(({ count }) => count)).toEqual([SEALED_AT_ONCE, 1]);
    expect(await verify()).toMatchObject({ wrong: null, counts: { decisions: SEALED_AT_ONCE + 1 } });
  });

  test('no sooner than the oldest has waited for an hour, and leaves what may still be on its way', async () => {
    await decide(2);
    harness.clock.advance(HOUR_MS - 60_000);
    await job.run();
    expect(await seals()).toEqual([]);

    await decide(1);
    harness.clock.advance(60_000);
    await job.run();

    expect((await seals()).map(({ count }) => count)).toEqual([2]);
  });

  test('once, however many look at the same time', async () => {
    await decide(SEALED_AT_ONCE + 5);
    harness.clock.advance(HOUR_MS);

    await Promise.all([job.run(), job.run(), job.run()]);
    await sealChain(sealing, company.companyId);

    expect((await seals()).map(({ count }) => count)).toEqual([SEALED_AT_ONCE, 5]);
    expect((await verify()).wrong).toBeNull();
  });

  test('and for nothing of another company', async () => {
    await decide(2);
    const other = await harness.createCompany('Other');
    await seal();

    expect(await rows(`SELECT FROM audit_events WHERE company_id = '${other.companyId}' AND command = 'decisions.seal'`)).toEqual([]);
    expect((await seals()).map(({ count }) => count)).toEqual([2]);
  });
});

const SECOND = `company_id = $1 AND id = (SELECT id FROM decision_records WHERE company_id = $1 ORDER BY id OFFSET 1 LIMIT 1)`;
const DAMAGE: readonly [string, string, object][] = [
  ['a changed record', `UPDATE decision_records SET record = '{"v":1}' WHERE ${SECOND}`, { wrong: 'CHANGED' }],
  [
    'a record that says the same in other words',
    `UPDATE decision_records SET record = (record::text || ' ')::json WHERE ${SECOND}`,
    { wrong: 'CHANGED' },
  ],
  ['a record that is gone', `DELETE FROM decision_records WHERE ${SECOND}`, { wrong: 'REMOVED' }],
  [
    'a record that was put among them',
    `INSERT INTO decision_records SELECT company_id, uuid_floor('2000-01-01'), record FROM decision_records WHERE ${SECOND}`,
    { wrong: 'INSERTED' },
  ],
  [
    'a record that was given to another decision',
    `UPDATE decision_records SET id = uuid_floor('2000-01-01') WHERE ${SECOND}`,
    { wrong: 'CHANGED' },
  ],
];

describe('the verifier finds', () => {
  test.each(DAMAGE)('%s', async (_what, damage, expected) => {
    await decide(3);
    await seal();
    expect((await verify()).wrong).toBeNull();
    expect((await verifyLines(await exported())).wrong).toBeNull();

    await rows(damage);

    expect((await verify()).wrong).toMatchObject({ ...expected, number: expect.any(Number) });
    expect((await verifyLines(await exported())).wrong).toMatchObject({ ...expected, number: expect.any(Number) });
  });

  test('records that were passed by, for a mark that was moved', async () => {
    await decide(3);
    await rows(`INSERT INTO decision_seals SELECT company_id, max(id::text)::uuid FROM decision_records WHERE company_id = $1 GROUP BY 1`);
    await decide(1);
    await seal();

    expect((await verify()).wrong).toMatchObject({ wrong: 'OTHER_NUMBER' });
  });
});

describe('a file', () => {
  test('with decision records says how many of them are right; without, that there are none in it', async () => {
    await decide(3);
    await seal();

    expect(await verifyLines(await exported())).toMatchObject({ wrong: null, decisions: 3 });
    expect(await verifyLines(await exported(false))).toMatchObject({ wrong: null, decisions: null });
  });

  test.each<[string, (lines: string[], first: number) => string[], object]>([
    ['a record’s line that is gone', (lines, first) => lines.toSpliced(first, 1), { wrong: 'REMOVED' }],
    ['a record’s line twice', (lines, first) => lines.toSpliced(first, 0, lines[first] ?? ''), { wrong: 'OTHER_NUMBER' }],
    ['all records’ lines that are gone', (lines) => lines.filter((line) => !line.includes('"kind":"decision"')), { wrong: 'REMOVED' }],
  ])('shows %s', async (_what, damage, expected) => {
    await decide(3);
    await seal();
    const lines = await exported();
    const first = lines.findIndex((line) => line.startsWith('{"kind":"decision"'));

    expect((await verifyLines(damage(lines, first))).wrong).toMatchObject(expected);
  });
});
