import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import { createLog } from '../platform/log.ts';
import { transact } from '../platform/transact.ts';
import { asking, MoneyHarness, type Process, type TestCard, type TestCompany } from '../testing/money-harness.ts';
import { recount, recountCompany } from './recount.ts';

let harness: MoneyHarness;
let api: Process;
let db: Database;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process();
  db = await openDatabase({
    urls: harness.database.urls,
    entities: [],
    clock: harness.clock,
    publisher: { companyAt: () => undefined },
    log: createLog('silent'),
  });
});
afterAll(async () => {
  await db.close();
  await harness.close();
});

const as = (company: TestCompany) => ({ command: 'control.set', actor: { kind: 'system', companyId: company.id, name: 'test' } as const });

async function spender(): Promise<{ company: TestCompany; team: string; card: TestCard }> {
  const company = await harness.company();
  const team = await company.team('Design');
  return { company, team, card: await company.card({ userId: await company.person({ teams: [team] }) }) };
}

const buy = async (card: TestCard, amount: number, at?: string): Promise<number> =>
  (await api.ask(asking(card, { amount, ...(at === undefined ? {} : { at }) }))).status;

test.each(['COMPANY', 'TEAM', 'CARD_PROGRAM', 'PERSON', 'CARD'] as const)(
  'a new limit of the %s counts what was spent before it was set',
  async (scope) => {
    const { company, team, card } = await spender();
    await buy(card, 60);
    const subjects = { COMPANY: null, TEAM: team, CARD_PROGRAM: card.programId, PERSON: card.userId, CARD: card.id };
    await company.limit(scope, subjects[scope], 'DAY', 10_000);
    await transact(db, as(company), async (tx) => {
      await gate(tx, company.id);
      await recountCompany(tx, company.id, harness.clock.now().getTime());
    });

    expect([await buy(card, 40.01), await buy(card, 40)]).toEqual([402, 200]);
    expect(await harness.broken(company)).toEqual([]);
  },
);

test('a limit counts only its own window, in the zone of the company', async () => {
  const company = await harness.company({ timeZone: 'America/New_York' });
  const card = await company.card();
  await buy(card, 60, '2026-03-02T04:59:59Z');
  await buy(card, 70, '2026-03-02T05:00:00Z');
  const id = await company.limit('CARD', card.id, 'DAY', 10_000);
  await transact(db, as(company), async (tx) => {
    await gate(tx, company.id);
    const control = {
      companyId: company.id,
      id,
      scope: 'CARD',
      subjectId: card.id,
      controlType: 'AMOUNT_LIMIT',
      config: { window: 'DAY', amountMinor: '10000', currency: 'USD' },
      mode: 'ENFORCE',
      version: 1,
    } as const;
    await recount(tx, control, harness.clock.now().getTime());
  });

  expect([await buy(card, 30.01), await buy(card, 30)]).toEqual([402, 200]);
});

test('a stale counter is counted anew, also to nothing', async () => {
  const { company, card } = await spender();
  const id = await company.limit('CARD', card.id, 'DAY', 5_000);
  await buy(card, 50);
  await harness.sql(`UPDATE spend_counters SET amount_minor = 4711 WHERE company_id = $1`, [company.id]);
  await harness.sql(`UPDATE transactions SET part_at = '{}', part_minor = '{}' WHERE company_id = $1`, [company.id]);

  await transact(db, as(company), async (tx) => {
    await gate(tx, company.id);
    const control = {
      companyId: company.id,
      id,
      scope: 'CARD',
      subjectId: card.id,
      controlType: 'AMOUNT_LIMIT',
      config: { window: 'DAY', amountMinor: '5000', currency: 'USD' },
      mode: 'ENFORCE',
      version: 1,
    } as const;
    await recount(tx, control, harness.clock.now().getTime());
  });

  expect(await harness.sql(`SELECT DISTINCT amount_minor::int AS amount FROM spend_counters WHERE company_id = $1`, [company.id])).toEqual([
    { amount: 0 },
  ]);
});

test('a purchase goes on counting for the team it began with, whatever team its holder joins', async () => {
  const { company, team, card } = await spender();
  const other = await company.team('Sales');
  await company.limit('TEAM', team, 'MONTH', 100_000);
  await company.limit('TEAM', other, 'MONTH', 100_000);
  const first = randomUUID();
  await api.ask(asking(card, { token: first, amount: 60 }));
  await harness.sql(`UPDATE memberships SET team_id = $2 WHERE company_id = $1`, [company.id, other]);

  const { status } = await api.ask(asking(card, { preceding: first, amount: 20 }, 'jit-request.authorization.incremental'));

  expect(status).toBe(200);
  const counters = await harness.sql(
    `SELECT subject_id, amount_minor::int AS amount FROM spend_counters WHERE company_id = $1 AND amount_minor <> 0`,
    [company.id],
  );
  expect(counters).toEqual([{ subject_id: team, amount: 8_000 }]);
  expect(await harness.broken(company)).toEqual([]);
});

test('a card that takes the place of another spends under its limits, and what was spent stays counted', async () => {
  const { company, card } = await spender();
  const limit = await company.limit('CARD', card.id, 'DAY', 10_000);
  await buy(card, 60);

  const next = await company.card({ userId: card.userId, replaces: card });
  expect([await buy(next, 40.01), await buy(next, 30)]).toEqual([402, 200]);
  // The old card may still have something to clear or to add.
  expect([await buy(card, 10.01), await buy(card, 10)]).toEqual([402, 200]);

  await transact(db, as(company), async (tx) => {
    await gate(tx, company.id);
    await recountCompany(tx, company.id, harness.clock.now().getTime());
  });
  expect(limit).toBeDefined();
  expect([await buy(next, 0.01), await harness.broken(company)]).toEqual([402, []]);
});
