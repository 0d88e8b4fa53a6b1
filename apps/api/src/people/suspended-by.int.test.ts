import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SuspendedBy1795831200000 } from '../../migrations/20261128020000-suspended-by.ts';
import { transact } from '../platform/transact.ts';
import { openPeople, type PeopleHarness } from '../testing/people-harness.ts';
import { PersonCommands } from './manage/person-commands.ts';
import { suspendPerson } from './person-changes.ts';

let harness: PeopleHarness;
let owner: DataSource;

beforeAll(async () => {
  harness = await openPeople();
  owner = await new DataSource({ type: 'postgres', url: harness.clone.urls.owner }).initialize();
});
afterAll(async () => {
  await owner.destroy();
  await harness.close();
});

test('who suspended somebody before it was kept is known from the log, and nobody else is touched', async () => {
  const { database } = harness;
  const company = await harness.createCompany();
  const { companyId, system } = company;
  const commands = new PersonCommands({ database, store: { end: () => Promise.resolve() } });
  const [byAdmin, byDirectory, first, active] = await Promise.all(['Ada', 'Dora', 'Fay', 'Bruno'].map((name) => company.addPerson(name)));
  const suspend = (personId = '') => commands.suspend(system, { idempotencyKey: randomUUID(), personId });
  const deactivate = (personId = '') =>
    transact(database, { command: 'scim.changeUser', actor: system }, (tx) => suspendPerson(tx, { companyId, personId, by: 'DIRECTORY' }));
  await suspend(byAdmin?.personId);
  await deactivate(byDirectory?.personId);
  // By the directory first, and by an admin after that was lifted.
  await deactivate(first?.personId);
  await commands.lift(system, { idempotencyKey: randomUUID(), personId: first?.personId ?? '' });
  await suspend(first?.personId);

  const runner = owner.createQueryRunner();
  const migration = new SuspendedBy1795831200000();
  await migration.down(runner);
  await migration.up(runner);
  await runner.release();

  const rows = await owner.query<{ id: string; by: string[] }[]>('SELECT id, suspended_by AS by FROM users WHERE company_id = $1', [
    companyId,
  ]);
  const by = Object.fromEntries(rows.map((row) => [row.id, row.by]));
  expect([byAdmin, byDirectory, first, active].map((person) => by[person?.personId ?? ''])).toEqual([
    ['ADMIN'],
    ['DIRECTORY'],
    ['ADMIN'],
    [],
  ]);
});
