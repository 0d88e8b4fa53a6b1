import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { told } from '../testing/money-harness.ts';

let harness: GraphQLHarness;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
  scene = await harness.prepare();
  for (const token of ['one', 'another', 'a third'])
    await harness.marqeta.deliver(told(scene.brunos, 'webhook.authorization.clearing.force-capture', { token, currency_code: 'EUR' }));
});
afterAll(() => harness.close());

const PAGE = `query ($first: Int, $after: String, $filter: TransactionFilter, $sort: TransactionSort) {
  transactions(first: $first, after: $after, filter: $filter, sort: $sort) {
    edges { node { id card { id holder { id teams { id } } program { id } } } }
    pageInfo { endCursor }
  }
}`;

async function page(by: keyof Scene['as'], variables: object): Promise<string | null> {
  const { data, errors } = await harness.ask(scene.as[by], PAGE, { ...variables });
  expect(errors).toEqual([]);
  return (data as { transactions: { pageInfo: { endCursor: string | null } } }).transactions.pageInfo.endCursor;
}

/** On all connections that requests have at the moment. */
async function preparedNames(): Promise<Set<string>> {
  const names = new Set<string>();
  const runners = Array.from({ length: 16 }, () => harness.database.api.createQueryRunner());
  await Promise.all(
    runners.map(async (runner) => {
      for (const { name } of (await runner.query(`SELECT name FROM pg_prepared_statements`)) as { name: string }[]) names.add(name);
    }),
  );
  await Promise.all(runners.map((runner) => runner.release()));
  return names;
}

test('a connection keeps few statements, however lists are asked for', async () => {
  for (const by of ['ana', 'marta', 'bruno'] as const) await page(by, { first: 50, after: await page(by, { first: 50 }) });
  const usual = await preparedNames();
  expect([...usual]).toEqual(expect.arrayContaining(['transactions of company, 50', 'transactions of own, 50 more']));

  for (let first = 1; first <= 40; first += 1) await page('ana', { first, after: await page('ana', { first: 1 }) });
  for (const merchant of ['a', 'b', 'c']) await page('ana', { first: 50, filter: { merchant } });
  for (const search of ['coffee', 'hotel']) await page('marta', { first: 50, filter: { search } });
  for (const by of ['AMOUNT', 'MERCHANT']) await page('bruno', { first: 50, sort: { by, direction: 'ASC' } });

  const sizes = /^transactions of (company|teams|own), (\d+)( more)?$/;
  const pages = [...(await preparedNames())].filter((name) => sizes.test(name)).map((name) => Number(sizes.exec(name)?.[2]));
  expect(new Set(pages).size).toBeLessThanOrEqual(4);
  const others = [...(await preparedNames())].filter((name) => !sizes.test(name) && !usual.has(name));
  expect(others).toEqual([]);
});
