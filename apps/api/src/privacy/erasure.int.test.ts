import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CheckpointSigner } from '../audit/checkpoint.ts';
import { sealChain } from '../audit/seal-chain.ts';
import { verifyDatabase } from '../audit/verify-database.ts';
import { diskStore } from '../files/disk-store.ts';
import { keepPerson } from '../people/verification/details-store.ts';
import { gate } from '../platform/gate.ts';
import { audit, transact } from '../platform/transact.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking } from '../testing/money-harness.ts';
import { ErasureList } from './erasure-list.ts';
import { forgetInMessage } from './forget-message.ts';
import { ForgetPerson, ReplayErasures } from './forget.job.ts';
import { columnsOf, HELD, OF_NOBODY } from './held.ts';

let harness: GraphQLHarness;
let scene: Scene;
let folder: string;
let list: ErasureList;
let forget: ForgetPerson;

/** What of Zuleica may not be found anywhere afterwards. */
const ABOUT_HER = ['Zuleica', 'Quaresma', 'zuleica@', '+351210009988', 'Rua do Arsenal', '1977-08-19', '203.0.113.77', 'Zuleicaphone'];
const DETAILS = {
  birthDate: '1977-08-19',
  phone: '+351210009988',
  address: { line1: 'Rua do Arsenal 15', line2: null, city: 'Lisboa', region: null, postalCode: '1100-038', country: 'PT' },
};

beforeAll(async () => {
  harness = await openGraphQL();
  folder = await mkdtemp(join(tmpdir(), 'afc-erasures-'));
  list = new ErasureList(diskStore(folder));
  const { database, sealer } = harness;
  forget = new ForgetPerson({ database, ownerUrl: harness.clone.urls.owner, sealer, list });
});
afterAll(async () => {
  await harness.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  scene = await harness.prepare();
});

/** Zuleica, who has lived in every corner of the product. */
async function zuleica(): Promise<{ personId: string; cardId: string; email: string }> {
  const { admin, database, sealer, cards, exceptions } = harness;
  const { companyId, company } = scene;
  const { personId, email } = await company.addPerson('Zuleica', { lastName: 'Quaresma', teams: [{ teamId: scene.design }] });
  const issued = { idempotencyKey: `card ${personId}`, holderId: personId, programId: scene.programId, name: 'Zuleica travels' };
  const { cardId } = await cards.issue(company.system, issued);
  await admin.query(`UPDATE cards SET issuer_status = 'ACTIVE', waiting_since = NULL, last_four = '7799' WHERE id = $1`, [cardId]);
  await harness.marqeta.ask(asking({ token: cardId }, { amount: 12.5, currency: 'EUR' }));
  const { rows } = await admin.query<{ id: string }>(`SELECT identity_id AS id FROM users WHERE id = $1`, [personId]);
  const identityId = rows[0]?.id ?? '';
  const actor = { kind: 'person', companyId, userId: personId, identityId, displayName: 'Zuleica Quaresma', ip: '203.0.113.77' } as const;
  await transact(database, { command: 'card.freeze', actor, userAgent: 'Zuleicaphone 3' }, async (tx) => {
    await gate(tx, companyId);
    await keepPerson(tx, sealer, companyId, personId, DETAILS);
    audit(tx, { subjectType: 'person', subjectId: personId, after: { lastName: 'Quaresma' }, reason: 'Zuleica asked' });
  });
  await exceptions.grant(company.system, {
    ...{ idempotencyKey: `exception ${personId}`, scope: 'PERSON', subjectId: personId, amountMinor: '500', minutes: 60, uses: 1 },
    reason: 'Zuleica Quaresma has a flight',
  } as never);
  await mark(companyId, personId, cardId, identityId);
  return { personId, cardId, email };
}

/** What services write with a name in it, written as they do. */
async function mark(companyId: string, personId: string, cardId: string, identityId: string): Promise<void> {
  const { admin } = harness;
  const of = [companyId, personId];
  const { rows } = await admin.query<{ id: string }>(`SELECT id FROM transactions WHERE card_id = $1`, [cardId]);
  const purchase = rows[0]?.id;
  for (const [sql, values] of [
    [`INSERT INTO notifications (company_id, id, user_id, kind, detail, created_at) VALUES ($1, uuidv7(), $2, 'CARD_FROZEN', '{"byName":"Zuleica Quaresma"}', now())`, of],
    [
      `INSERT INTO notifications (company_id, id, user_id, kind, detail, created_at) VALUES ($1, uuidv7(), $2, 'CARD_FROZEN', '{"holder":"Zuleica Quaresma","amount":"500"}', now())`,
      [companyId, scene.as.ana.userId],
    ],
    [`INSERT INTO card_events (company_id, id, card_id, at, kind, actor_name, reason) VALUES ($1, uuidv7(), $2, now(), 'FROZEN', 'Zuleica Quaresma', 'Zuleica lost it')`, [companyId, cardId]],
    [`INSERT INTO emergency_stops (company_id, id, scope, subject_id, reason, stopped_by, stopped_at) VALUES ($1, uuidv7(), 'COMPANY', $1, 'Call +351210009988', 'Zuleica Quaresma', now())`, [companyId]],
    [`INSERT INTO files (company_id, id, name, content_type, size_bytes, sha256, storage_key, created_by, created_at) VALUES ($1, uuidv7(), 'Quaresma.pdf', 'application/pdf', 1, '', 'k', $2, now())`, of],
    [`INSERT INTO sessions (id, identity_id, company_id, user_id, app, rotated_at, created_at, expires_at, ip, user_agent) VALUES (uuidv7(), $3, $1, $2, 'portal', now(), now(), now() + interval '1 day', '203.0.113.77', 'Zuleicaphone 3')`, [...of, identityId]],
    [`INSERT INTO second_factors (identity_id, secret_sealed, begun_at) VALUES ($1, 'x', now())`, [identityId]],
    [`INSERT INTO verifications (company_id, id, user_id, state, submitted_by, submitted_by_name, submitted_at) VALUES ($1, uuidv7(), $2, 'SUCCESS', $2, 'Zuleica Quaresma', now())`, of],
    [
      `INSERT INTO disputes (company_id, id, transaction_id, user_id, clearing_token, currency, amount_minor, reason, statement, state, state_at, opened_by, opened_at, updated_at)
       VALUES ($1, uuidv7(), $3, $2, 'c', 'EUR', 1, 'FRAUD_TRANSACTION', 'I, Zuleica, was at Rua do Arsenal 15', 'CASE_WON', now(), $2, now(), now())`,
      [...of, purchase],
    ],
    [
      `INSERT INTO marqeta_inbox (id, shard, envelope, token, source, state, body, company_id, received_at) VALUES (uuidv7(), 1, 'user-transitions', 'm', 'WEBHOOK', 'APPLIED', $2, $1, now())`,
      [companyId, JSON.stringify({ usertransitions: [{ token: 'm', amount: 12.5, user: { token: personId, first_name: 'Zuleica', phone: '+351210009988' } }] })],
    ],
  ] as const)
    await admin.query(sql, [...values]);
}

const leave = async (cardId: string, personId: string) => {
  await harness.admin.query(`UPDATE cards SET status = 'TERMINATED', issuer_status = 'TERMINATED' WHERE id = $1`, [cardId]);
  await harness.admin.query(`UPDATE transactions SET status = 'CLEARED', unconfirmed = false WHERE card_id = $1`, [cardId]);
  await harness.erasures.close(scene.as.ana, { idempotencyKey: `close ${personId}`, personId });
};
const erase = (personId: string, confirm = 'Zuleica Quaresma', by = scene.as.ana) =>
  harness.erasures.erase(by, { idempotencyKey: `erase ${personId} ${confirm}`, personId, confirm });

/** Every place of the database in which a text stands, jobs included; bytes are looked through as texts too. */
async function placesOf(texts: readonly string[]): Promise<string[]> {
  const { rows: columns } = await harness.admin.query<{ at: string; name: string }>(
    `SELECT c.oid::regclass::text AS at, a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
      WHERE c.relnamespace IN ('public'::regnamespace, 'graphile_worker'::regnamespace) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attnum > 0 AND NOT a.attisdropped AND t.typname IN ('text', 'varchar', 'json', 'jsonb', 'inet', 'bytea', '_text')`,
  );
  expect(columns.length).toBeGreaterThan(150);
  const found: string[] = [];
  for (const { at, name } of columns) {
    const text = `CASE WHEN pg_typeof(${name}) = 'bytea'::regtype THEN encode(${name}::text::bytea, 'escape') ELSE ${name}::text END`;
    const { rows } = await harness.admin.query<{ shown: string }>(`SELECT ${text} AS shown FROM ${at} WHERE ${text} ILIKE ANY ($1) LIMIT 1`, [
      texts.map((one) => `%${one}%`),
    ]);
    if (rows.length > 0) found.push(`${at}.${name}: ${rows[0]?.shown.slice(0, 120)}`);
  }
  return found;
}

describe('a person who has left is erased', () => {
  test('and nothing of them can be read anywhere, while money and proof stay', async () => {
    const { personId, cardId, email } = await zuleica();
    expect((await placesOf(ABOUT_HER)).length).toBeGreaterThan(10);
    await leave(cardId, personId);

    await erase(personId);
    await forget.run({ companyId: scene.companyId, personId });

    expect(await placesOf([...ABOUT_HER, email])).toEqual([]);
    const { rows: kept } = await harness.admin.query(`SELECT kind, amount_minor::int AS amount FROM transactions WHERE user_id = $1`, [personId]);
    expect(kept).toEqual([{ kind: 'PURCHASE', amount: 1250 }]);
    const { rows: bodies } = await harness.admin.query<{ body: string }>(`SELECT body FROM marqeta_inbox WHERE token = 'm'`);
    expect(JSON.parse(bodies[0]?.body ?? '')).toMatchObject({ usertransitions: [{ token: 'm', amount: 12.5, user: { token: personId, phone: '•••' } }] });
  });

  test('and the audit chain is still right, whether their deeds were numbered before or after', async () => {
    const { personId, cardId } = await zuleica();
    const { database, clock, sealer, clone } = harness;
    const deps = { gateway: database.gateway, clock, sealer, signer: new CheckpointSigner(randomBytes(32)) };
    await sealChain(deps, scene.companyId);
    await leave(cardId, personId);

    await erase(personId);
    await forget.run({ companyId: scene.companyId, personId });
    await sealChain(deps, scene.companyId);

    const { Pool } = (await import('pg')).default;
    const owner = new Pool({ connectionString: clone.urls.owner, max: 2 });
    const options = { sealer, chain: scene.companyId, trusted: null, remembered: null, onProgress: () => undefined };
    const { counts, wrong } = await verifyDatabase(owner, options);
    await owner.end();
    expect(wrong).toBeNull();
    expect(counts).toMatchObject({ erasedPersons: 1, waiting: 0 });
  });

  test('and comes into no company by the old password, while somebody new may have the address', async () => {
    const { personId, cardId, email } = await zuleica();
    await leave(cardId, personId);

    await erase(personId);

    const { rows: identities } = await harness.admin.query(`SELECT id FROM identities WHERE email_hash = ANY ($1)`, [harness.sealer.emailHashes(email)]);
    expect(identities).toEqual([]);
    const { rows: sessions } = await harness.admin.query(`SELECT revoked_at IS NOT NULL AS over, ip, user_agent FROM sessions WHERE user_id = $1`, [personId]);
    expect(sessions).toEqual([{ over: true, ip: null, user_agent: null }]);
    await expect(scene.company.addPerson('Zuleica', { email })).resolves.toMatchObject({ email });
  });

  test('and stays who they are in another company', async () => {
    const { personId, cardId, email } = await zuleica();
    const other = await harness.createCompany('Other');
    const there = await other.addPerson('Zuleica', { lastName: 'Quaresma', email });
    await leave(cardId, personId);

    await erase(personId);
    await forget.run({ companyId: scene.companyId, personId });

    const { rows } = await harness.admin.query(
      `SELECT u.last_name, i.password_hash IS NOT NULL AS signs_in FROM users u JOIN identities i ON i.id = u.identity_id WHERE u.id = $1`,
      [there.personId],
    );
    expect(rows).toEqual([{ last_name: 'Quaresma', signs_in: true }]);
  });
});

describe('an erasure is refused', () => {
  test('while something is open, which it names', async () => {
    const { personId, cardId } = await zuleica();
    await harness.admin.query(`UPDATE disputes SET state = 'INITIATED' WHERE user_id = $1`, [personId]);

    await expect(erase(personId)).rejects.toMatchObject({
      code: 'ERASURE_BLOCKED',
      message: expect.stringMatching(/PERSON_NOT_CLOSED.*CARD_NOT_TERMINATED.*DISPUTE_OPEN/) as string,
    });
    await leave(cardId, personId);
    await expect(erase(personId)).rejects.toMatchObject({ message: expect.not.stringContaining('CARD_NOT_TERMINATED') as string });
    expect(await placesOf(['Quaresma'])).not.toEqual([]);
  });

  test('without the name, without a fresh proof, of oneself, and a second time', async () => {
    const { personId, cardId } = await zuleica();
    await leave(cardId, personId);

    await expect(erase(personId, 'Zuleica')).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'confirm' });
    expect(() => erase(personId, 'Zuleica Quaresma', { ...scene.as.ana, provenAtMs: 0 })).toThrow(
      expect.objectContaining({ code: 'STEP_UP_REQUIRED' }) as Error,
    );
    expect(() => erase(scene.as.ana.userId, 'Ana Costa')).toThrow(expect.objectContaining({ code: 'NOT_YOURSELF' }) as Error);
    expect(() => erase(personId, 'Zuleica Quaresma', scene.as.marta)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }) as Error);
    await erase(personId);
    await expect(erase(personId, 'Erased person')).rejects.toMatchObject({ code: 'ALREADY_ERASED' });
  });

  test('and nobody leaves who still has a card', async () => {
    const { personId } = await zuleica();

    await expect(harness.erasures.close(scene.as.ana, { idempotencyKey: 'close', personId })).rejects.toMatchObject({ code: 'CARD_NOT_TERMINATED' });
  });
});

test('who comes back with a restored backup is erased again', async () => {
  const { personId, cardId } = await zuleica();
  await leave(cardId, personId);
  const { admin, erasures } = harness;
  const older = ['users', 'person_keys', 'identities', 'notifications', 'card_events'] as const;
  for (const table of older) await admin.query(`CREATE TABLE backup_${table} AS SELECT * FROM ${table}`);
  await erase(personId);
  await forget.run({ companyId: scene.companyId, personId });

  await admin.query('BEGIN');
  await admin.query(`SET LOCAL session_replication_role = replica`);
  await admin.query(`DELETE FROM erasures WHERE user_id = $1`, [personId]);
  for (const table of older) await admin.query(`DELETE FROM ${table}`);
  for (const table of older) await admin.query(`INSERT INTO ${table} SELECT * FROM backup_${table}`);
  for (const table of older) await admin.query(`DROP TABLE backup_${table}`);
  await admin.query('COMMIT');
  expect(await placesOf(['Quaresma'])).not.toEqual([]);
  const replay = new ReplayErasures(erasures, list);
  expect((await replay.replay()).repeated).toBe(1);
  await forget.all();

  expect(await placesOf(ABOUT_HER)).toEqual([]);
  expect((await replay.replay()).repeated).toBe(0);
});

test('every table, and every column of one that holds something of a person, has been decided on', async () => {
  const { rows } = await harness.admin.query<{ at: string; columns: string[] }>(
    `SELECT c.relname AS at, array_agg(a.attname::text) AS columns FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
      GROUP BY 1 ORDER BY 1`,
  );

  const undecided = rows.flatMap(({ at, columns }) => {
    const holding = HELD[at];
    if (holding === undefined) return Object.hasOwn(OF_NOBODY, at) ? [] : [`${at}: stands in neither list`];
    const decided = [...columnsOf(holding.told), ...columnsOf(holding.untold)];
    const twice = decided.filter((column, i) => decided.indexOf(column) !== i);
    return [...columns.filter((column) => !decided.includes(column)), ...decided.filter((column) => !columns.includes(column)), ...twice].map(
      (column) => `${at}.${column}`,
    );
  });

  expect(undecided).toEqual([]);
  expect([...Object.keys(HELD), ...Object.keys(OF_NOBODY)].filter((name) => !rows.some(({ at }) => at === name))).toEqual([]);
});

test('no column of a table of nobody looks like one of a person', async () => {
  const { rows } = await harness.admin.query<{ column: string }>(
    `SELECT c.relname || '.' || a.attname AS column FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND c.relname = ANY ($1)
        AND (a.atttypid = 'inet'::regtype OR a.attname ~ '(user_id|person|_by$|by_name|actor|email|phone|birth|address|agent|statement|note)')`,
    [Object.keys(OF_NOBODY)],
  );

  // Operators, who belong to no company and are nobody's employees here.
  expect(rows.map(({ column }) => column).filter((column) => !/^(dead_letters|operator_)/.test(column))).toEqual([]);
});

test.each([
  ['keeps money and merchant', { amount: 5, card_acceptor: { name: 'Café' }, token: 't' }, { amount: 5, card_acceptor: { name: 'Café' }, token: 't' }],
  ['takes names, and numbers that are a person’s', { user: { token: 'u', first_name: 'Z', metadata: { n: 7 } } }, { user: { token: 'u', first_name: '•••', metadata: { n: '•••' } } }],
  ['takes what stands outside a person', { phone_number: '1', ship_to_address: { zip: 1 } }, { phone_number: '•••', ship_to_address: { zip: '•••' } }],
])('a forgotten message %s', (_what, body, expected) => {
  expect(JSON.parse(forgetInMessage(JSON.stringify(body)))).toEqual(expected);
});
