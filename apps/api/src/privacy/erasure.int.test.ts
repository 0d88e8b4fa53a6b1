import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CheckpointSigner } from '../audit/checkpoint.ts';
import { sealChain } from '../audit/seal-chain.ts';
import { verifyDatabase } from '../audit/verify-database.ts';
import { diskStore } from '../files/disk-store.ts';
import { keepPerson } from '../people/verification/details-store.ts';
import { gate } from '../platform/gate.ts';
import { audit, transact } from '../platform/transact.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { insertPurchase } from '../testing/purchase-rows.ts';
import { ErasureList } from './erasure-list.ts';
import { forgetInMessage } from './forget-message.ts';
import { ForgetPerson, ReplayErasures } from './forget.job.ts';
import { columnsOf, HELD, OF_NOBODY } from './held.ts';

let harness: GraphQLHarness;
let scene: Scene;
let folder: string;
let list: ErasureList;
let forget: ForgetPerson;

/** Somebody whom nothing in the database resembles: each test has another. */
type Her = Readonly<Record<'first' | 'last' | 'phone' | 'street' | 'birthDate' | 'ip' | 'agent', string>>;
let her: Her;

function somebodyNew(): Her {
  const tag = [...randomBytes(6)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');
  const [a = 0, b = 0, c = 0] = randomBytes(3);
  const digits = String(a * 65_536 + b * 256 + c).padStart(8, '7');
  return {
    ...{ first: `Zu${tag}`, last: `Qua-${tag}`, phone: `+3512${digits}`, street: `Rua ${tag} 15`, agent: `Zu${tag}phone 3` },
    ...{ birthDate: `19${10 + (a % 80)}-0${1 + (b % 9)}-${10 + (c % 18)}`, ip: `198.51.${b}.${c}` },
  };
}

/** What may not be found anywhere afterwards. */
const about = ({ first, last, phone, street, ip }: Her) => [first, last, phone, street, ip];

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
  her = somebodyNew();
});

/** She, who has lived in every corner of the product. */
async function settledIn(): Promise<{ personId: string; cardId: string; email: string }> {
  const { admin, database, sealer, issuing } = harness;
  const { first, last, phone, street, birthDate, ip, agent } = her;
  const name = `${first} ${last}`;
  const { companyId, company } = scene;
  const { personId, email } = await company.addPerson(first, { lastName: last, teams: [{ teamId: scene.design }] });
  const issued = { idempotencyKey: `card ${personId}`, holderId: personId, programId: scene.programId, name: `${first} travels` };
  const { cardId } = await issuing.issue(company.system, issued);
  await admin.query(`UPDATE cards SET issuer_status = 'ACTIVE', waiting_since = NULL, last_four = '7799' WHERE id = $1`, [cardId]);
  const purchase = await insertPurchase(admin, companyId, cardId, 'PENDING');
  const { rows } = await admin.query<{ id: string }>(`SELECT identity_id AS id FROM users WHERE id = $1`, [personId]);
  const identityId = rows[0]?.id ?? '';
  const actor = { kind: 'person', companyId, userId: personId, identityId, displayName: name, ip } as const;
  await transact(database, { command: 'card.freeze', actor, userAgent: agent }, async (tx) => {
    await gate(tx, companyId);
    await keepPerson(tx, sealer, companyId, personId, {
      ...{ birthDate, phone },
      address: { line1: street, line2: null, city: 'Lisboa', region: null, postalCode: '1100-038', country: 'PT' },
    });
    audit(tx, { subjectType: 'person', subjectId: personId, after: { lastName: last }, reason: `${first} asked` });
  });
  await mark({ companyId, personId, cardId, identityId, purchase });
  return { personId, cardId, email };
}

type Marked = Readonly<Record<'companyId' | 'personId' | 'cardId' | 'identityId' | 'purchase', string>>;
/** What services write with a name in it, written as they do. */
async function mark({ companyId, personId, cardId, identityId, purchase }: Marked): Promise<void> {
  const { admin } = harness;
  const { first, last, phone, street, ip, agent } = her;
  const name = `${first} ${last}`;
  const of = [companyId, personId];
  const notice = `INSERT INTO notifications (company_id, id, user_id, kind, detail, created_at) VALUES ($1, uuidv7(), $2, 'CARD_FROZEN', $3, now())`;
  const body = { usertransitions: [{ token: 'm', amount: 12.5, user: { token: personId, first_name: first, phone } }] };
  const written: readonly (readonly [sql: string, values: readonly unknown[]])[] = [
    [notice, [...of, JSON.stringify({ byName: name })]],
    [notice, [companyId, scene.as.ana.userId, JSON.stringify({ holder: name, amount: '500' })]],
    [
      `INSERT INTO card_events (company_id, id, card_id, at, kind, actor_name, reason) VALUES ($1, uuidv7(), $2, now(), 'FROZEN', $3, $4)`,
      [companyId, cardId, name, `${first} lost it`],
    ],
    [
      `INSERT INTO emergency_stops (company_id, id, scope, subject_id, reason, stopped_by, stopped_at) VALUES ($1, uuidv7(), 'COMPANY', $1, $2, $3, now())`,
      [companyId, `Call ${phone}`, name],
    ],
    [
      `INSERT INTO control_exceptions (company_id, id, scope, subject_id, currency, amount_minor, expires_at, uses, reason, granted_by, created_at)
       VALUES ($1, uuidv7(), 'PERSON', $2, 'EUR', 500, now(), 1, $3, $4, now())`,
      [...of, `${first} has a flight`, name],
    ],
    [
      `INSERT INTO files (company_id, id, name, content_type, size_bytes, sha256, storage_key, created_by, created_at)
       VALUES ($1, uuidv7(), $3, 'application/pdf', 1, '', 'k', $2, now())`,
      [...of, `${last}.pdf`],
    ],
    [
      `INSERT INTO sessions (id, identity_id, company_id, user_id, app, rotated_at, created_at, expires_at, ip, user_agent)
       VALUES (uuidv7(), $3, $1, $2, 'portal', now(), now(), now() + interval '1 day', $4, $5)`,
      [...of, identityId, ip, agent],
    ],
    [`INSERT INTO second_factors (identity_id, secret_sealed, begun_at) VALUES ($1, 'x', now())`, [identityId]],
    [
      `INSERT INTO passkeys (id, identity_id, credential_id, user_handle, public_key, sign_count, transports, syncable, backed_up, name, created_at)
       VALUES (uuidv7(), $1::uuid, $1::text::bytea, 'h', 'k', 0, '{}', false, false, $2, now())`,
      [identityId, `${first}’s phone`],
    ],
    [`INSERT INTO recovery_codes (identity_id, code_hash) VALUES ($1, 'h')`, [identityId]],
    [
      `INSERT INTO verifications (company_id, id, user_id, state, submitted_by, submitted_by_name, submitted_at)
       VALUES ($1, uuidv7(), $2, 'SUCCESS', $2, $3, now())`,
      [...of, name],
    ],
    [
      `INSERT INTO disputes (company_id, id, transaction_id, user_id, clearing_token, currency, amount_minor, reason, statement, state, state_at,
         opened_by, opened_at, updated_at)
       VALUES ($1, uuidv7(), $3, $2, 'c', 'EUR', 1, 'FRAUD_TRANSACTION', $4, 'CASE_WON', now(), $2, now(), now())`,
      [...of, purchase, `I, ${first}, was at ${street}`],
    ],
    [
      `INSERT INTO marqeta_inbox (id, shard, envelope, token, source, state, body, company_id, received_at)
       VALUES (uuidv7(), 1, 'user-transitions', $3, 'WEBHOOK', 'APPLIED', $2, $1, now())`,
      [companyId, JSON.stringify(body), personId],
    ],
  ];
  for (const [sql, values] of written) await admin.query(sql, [...values]);
}

const leave = async (cardId: string, personId: string) => {
  await harness.admin.query(`UPDATE cards SET status = 'TERMINATED', issuer_status = 'TERMINATED' WHERE id = $1`, [cardId]);
  await harness.admin.query(`UPDATE transactions SET status = 'CLEARED', unconfirmed = false WHERE card_id = $1`, [cardId]);
  await harness.erasures.close(scene.as.ana, { idempotencyKey: `close ${personId}`, personId });
};
const erase = (personId: string, confirm = `${her.first} ${her.last}`, by = scene.as.ana) =>
  harness.erasures.erase(by, { idempotencyKey: randomUUID(), personId, confirm });

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
    const { rows } = await harness.admin.query<{ shown: string }>(
      `SELECT ${text} AS shown FROM ${at} WHERE ${text} ILIKE ANY ($1) LIMIT 1`,
      [texts.map((one) => `%${one}%`)],
    );
    if (rows.length > 0) found.push(`${at}.${name}: ${rows[0]?.shown.slice(0, 120)}`);
  }
  return found;
}

describe('a person who has left is erased', () => {
  test('and nothing of them can be read anywhere, while money and proof stay', async () => {
    const { personId, cardId, email } = await settledIn();
    expect((await placesOf(about(her))).length).toBeGreaterThan(10);
    await leave(cardId, personId);

    await erase(personId);
    await forget.run({ companyId: scene.companyId, personId });

    expect(await placesOf([...about(her), email])).toEqual([]);
    const { rows: kept } = await harness.admin.query(`SELECT kind, amount_minor::int AS amount FROM transactions WHERE user_id = $1`, [
      personId,
    ]);
    expect(kept).toEqual([{ kind: 'PURCHASE', amount: 1250 }]);
    const { rows: bodies } = await harness.admin.query<{ body: string }>(`SELECT body FROM marqeta_inbox WHERE token = $1`, [personId]);
    expect(JSON.parse(bodies[0]?.body ?? '')).toMatchObject({
      usertransitions: [{ token: 'm', amount: 12.5, user: { token: personId, phone: '•••' } }],
    });
  });

  test('and the audit chain is still right, whether their deeds were numbered before or after', async () => {
    const { personId, cardId } = await settledIn();
    const { database, clock, sealer, clone } = harness;
    const deps = { gateway: database.gateway, clock, sealer, signer: new CheckpointSigner(randomBytes(32)) };
    await sealChain(deps, scene.companyId);
    await leave(cardId, personId);

    await erase(personId);
    await forget.run({ companyId: scene.companyId, personId });
    await sealChain(deps, scene.companyId);

    const owner = new pg.Pool({ connectionString: clone.urls.owner, max: 2 });
    const options = { sealer, chain: scene.companyId, trusted: null, remembered: null, onProgress: () => undefined };
    const { counts, wrong } = await verifyDatabase(owner, options);
    await owner.end();
    expect(wrong).toBeNull();
    expect(counts).toMatchObject({ erasedPersons: 1, waiting: 0 });
  });

  test('and comes into no company by the old password, while somebody new may have the address', async () => {
    const { personId, cardId, email } = await settledIn();
    await leave(cardId, personId);

    await erase(personId);

    const { rows: identities } = await harness.admin.query(`SELECT id FROM identities WHERE email_hash = ANY ($1)`, [
      harness.sealer.emailHashes(email),
    ]);
    expect(identities).toEqual([]);
    const { rows: sessions } = await harness.admin.query(
      `SELECT revoked_at IS NOT NULL AS over, ip, user_agent FROM sessions WHERE user_id = $1`,
      [personId],
    );
    expect(sessions).toEqual([{ over: true, ip: null, user_agent: null }]);
    await expect(scene.company.addPerson(her.first, { email })).resolves.toMatchObject({ email });
  });

  test('and stays who they are in another company', async () => {
    const { personId, cardId, email } = await settledIn();
    const other = await harness.createCompany('Other');
    const there = await other.addPerson(her.first, { lastName: her.last, email });
    await leave(cardId, personId);

    await erase(personId);
    await forget.run({ companyId: scene.companyId, personId });

    const { rows } = await harness.admin.query(
      `SELECT u.last_name, i.password_hash IS NOT NULL AS signs_in FROM users u JOIN identities i ON i.id = u.identity_id WHERE u.id = $1`,
      [there.personId],
    );
    expect(rows).toEqual([{ last_name: her.last, signs_in: true }]);
  });
});

describe('an erasure is refused', () => {
  test('while something is open, which it names', async () => {
    const { personId, cardId } = await settledIn();
    await harness.admin.query(`UPDATE disputes SET state = 'INITIATED' WHERE user_id = $1`, [personId]);

    await expect(erase(personId)).rejects.toMatchObject({
      code: 'ERASURE_BLOCKED',
      message: expect.stringMatching(/PERSON_NOT_CLOSED.*CARD_NOT_TERMINATED.*DISPUTE_OPEN/) as string,
    });
    await leave(cardId, personId);
    await expect(erase(personId)).rejects.toMatchObject({ message: expect.not.stringContaining('CARD_NOT_TERMINATED') as string });
    expect(await placesOf([her.last])).not.toEqual([]);
  });

  test('without the name, without a fresh proof, of oneself, and a second time', async () => {
    const { personId, cardId } = await settledIn();
    await leave(cardId, personId);

    await expect(erase(personId, her.first)).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'confirm' });
    expect(() => erase(personId, `${her.first} ${her.last}`, { ...scene.as.ana, provenAtMs: 0 })).toThrow(
      expect.objectContaining({ code: 'STEP_UP_REQUIRED' }) as Error,
    );
    expect(() => erase(scene.as.ana.userId, 'Ana Costa')).toThrow(expect.objectContaining({ code: 'NOT_YOURSELF' }) as Error);
    expect(() => erase(personId, `${her.first} ${her.last}`, scene.as.marta)).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }) as Error,
    );
    await erase(personId);
    await expect(erase(personId, 'Erased person')).rejects.toMatchObject({ code: 'ALREADY_ERASED' });
  });

  test('and nobody leaves who still has a card', async () => {
    const { personId } = await settledIn();

    await expect(harness.erasures.close(scene.as.ana, { idempotencyKey: 'close', personId })).rejects.toMatchObject({
      code: 'CARD_NOT_TERMINATED',
    });
  });
});

test('who comes back with a restored backup is erased again', async () => {
  const { personId, cardId } = await settledIn();
  await leave(cardId, personId);
  const { admin, erasures } = harness;
  const older = ['users', 'person_keys', 'identities', 'notifications', 'card_events'] as const;
  for (const table of older) await admin.query(`CREATE TABLE backup_${table} AS SELECT * FROM ${table}`);
  await erase(personId);
  await forget.run({ companyId: scene.companyId, personId });

  const restore = await admin.connect();
  await restore.query('SET session_replication_role = replica');
  await restore.query(`DELETE FROM erasures WHERE user_id = $1`, [personId]);
  for (const table of older)
    await restore.query(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM backup_${table}; DROP TABLE backup_${table}`);
  await restore.query('SET session_replication_role = origin');
  restore.release();
  expect(await placesOf([her.last])).not.toEqual([]);
  const replay = new ReplayErasures(erasures, list);
  expect((await replay.replay()).repeated).toBe(1);
  await forget.all();

  expect(await placesOf(about(her))).toEqual([]);
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
    return [
      ...columns.filter((column) => !decided.includes(column)),
      ...decided.filter((column) => !columns.includes(column)),
      ...twice,
    ].map((column) => `${at}.${column}`);
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

  // Operators, who belong to no company and are nobody's employees here, and whom a public list names.
  expect(rows.map(({ column }) => column).filter((column) => !/^(dead_letters|operator_|sanctions_entries)/.test(column))).toEqual([]);
});

test.each([
  [
    'keeps money and merchant',
    { amount: 5, card_acceptor: { name: 'Café' }, token: 't' },
    { amount: 5, card_acceptor: { name: 'Café' }, token: 't' },
  ],
  [
    'takes names, and numbers that are a person’s',
    { user: { token: 'u', first_name: 'Z', metadata: { n: 7 } } },
    { user: { token: 'u', first_name: '•••', metadata: { n: '•••' } } },
  ],
  [
    'takes what stands outside a person',
    { phone_number: '1', ship_to_address: { zip: 1 } },
    { phone_number: '•••', ship_to_address: { zip: '•••' } },
  ],
])('a forgotten message %s', (_what, body, expected) => {
  expect(JSON.parse(forgetInMessage(JSON.stringify(body)))).toEqual(expected);
});
