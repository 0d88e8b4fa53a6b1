import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPeople, type PeopleHarness } from '../../testing/people-harness.ts';
import { Snapshot } from './snapshot.ts';

let harness: PeopleHarness;
let companyId: string;
let adminId: string;
let superuser: pg.Client;

beforeAll(async () => {
  harness = await openPeople();
  ({ companyId, adminId } = await harness.createCompany());
  await harness.createCompany('Stranger');
  superuser = new pg.Client({ connectionString: harness.clone.adminUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await harness.close();
});

const PEOPLE = { text: 'SELECT id FROM users' };

/** Connections of requests that are in a transaction. */
async function transactionsOpen(): Promise<number> {
  const { rows } = await superuser.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = 'afc-api' AND datname = current_database() AND state LIKE 'idle in transaction%'`,
  );
  return rows[0]?.open ?? -1;
}

describe('one statement in a snapshot of its own', () => {
  test('sees the rows of its company alone', async () => {
    expect(await new Snapshot(harness.database.api, companyId).once(PEOPLE)).toEqual([{ id: adminId }]);
    expect(await new Snapshot(harness.database.api, null).once(PEOPLE)).toEqual([]);
  });

  test('changes nothing', async () => {
    const writing = new Snapshot(harness.database.api, companyId).once({ text: `UPDATE users SET first_name = 'Bea'` });

    await expect(writing).rejects.toMatchObject({ code: '25006' });
  });

  test('leaves no transaction open, not even when it fails', async () => {
    const failing = new Snapshot(harness.database.api, companyId).once({ text: 'SELECT 1 / 0' });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    await new Snapshot(harness.database.api, companyId).once(PEOPLE);

    expect(await transactionsOpen()).toBe(0);
  });
});

test('a snapshot stays open from its first read until it is closed, and then for nobody', async () => {
  const snapshot = new Snapshot(harness.database.api, companyId);
  const manager = await snapshot.read();
  expect(await manager.query(PEOPLE.text)).toEqual([{ id: adminId }]);
  expect(await transactionsOpen()).toBe(1);

  await snapshot.close();

  expect(await transactionsOpen()).toBe(0);
  await expect(snapshot.read()).rejects.toThrow('closed');
  await expect(snapshot.once(PEOPLE)).rejects.toThrow('closed');
});
