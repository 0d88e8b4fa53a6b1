import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FeesAreNoPurchases1795701600000 } from '../../migrations/20261126140000-fees-are-no-purchases.ts';
import { recountCompany } from '../controls/recount.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import { createLog } from '../platform/log.ts';
import { transact } from '../platform/transact.ts';
import { asking, MoneyHarness, type Process, type TestCard, type TestCompany, told } from '../testing/money-harness.ts';

let harness: MoneyHarness;
let api: Process;
let db: Database;
let owner: DataSource;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process();
  const { urls } = harness.database;
  const publisher = { companyAt: () => undefined };
  db = await openDatabase({ urls, entities: [], clock: harness.clock, publisher, log: createLog('silent') });
  owner = await new DataSource({ type: 'postgres', url: urls.owner }).initialize();
});
afterAll(async () => {
  await owner.destroy();
  await db.close();
  await harness.close();
});

/** Counts purchases in many ways, and one amount. */
async function watched(): Promise<{ company: TestCompany; card: TestCard }> {
  const company = await harness.company({ timeZone: 'America/New_York' });
  const team = await company.team('Design');
  const card = await company.card({ userId: await company.person({ teams: [team] }) });
  await company.control('CARD', card.id, 'COUNT_LIMIT', { window: 'DAY', count: 500 });
  await company.control('CARD', card.id, 'COUNT_LIMIT', { window: 'ROLLING', days: 3, count: 500 });
  await company.control('PERSON', card.userId, 'COUNT_LIMIT', { window: 'WEEK', count: 500 });
  await company.control('TEAM', team, 'COUNT_LIMIT', { window: 'QUARTER', count: 500 });
  await company.control('CARD_PROGRAM', card.programId, 'COUNT_LIMIT', { window: 'FISCAL_YEAR', count: 500 });
  await company.control('COMPANY', null, 'COUNT_LIMIT', { window: 'LIFETIME', count: 500 });
  await company.control('COMPANY', null, 'COUNT_LIMIT', { window: 'MONTH', count: 500, codes: '5811-5814' });
  await company.limit('CARD', card.id, 'DAY', 100_000);
  return { company, card };
}

const fee = (card: TestCard, but: Record<string, unknown> = {}): Promise<unknown> =>
  api.deliver(told(card, 'webhook.fee.charge', { token: randomUUID(), ...but }));

/** As it stood before there was a kind for fees. */
async function asBefore({ id }: TestCompany): Promise<void> {
  await harness.sql(
    `UPDATE transactions SET kind = CASE WHEN fees_minor < 0 THEN 'REFUND' ELSE 'PURCHASE' END WHERE company_id = $1 AND kind = 'FEE'`,
    [id],
  );
  await transact(db, { command: 'control.set', actor: { kind: 'system', companyId: id, name: 'test' } }, async (tx) => {
    await gate(tx, id);
    await recountCompany(tx, id, harness.clock.now().getTime());
  });
}

const countersOf = ({ id }: TestCompany): Promise<unknown[]> =>
  harness.sql(
    `SELECT scope, unit, filter, period, starts_on::text AS "startsOn", amount_minor::int AS amount FROM spend_counters
      WHERE company_id = $1 AND amount_minor <> 0 ORDER BY id`,
    [id],
  );

async function migrate(): Promise<void> {
  const runner = owner.createQueryRunner();
  try {
    await new FeesAreNoPurchases1795701600000().up(runner);
  } finally {
    await runner.release();
  }
}

test('fees that were kept as purchases become fees, and the counters of purchases forget them', async () => {
  const [one, other] = [await watched(), await watched()];
  const [charged, bought] = [randomUUID(), randomUUID()];
  for (const { card } of [one, other]) await api.ask(asking(card, { amount: 20 }));
  await api.ask(asking(one.card, { token: bought, amount: 30 }));
  await fee(one.card, { preceding_related_transaction_token: bought });
  await fee(one.card, { token: charged });
  await fee(one.card, { type: 'fee.charge.refund', preceding_related_transaction_token: charged });
  await fee(one.card, { type: 'fee.charge.refund' });
  await fee(one.card, { state: 'DECLINED' });
  for (let i = 0; i < 60; i += 1) await fee(other.card);
  const companies = [one.company, other.company];
  const standing = async () => Promise.all(companies.map(async (company) => [await company.transactions(), await countersOf(company)]));
  const asTheFoldHasIt = await standing();
  for (const company of companies) await asBefore(company);
  expect(await standing()).not.toEqual(asTheFoldHasIt);

  await migrate();
  expect(await standing()).toEqual(asTheFoldHasIt);
  expect(await harness.broken(...companies)).toEqual([]);

  // What was done stays done.
  await migrate();
  expect(await standing()).toEqual(asTheFoldHasIt);
});
