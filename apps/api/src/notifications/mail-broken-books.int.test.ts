import { afterAll, beforeAll, expect, test } from 'vitest';
import { OperatorService } from '../people/operator.service.ts';
import { type GraphQLHarness, openGraphQL } from '../testing/graphql-harness.ts';
import type { Mail, Mailer } from './mailer.ts';
import { MailBrokenBooks } from './mail-broken-books.job.ts';

let harness: GraphQLHarness;
beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());

const sent: Mail[] = [];
const mailer: Mailer = {
  send: (mail) => {
    sent.push(mail);
    return Promise.resolve();
  },
  close: () => undefined,
};

test('operators are mailed which checks are broken and how often, with no company and no money in it', async () => {
  const { database, sealer } = harness;
  const scene = await harness.prepare();
  const operators = new OperatorService(harness.clone.urls.owner, sealer, database.clock);
  await operators.ensure({ email: 'olga@example.com', displayName: 'Olga', password: 'a long enough password' });
  const job = new MailBrokenBooks({ database, sealer, mailer, publicUrl: 'https://cards.example.com' });
  await job.run();
  expect(sent).toEqual([]);
  await harness.admin.query(
    `INSERT INTO ledger_checks (company_id, code, currency, holds, difference_minor, checked_at, broken_since) VALUES ($1, 'TRANSFERS_BALANCE', 'EUR', false, 51234, now(), now())`,
    [scene.companyId],
  );

  await job.run();

  expect(sent).toMatchObject([{ to: 'olga@example.com', subject: 'The books do not balance' }]);
  const { text } = sent[0] ?? { text: '' };
  expect(text).toContain('A balance is not the sum of its transfers. (TRANSFERS_BALANCE, 1 in all');
  expect(text).toContain('https://cards.example.com/admin/installation');
  expect(text).not.toContain('51234');
  expect(text).not.toContain(scene.companyId);
});
