import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../testing/test-database.ts';
import { ManualClock } from './clock.ts';
import { type Database, openDatabase } from './database.ts';
import { IdempotencyKeyReusedError, InvalidInputError } from './errors.ts';
import { gate } from './gate.ts';
import { uuidv7 } from './ids.ts';
import { createLog } from './log.ts';
import { audit, once, read, transact, type Tx } from './transact.ts';

const clock = new ManualClock(new Date('2026-03-02T09:15:04Z'));
let clone: TestDatabase;
let db: Database;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = await openDatabase({ urls: clone.urls, entities: [], clock, publisher: { companyAt: () => undefined }, log: createLog('silent') });
});
afterAll(async () => {
  await db.close();
  await clone.drop();
});

const as = (companyId: string) => ({ command: 'company.create', actor: { kind: 'system', companyId, name: 'test' } as const });

async function createCompany(): Promise<string> {
  const id = uuidv7(clock);
  await transact(db, as(id), async (tx) => {
    await tx.query(
      `INSERT INTO companies (id, name, time_zone, currency, created_at) VALUES ($1, 'Harborline', 'Europe/Lisbon', 'EUR', $2)`,
      [id, clock.now()],
    );
    await tx.query(`INSERT INTO company_gates (company_id) VALUES ($1)`, [id]);
    audit(tx, { subjectType: 'company', subjectId: id, after: { name: 'Harborline' } });
  });
  return id;
}

test('a command leaves an audit row in the month of its clock', async () => {
  const id = await createCompany();

  const [row] = await read(db, id, (manager) =>
    manager.query(`SELECT command, actor_name, after, tableoid::regclass::text AS home FROM audit_events`),
  );

  expect(row).toEqual({ command: 'company.create', actor_name: 'test', after: { name: 'Harborline' }, home: 'audit_events_default' });
});

test('the rows of another company are neither seen nor written', async () => {
  const mine = await createCompany();
  const theirs = await createCompany();

  const seen = await read(db, mine, (manager) => manager.query(`SELECT id FROM companies`));
  const stolen = transact(db, as(mine), (tx) => tx.query(`INSERT INTO company_gates (company_id) VALUES ($1)`, [theirs]));

  expect(seen).toEqual([{ id: mine }]);
  await expect(stolen).rejects.toThrow(/row-level security/);
});

test('without a company nothing is seen', async () => {
  await createCompany();

  expect(await db.api.query(`SELECT id FROM companies`)).toEqual([]);
});

test.each(['', 'k'.repeat(201)])('a key of no length, or too long, is refused and nothing is done', async (key) => {
  const id = await createCompany();
  const command = transact(db, as(id), async (tx) => (await gate(tx, id), once(tx, key, {}, () => Promise.reject(new Error('done')))));

  await expect(command).rejects.toThrow(InvalidInputError);
});

test('the same key and input run once; the same key with another input is refused', async () => {
  const id = await createCompany();
  let runs = 0;
  const act = (tx: Tx, input: object) =>
    once(tx, 'key-1', input, () => {
      runs += 1;
      return Promise.resolve({ id: runs });
    });
  const command = (input: object) => transact(db, as(id), async (tx) => (await gate(tx, id), act(tx, input)));

  expect(await command({ amount: 1 })).toEqual({ id: 1 });
  expect(await command({ amount: 1 })).toEqual({ id: 1 });
  await expect(command({ amount: 2 })).rejects.toThrow(IdempotencyKeyReusedError);
  expect(runs).toBe(1);
});
