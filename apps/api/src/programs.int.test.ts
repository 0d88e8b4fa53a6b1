import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { diskStore } from './files/disk-store.ts';
import { CompanyService } from './people/company.service.ts';
import { PersonService } from './people/person.service.ts';
import { openPersonEmail } from './people/sealed-email.ts';
import { Sealer } from './platform/seal.ts';
import { ErasureList } from './privacy/erasure-list.ts';
import { MASTER_KEY, processSettings } from './testing/api-process.ts';
import { openPeople, PASSWORD, type PeopleHarness } from './testing/people-harness.ts';

const OLD_KEY = Buffer.alloc(32, 9);

let harness: PeopleHarness;
let owner: pg.Pool;
let folder: string;
let settings: Record<string, string>;

beforeAll(async () => {
  harness = await openPeople();
  owner = new pg.Pool({ connectionString: harness.clone.urls.owner, max: 1 });
});
afterAll(async () => {
  await owner.end();
  await harness.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afc-privacy-'));
  settings = { ...processSettings(harness.clone.urls), DATA_DIR: folder };
  return () => rm(folder, { recursive: true });
});

/** The program as npm runs it once the database is there. */
function program(name: string, but: Record<string, string> = {}, args: readonly string[] = []): Promise<{ code: number; said: string }> {
  const file = fileURLToPath(new URL(`../dist/src/${name}.js`, import.meta.url));
  const env = { PATH: process.env['PATH'], ...settings, ...but };
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }),
    );
  });
}

/** Somebody of a new company, all of it sealed under this key. */
async function somebody(masterKey: Buffer): Promise<{ companyId: string; personId: string; email: string }> {
  const { database } = harness;
  const sealer = new Sealer([masterKey]);
  const host = `${randomBytes(4).toString('hex')}.example`;
  const admin = { firstName: 'Ana', lastName: 'Costa', email: `ana@${host}`, password: PASSWORD };
  const created = { name: 'Harborline', timeZone: 'Europe/Lisbon', currency: 'EUR', admin };
  const { companyId } = await new CompanyService(database, sealer).create('test', created);
  const email = `zulmira@${host}`;
  const person = { firstName: 'Zulmira', lastName: 'Quaresma', email, role: 'EMPLOYEE' as const };
  const { personId } = await new PersonService(database, sealer).add({ kind: 'system', companyId, name: 'test' }, person);
  return { companyId, personId, email };
}

type Stored = { name: string; email: Buffer; wrapped: Buffer | null };
async function stored(personId: string): Promise<Stored | undefined> {
  const { rows } = await owner.query<Stored>(
    `SELECT u.first_name || ' ' || u.last_name AS name, u.email_sealed AS email, k.wrapped_key AS wrapped
       FROM users u JOIN person_keys k ON k.user_id = u.id WHERE u.id = $1`,
    [personId],
  );
  return rows[0];
}

const NOWHERE = 'postgres://afc:afc@127.0.0.1:1/afc';
const WRONG: readonly [string, Record<string, string>, string][] = [
  ['no database', { DATABASE_OWNER_URL: '' }, 'DATABASE_OWNER_URL'],
  ['an address that is none', { DATABASE_URL: 'harborline' }, 'DATABASE_URL'],
  ['a database that is away', { DATABASE_URL: NOWHERE, DATABASE_OWNER_URL: NOWHERE }, 'DATABASE_URL'],
  ['a master key that is too short', { MASTER_KEY: 'c2hvcnQ=' }, 'MASTER_KEY'],
];
const oneLineThatNames = (variable: string) => expect.stringMatching(new RegExp(`^${variable}\\b[^\\n]+\\n$`)) as string;

describe('erasures:replay', () => {
  test('erases again whoever a backup has brought back, and then finds nobody', async () => {
    const { companyId, personId } = await somebody(MASTER_KEY);
    const other = await somebody(MASTER_KEY);
    await new ErasureList(diskStore(join(folder, 'files'))).add({ companyId, personId, erasedAt: new Date('2026-02-01T12:00:00Z') });

    const first = await program('erasures-replay');
    const second = await program('erasures-replay');

    expect(first).toEqual({ code: 0, said: '1 erasures are on the list; 1 of those people had come back and are erased again.\n' });
    expect(second).toEqual({ code: 0, said: '1 erasures are on the list; 0 of those people had come back and are erased again.\n' });
    const erased = await stored(personId);
    expect(erased?.wrapped).toBeNull();
    expect(erased?.name).not.toMatch(/Zulmira|Quaresma/);
    expect((await stored(other.personId))?.name).toBe('Zulmira Quaresma');
  });

  test('without a list does nothing', async () => {
    expect(await program('erasures-replay')).toEqual({
      ...{ code: 0, said: '0 erasures are on the list; 0 of those people had come back and are erased again.\n' },
    });
  });

  test.each(WRONG)('with %s says so in a line', async (_what, but, variable) => {
    expect(await program('erasures-replay', but)).toEqual({ code: 1, said: oneLineThatNames(variable) });
  });
});

describe('keys:rotate', () => {
  const both = { MASTER_KEY_PREVIOUS: OLD_KEY.toString('base64') };

  test('wraps all again under the new key, which opens them alone from then on, and then finds nothing', async () => {
    await owner.query('DELETE FROM person_keys');
    await owner.query(`UPDATE identities SET wrapped_key = ''`);
    const { personId, email } = await somebody(OLD_KEY);

    const first = await program('keys-rotate', both);
    const second = await program('keys-rotate', both);

    expect(first).toMatchObject({ code: 0, said: expect.stringMatching(/^Under MASTER_KEY now: .*\d+ of person_keys.*\. Run it again/) });
    expect(second).toEqual({ code: 0, said: 'Nothing is under MASTER_KEY_PREVIOUS any more: it can be removed.\n' });
    const row = await stored(personId);
    expect(openPersonEmail(new Sealer([MASTER_KEY]), personId, row?.wrapped ?? null, row?.email ?? Buffer.alloc(0))).toBe(email);
  });

  test('with the wrong keys says so in a line, and changes nothing', async () => {
    const { personId } = await somebody(Buffer.alloc(32, 4));
    const before = await stored(personId);

    expect(await program('keys-rotate', both)).toEqual({ code: 1, said: oneLineThatNames('MASTER_KEY') });
    expect(await stored(personId)).toEqual(before);
  });

  test.each([
    ...WRONG,
    ['no key that is to go', {}, 'MASTER_KEY_PREVIOUS'] as const,
    ['a key that is to go, and is none', { MASTER_KEY_PREVIOUS: 'x' }, 'MASTER_KEY_PREVIOUS'] as const,
  ])('with %s says so in a line', async (_what, but, variable) => {
    const settingsThen = { ...(variable === 'MASTER_KEY_PREVIOUS' ? {} : both), ...but };

    expect(await program('keys-rotate', settingsThen)).toEqual({ code: 1, said: oneLineThatNames(variable) });
  });
});

describe('company:create, then ledger:verify and audit:verify', () => {
  const NEW = ['--name', 'Lighthouse', '--time-zone', 'Europe/Lisbon', '--currency', 'EUR', '--first-name', 'Lia', '--last-name', 'Reis'];
  const create = (email: string, but: Record<string, string> = {}) =>
    program('company-create', { ADMIN_PASSWORD: PASSWORD, PUBLIC_URL: 'https://cards.example', ...but }, [...NEW, '--email', email]);

  test('a company is made, its books and its log are right, and a log of which a row is gone is not', async () => {
    const made = await create(`lia@${randomBytes(4).toString('hex')}.example`);
    expect(made).toMatchObject({ code: 0, said: expect.stringMatching(/^Lighthouse is there \([0-9a-f-]{36}\)\. lia@/) });
    const companyId = /\(([0-9a-f-]{36})\)/.exec(made.said)?.[1] ?? '';
    const of = ['--company', companyId];

    expect(await program('ledger-verify', {}, of)).toMatchObject({ code: 0 });
    expect(await program('audit-verify', {}, of)).toMatchObject({
      code: 0,
      said: expect.stringContaining('The audit log is right: 1 chains'),
    });
    const attacker = new pg.Client({ connectionString: harness.clone.adminUrl });
    await attacker.connect();
    await attacker.query('SET session_replication_role = replica');
    await attacker.query('DELETE FROM audit_events WHERE company_id = $1', [companyId]);
    await attacker.end();

    expect(await program('audit-verify', {}, of)).toMatchObject({ code: 1, said: expect.stringContaining('WRONG: REMOVED') });
  });

  test.each<[string, string, Record<string, string>, readonly string[], string]>([
    ['audit-verify', 'no database', { DATABASE_OWNER_URL: '' }, [], 'DATABASE_OWNER_URL'],
    ['audit-verify', 'a database that is away', { DATABASE_OWNER_URL: NOWHERE }, [], 'DATABASE_OWNER_URL'],
    ['audit-verify', 'no key', { MASTER_KEY: '' }, [], 'MASTER_KEY'],
    ['audit-verify', 'a file that is not there', {}, ['/nowhere/audit.jsonl'], 'ENOENT'],
    ['audit-verify', 'no company', {}, ['--company', 'Lighthouse'], '--company'],
    ['ledger-verify', 'a database that is away', { DATABASE_OWNER_URL: NOWHERE }, [], 'DATABASE_OWNER_URL'],
    ['ledger-verify', 'no company', {}, ['--company', 'Lighthouse'], '--company'],
    ['company-create', 'no database', { DATABASE_OWNER_URL: '' }, NEW, 'DATABASE_OWNER_URL'],
    ['company-create', 'no address', { ADMIN_PASSWORD: PASSWORD }, NEW, 'email'],
  ])('%s with %s says so in a line', async (name, _what, but, args, word) => {
    const { code, said } = await program(name, but, args);

    expect([code, said]).toEqual([1, expect.stringContaining(word)]);
    expect(said.trimEnd().split('\n')).toHaveLength(1);
  });
});
