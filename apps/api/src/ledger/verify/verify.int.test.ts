import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { countAgain } from '../../authorization/count-again.ts';
import { METHOD_TABLE } from '../../authorization/methods.ts';
import { asking, MoneyHarness, type Process, type TestCard, type TestCompany, told } from '../../testing/money-harness.ts';
import { verifyLedger } from './verify.ts';

let harness: MoneyHarness;
let api: Process;
let company: TestCompany;
let card: TestCard;
let admin: pg.Client;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process();
  admin = new pg.Client({ connectionString: harness.database.adminUrl });
  await admin.connect();
  await admin.query('SET session_replication_role = replica');
});
afterAll(async () => {
  await admin.end();
  await harness.close();
});

const verify = (companyId?: string) =>
  verifyLedger(harness.owner, { methods: METHOD_TABLE, countAgain, now: harness.clock.now(), companyId, onProgress: () => undefined });

/** A company whose books are right: a hold without a word of Marqeta, a cleared purchase with its refund, one taken at once. */
beforeEach(async () => {
  company = await harness.company();
  const team = await company.team('Design');
  card = await company.card({ userId: await company.person({ teams: [team] }) });
  await company.limit('CARD', card.id, 'DAY', 100_000);
  await company.limit('TEAM', team, 'WEEK', 500_000);
  await company.limit('COMPANY', null, 'MONTH', 900_000);
  await api.ask(asking(card, { amount: 40 }));
  const [root, clearing] = [randomUUID(), randomUUID()];
  await api.ask(asking(card, { amount: 129, token: root }));
  await api.deliver(told(card, 'webhook.authorization.approved', { token: root }));
  await api.deliver(told(card, 'webhook.authorization.clearing', { token: clearing, preceding_related_transaction_token: root }));
  await api.deliver(
    told(card, 'webhook.refund', { token: randomUUID(), preceding_related_transaction_token: root, amount: 20, request_amount: 20 }),
  );
  await api.ask(asking(card, { amount: 20 }, 'jit-request.auth_plus_capture'));
});

test('books that are right are found right, and everything was counted', async () => {
  const { wrong, counts } = await verify(company.id);

  expect(wrong).toBeNull();
  expect(counts).toMatchObject({ companies: 1, purchases: 4, balances: 6, counters: 6 });
  const [rows] = await harness.sql(
    `SELECT (SELECT count(*)::int FROM ledger_transfers WHERE company_id = $1) AS transfers,
            (SELECT count(*)::int FROM transaction_events WHERE company_id = $1) + (SELECT count(*)::int FROM authorizations WHERE company_id = $1) AS events`,
    [company.id],
  );
  expect(counts).toMatchObject(rows ?? {});
});

const HELD = `company_id = $1 AND held_minor > 0`;

test.each<[string, string, { table: string; column: string; expected: string; found: string }]>([
  [
    'a purchase that holds less',
    `UPDATE transactions SET held_minor = 3999 WHERE ${HELD}`,
    { table: 'transactions', column: 'held_minor', expected: '4000', found: '3999' },
  ],
  [
    'a purchase in another state',
    `UPDATE transactions SET status = 'EXPIRED' WHERE ${HELD}`,
    { table: 'transactions', column: 'status', expected: 'PENDING', found: 'EXPIRED' },
  ],
  [
    'a purchase that counts less',
    `UPDATE transactions SET part_minor = ARRAY[1::bigint] WHERE ${HELD}`,
    { table: 'transactions', column: 'part_minor', expected: '4000', found: '1' },
  ],
  [
    'a purchase that counts at another moment',
    `UPDATE transactions SET part_at = ARRAY[part_at[1] - interval '1 day'] WHERE ${HELD}`,
    { table: 'transactions', column: 'part_at', expected: expect.any(String), found: expect.any(String) },
  ],
  [
    'a message with another amount',
    `UPDATE transaction_events SET amount_minor = amount_minor + 1 WHERE company_id = $1 AND type = 'authorization.clearing'`,
    { table: 'transaction_events', column: 'what they fold to (cleared_minor)', expected: '12900', found: '12901' },
  ],
  [
    'a message that is gone',
    `DELETE FROM transaction_events WHERE company_id = $1 AND type = 'authorization.clearing'`,
    { table: 'transaction_events', column: 'what they fold to (held_minor)', expected: '0', found: '12900' },
  ],
  [
    'an answer with another amount',
    `UPDATE authorizations SET amount_minor = 1 WHERE company_id = $1 AND amount_minor = 4000`,
    { table: 'authorizations', column: 'what they fold to (held_minor)', expected: '4000', found: '1' },
  ],
  [
    'an answer that is gone',
    `DELETE FROM authorizations WHERE company_id = $1 AND amount_minor = 12900`,
    { table: 'authorizations', column: 'transaction_id', expected: expect.any(String), found: 'no such row' },
  ],
  [
    'an approval that belongs to nothing',
    `INSERT INTO authorizations (company_id, id, card_id, jit_token, transaction_token, method, fingerprint, outcome, currency, amount_minor, requested_minor, user_transaction_time, decided_at)
     SELECT company_id, uuidv7(), card_id, uuidv7()::text, uuidv7()::text, method, fingerprint, outcome, currency, amount_minor, requested_minor, user_transaction_time, decided_at
       FROM authorizations WHERE company_id = $1 AND amount_minor = 4000`,
    { table: 'authorizations', column: 'amount_minor', expected: 'a hold of as much', found: 'less is held' },
  ],
  [
    'a transfer with another amount',
    `UPDATE ledger_transfers SET amount_minor = 3000 WHERE company_id = $1 AND amount_minor = 4000`,
    { table: 'ledger_transfers', column: 'sum of amount_minor (held_minor)', expected: '4000', found: '3000' },
  ],
  [
    'a transfer that is gone',
    `DELETE FROM ledger_transfers WHERE company_id = $1 AND amount_minor = 4000`,
    { table: 'ledger_transfers', column: 'sum of amount_minor (held_minor)', expected: '4000', found: '0' },
  ],
  [
    'a transfer of no purchase',
    `INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, cause, at)
     VALUES ($1, uuidv7(), 'hold', 'USD', 'AVAILABLE', 'HELD', 5, 'test', now())`,
    {
      table: 'ledger_transfers',
      column: 'transaction_id',
      expected: 'a purchase of the same currency',
      found: 'none (hold, AVAILABLE -> HELD)',
    },
  ],
  [
    'a balance that was raised',
    `UPDATE ledger_accounts SET balance_minor = balance_minor + 5 WHERE company_id = $1 AND account = 'AVAILABLE'`,
    { table: 'ledger_accounts', column: 'balance_minor', expected: '983100', found: '983105' },
  ],
  [
    'a balance that is gone',
    `DELETE FROM ledger_accounts WHERE company_id = $1 AND account = 'HELD'`,
    { table: 'ledger_accounts', column: 'balance_minor', expected: '4000', found: '0' },
  ],
  [
    'a counter that is off',
    `UPDATE spend_counters SET amount_minor = amount_minor + 1 WHERE company_id = $1 AND scope = 'COMPANY' AND amount_minor > 0`,
    { table: 'spend_counters', column: 'amount_minor', expected: '16900', found: '16901' },
  ],
  [
    'a counter that is gone',
    `DELETE FROM spend_counters WHERE company_id = $1 AND scope = 'TEAM' AND amount_minor > 0`,
    { table: 'spend_counters', column: 'amount_minor', expected: '16900', found: 'no such row' },
  ],
])('it names %s', async (_what, damage, expected) => {
  await admin.query(damage.replaceAll('$1', `'${company.id}'`));

  const { wrong } = await verify(company.id);

  expect(wrong).toMatchObject({ ...expected, key: { company_id: company.id } });
});

test('of a whole database it names the first company in order whose books are wrong, and reads no further', async () => {
  const other = await MoneyHarness.open();
  const companies = [await other.company(), await other.company(), await other.company()];
  const whole = () => verifyLedger(other.owner, { methods: METHOD_TABLE, countAgain, now: other.clock.now(), onProgress: () => undefined });
  expect(await whole()).toMatchObject({ wrong: null, counts: { companies: 3, transfers: 3, balances: 6 } });
  const [, ...later] = companies.map(({ id }) => id).sort();
  await other.sql(`UPDATE ledger_accounts SET balance_minor = 1 WHERE company_id = ANY ($1) AND account = 'AVAILABLE'`, [later]);

  const { wrong, counts } = await whole();

  expect(wrong?.key).toEqual({ company_id: later[0], currency: 'USD', account: 'AVAILABLE' });
  expect(counts.companies).toBe(1);
  await other.close();
});

test('a page ends where the next begins: many purchases are all looked at', async () => {
  for (let i = 0; i < 510; i += 1) await api.ask(asking(card, { amount: 0.01 }));

  const { wrong, counts } = await verify(company.id);

  expect(wrong).toBeNull();
  expect(counts.purchases).toBe(514);
});
