import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { uuidv7 } from '../platform/ids.ts';
import { audit, transact } from '../platform/transact.ts';
import { openPeople, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { INSTALLATION_CHAIN } from './chain.ts';
import { CheckpointSigner } from './checkpoint.ts';
import { SealAllAudit } from './seal.job.ts';
import { CHECKPOINT_EVENTS, sealChain, type SealDeps } from './seal-chain.ts';
import { verifyDatabase } from './verify-database.ts';

let harness: PeopleHarness;
let company: TestCompany;
let deps: SealDeps;
let owner: pg.Pool;
/** Superuser, who passes by every trigger: what an attacker on the database can do. */
let attacker: pg.Client;

beforeAll(async () => {
  harness = await openPeople();
  const { clock, sealer, database } = harness;
  deps = { gateway: database.gateway, clock, sealer, signer: new CheckpointSigner(randomBytes(32)) };
  owner = new pg.Pool({ connectionString: harness.clone.urls.owner, max: 2 });
  attacker = new pg.Client({ connectionString: harness.clone.adminUrl });
  await attacker.connect();
  await attacker.query('SET session_replication_role = replica');
});
afterAll(async () => {
  await attacker.end();
  await owner.end();
  await harness.close();
});
beforeEach(async () => {
  company = await harness.createCompany();
});

/** Some commands of Ana's, each of which leaves one row. */
async function act(times: number, reason = 'Because'): Promise<void> {
  const { companyId, adminId } = company;
  const actor = { kind: 'person', companyId, userId: adminId, identityId: adminId, displayName: 'Ana Costa', ip: '203.0.113.7' } as const;
  const command = { command: 'card.freeze', actor, traceId: 'trace-1', userAgent: 'Firefox' };
  await transact(harness.database, command, (tx) => {
    for (let i = 0; i < times; i += 1)
      audit(tx, { subjectType: 'card', subjectId: `card-${i}`, before: { i }, after: { i: i + 1 }, reason });
    return Promise.resolve();
  });
}

const seal = () => sealChain(deps, company.companyId);
const verify = (trusted: readonly string[] | null = null) =>
  verifyDatabase(owner, { sealer: harness.sealer, chain: company.companyId, trusted, remembered: null, onProgress: () => undefined });

async function rows<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  return (await attacker.query<Row>(sql.replaceAll('$1', `'${company.companyId}'`))).rows;
}
const numbers = async () =>
  (await rows<{ number: string }>(`SELECT number FROM audit_seals WHERE company_id = $1 ORDER BY number`)).map(({ number }) =>
    Number(number),
  );

describe('the sealer', () => {
  test('numbers each event once, without gap, in the order of their ids', async () => {
    await act(3);
    await seal();
    await act(2);
    await seal();

    const ordered = await rows<{ id: string }>(`SELECT event_id AS id FROM audit_seals WHERE company_id = $1 ORDER BY number`);
    const events = await rows<{ id: string }>(`SELECT id FROM audit_events WHERE company_id = $1 ORDER BY id`);
    expect(ordered).toEqual(events);
    expect(await numbers()).toEqual(events.map((_, i) => i + 1));
    expect(await rows(`SELECT FROM audit_pending WHERE company_id = $1`)).toEqual([]);
    expect((await verify()).wrong).toBeNull();
  });

  test('numbers only what is committed: who commits late is numbered late, whatever the id', async () => {
    await seal();
    const before = (await numbers()).length;
    const late = uuidv7(harness.clock);
    const open = new pg.Client({ connectionString: harness.clone.urls.api });
    await open.connect();
    await open.query('BEGIN');
    await open.query(`SELECT set_config('app.company_id', $1, true)`, [company.companyId]);
    await open.query(
      `INSERT INTO audit_events (company_id, id, at, command, actor_kind, actor_name, subject_type, subject_id) VALUES ($1, $2, now(), 'card.late', 'system', 'test', 'card', '1')`,
      [company.companyId, late],
    );
    await act(2);

    await seal();
    expect(await numbers()).toHaveLength(before + 2);
    await open.query('COMMIT');
    await open.end();
    await seal();

    const [row] = await rows(`SELECT number::int FROM audit_seals WHERE company_id = $1 AND event_id = '${late}'`);
    expect(row).toEqual({ number: before + 3 });
    expect((await verify()).wrong).toBeNull();
  });

  test('may run many times at once', async () => {
    const work = Array.from({ length: 12 }, async (_, i) => {
      await act(1 + (i % 3));
      await seal();
    });
    await Promise.all(work);
    await seal();

    const events = await rows(`SELECT FROM audit_events WHERE company_id = $1`);
    expect(await numbers()).toEqual(events.map((_, i) => i + 1));
    expect((await verify()).wrong).toBeNull();
  });

  test('walks through what was there before there was a chain, in batches, and then takes what came meanwhile', async () => {
    await act(1_100);
    await rows(`DELETE FROM audit_pending WHERE company_id = $1`);
    await rows(`INSERT INTO audit_chains (company_id, walked_to) VALUES ($1, '${INSTALLATION_CHAIN}')`);
    expect((await verify()).wrong).toBeNull();
    await act(2);

    await seal();

    const events = await rows(`SELECT FROM audit_events WHERE company_id = $1`);
    expect(await numbers()).toEqual(events.map((_, i) => i + 1));
    expect(await rows(`SELECT FROM audit_pending WHERE company_id = $1`)).toEqual([]);
    expect((await verify()).wrong).toBeNull();
  });

  test('is told by each command, and once a minute looks at all chains, the installation’s too', async () => {
    await act(1);
    const [job] = await rows(`SELECT payload FROM graphile_worker._private_jobs WHERE key = 'audit.seal:' || $1`);
    expect(job).toEqual({ payload: { companyId: company.companyId } });
    await attacker.query('SET session_replication_role = origin');
    await attacker.query(
      `INSERT INTO operator_audit_events (id, at, command, actor_id, actor_name, subject_type, subject_id, reason) VALUES ($1, now(), 'deadLetter.open', $1, 'Olga', 'deadLetter', '1', 'A complaint')`,
      [uuidv7(harness.clock)],
    );
    await attacker.query('SET session_replication_role = replica');

    await new SealAllAudit(deps).run();

    const { counts, wrong } = await verifyDatabase(owner, {
      sealer: harness.sealer,
      trusted: null,
      remembered: null,
      onProgress: () => undefined,
    });
    expect(wrong).toBeNull();
    expect(counts).toMatchObject({ waiting: 0 });
    expect(await rows(`SELECT FROM audit_seals WHERE company_id = '${INSTALLATION_CHAIN}'`)).toHaveLength(1);
  });
});

describe('a checkpoint is signed', () => {
  const signed = async () =>
    (await rows<{ number: string }>(`SELECT number FROM audit_checkpoints WHERE company_id = $1 ORDER BY number`)).map(
      ({ number }) => +number,
    );

  test('of the first events, then an hour later when there are more', async () => {
    await seal();
    const first = (await numbers()).length;
    await act(2);
    await seal();
    expect(await signed()).toEqual([first]);

    harness.clock.advance(3_600_000);
    await new SealAllAudit(deps).run();
    await new SealAllAudit(deps).run();

    expect(await signed()).toEqual([first, first + 2]);
  });

  test('sooner when there are many', async () => {
    await seal();
    const first = (await numbers()).length;
    await act(CHECKPOINT_EVENTS + 1);
    await seal();

    expect(await signed()).toHaveLength(2);
    expect((await signed())[1]).toBeGreaterThanOrEqual(first + CHECKPOINT_EVENTS);
  });

  test('by the key of the setting, which may change', async () => {
    await seal();
    const newer = { ...deps, signer: new CheckpointSigner(randomBytes(32)) };
    await act(1);
    harness.clock.advance(3_600_000);
    await sealChain(newer, company.companyId);

    expect((await verify()).wrong).toBeNull();
    expect((await verify([deps.signer.key.id, newer.signer.key.id])).wrong).toBeNull();
    expect((await verify([newer.signer.key.id])).wrong).toMatchObject({ wrong: 'NOT_SIGNED' });
  });
});

describe('of the log nothing is changed', () => {
  test.each([
    `UPDATE audit_events SET reason = 'another' WHERE company_id = $1`,
    `UPDATE audit_events SET actor_name = '' WHERE company_id = $1`,
    `DELETE FROM audit_events WHERE company_id = $1`,
    `UPDATE audit_seals SET hash = hash WHERE company_id = $1`,
    `DELETE FROM audit_seals WHERE company_id = $1`,
    `DELETE FROM audit_checkpoints WHERE company_id = $1`,
    `DELETE FROM audit_keys WHERE $1 <> ''`,
    `TRUNCATE audit_events /* $1 */`,
    `TRUNCATE audit_seals /* $1 */`,
  ])('%s is refused to the product’s roles and to the owner', async (sql) => {
    await seal();
    for (const url of Object.values(harness.clone.urls)) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`SELECT set_config('app.company_id', $1, false)`, [company.companyId]);
      await expect(client.query(sql.replaceAll('$1', `'${company.companyId}'`))).rejects.toThrow(/permission denied|never changed/);
      await client.end();
    }
  });
});

describe('the verifier finds', () => {
  const EVENT = `company_id = $1 AND id = (SELECT event_id FROM audit_seals WHERE company_id = $1 AND number = 3)`;

  test.each<[string, string, object]>([
    ['a changed reason', `UPDATE audit_events SET reason = 'another' WHERE ${EVENT}`, { wrong: 'CHANGED', number: 3 }],
    ['a changed "after"', `UPDATE audit_events SET after = '{"i":7}' WHERE ${EVENT}`, { wrong: 'CHANGED', number: 3 }],
    ['another actor', `UPDATE audit_events SET actor_id = uuidv7() WHERE ${EVENT}`, { wrong: 'CHANGED', number: 3 }],
    ['another name', `UPDATE audit_events SET actor_name = 'Mallory' WHERE ${EVENT}`, { wrong: 'CHANGED', number: 3 }],
    ['another address', `UPDATE audit_events SET ip = '198.51.100.1' WHERE ${EVENT}`, { wrong: 'CHANGED', number: 3 }],
    ['another time', `UPDATE audit_events SET at = at + interval '1 second' WHERE ${EVENT}`, { wrong: 'CHANGED', number: 3 }],
    ['a row that is gone', `DELETE FROM audit_events WHERE ${EVENT}`, { wrong: 'REMOVED', number: 3 }],
    [
      'a row and its number that are gone',
      `DELETE FROM audit_seals WHERE company_id = $1 AND number = 3`,
      { wrong: 'OTHER_NUMBER', number: 4 },
    ],
    ['the last number gone', `DELETE FROM audit_seals WHERE company_id = $1 AND number > 3`, { wrong: 'ENDS_EARLY', number: 4 }],
    [
      'a row that passed by the list of those that wait',
      `INSERT INTO audit_events (company_id, id, at, command, actor_kind, actor_name, subject_type, subject_id)
       VALUES ($1, uuidv7(), now(), 'funds.settle', 'system', 'nobody', 'balance', 'EUR')`,
      { wrong: 'INSERTED', number: null },
    ],
    [
      'a name taken away',
      `UPDATE audit_events SET actor_name = '', ip = NULL, user_agent = NULL WHERE ${EVENT}`,
      { wrong: 'CHANGED', number: 3 },
    ],
    [
      'a key taken away from somebody whom nobody erased',
      `UPDATE person_keys SET wrapped_key = NULL, erased_at = now() WHERE company_id = $1`,
      { wrong: 'NOT_ERASED' },
    ],
    [
      'a signature that is not one',
      `UPDATE audit_checkpoints SET signature = decode(repeat('0', 128), 'hex') WHERE company_id = $1`,
      { wrong: 'NOT_SIGNED' },
    ],
  ])('%s', async (_what, damage, expected) => {
    await act(3);
    await seal();
    expect((await verify()).wrong).toBeNull();

    await rows(damage);

    expect((await verify()).wrong).toMatchObject(expected);
  });
});

test('erasing a person leaves a chain that is right', async () => {
  const { companyId } = company;
  const { personId } = await company.addPerson('Bruno');
  const actor = {
    kind: 'person',
    companyId,
    userId: personId,
    identityId: personId,
    displayName: 'Bruno Silva',
    ip: '203.0.113.9',
  } as const;
  await transact(harness.database, { command: 'person.rename', actor, userAgent: 'Safari' }, (tx) =>
    Promise.resolve(audit(tx, { subjectType: 'person', subjectId: personId, after: { lastName: 'Silva' }, reason: 'Married' })),
  );
  await seal();

  await transact(harness.database, { command: 'person.erase', actor: company.system }, async (tx) => {
    await tx.query(`UPDATE person_keys SET wrapped_key = NULL, erased_at = now() WHERE company_id = $1 AND user_id = $2`, [
      companyId,
      personId,
    ]);
    const [forgotten] = await tx.query<object[]>(`SELECT forget_in_audit($1)::int AS events`, [personId]);
    expect(forgotten).toEqual({ events: 2 });
    audit(tx, { subjectType: 'person', subjectId: personId });
  });
  await seal();

  const { wrong, counts } = await verify();
  expect(wrong).toBeNull();
  expect(counts).toMatchObject({ erasedPersons: 1 });
  const kept = JSON.stringify(await rows(`SELECT * FROM audit_events WHERE company_id = $1`));
  expect(kept).not.toMatch(/Bruno|Married|203\.0\.113\.9|Safari/);
});

test('nobody is forgotten whose key is there', async () => {
  await expect(
    transact(harness.database, { command: 'person.erase', actor: company.system }, (tx) =>
      tx.query(`SELECT forget_in_audit($1)`, [company.adminId]),
    ),
  ).rejects.toThrow('only for a person whose key is gone');
});
