/** Pages of purchases over GraphQL: by trusted document and by free text, beside PostGraphile 5 and bare SQL; and how flat they stay as the history grows. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../scripts/lib/redis.mjs';
import { type Child, startChild } from '../lib/child.ts';
import { accessTokenOf, type Company, seedCompany } from '../lib/company.ts';
import { type BenchCluster, startCluster } from '../lib/cluster.ts';
import { openLoadGenerator, percentile, perSecond } from '../lib/load.ts';
import { readOptions } from '../lib/options.ts';
import { type Product, startProduct } from '../lib/product.ts';
import { Report } from '../lib/report.ts';
import { PURCHASES, PURCHASES_HASH, PURCHASES_OF_POSTGRAPHILE } from './documents.ts';

const options = readOptions(process.argv.slice(2));
const report = new Report('graphql', options);
const CONNECTIONS = 16;
const SECONDS = options.quick ? 1 : 5;
const WARM_UPS = options.quick ? 1 : 2;
const PURCHASES_OF_A_COMPANY = options.quick ? 2_000 : 1_000_000;
const HISTORIES = options.quick ? { small: 1_000, large: 5_000 } : { small: 100_000, large: 10_000_000 };
const PEERS = [new URL('raw-peer.ts', import.meta.url), new URL('postgraphile-peer.ts', import.meta.url)];
const has = (part: string): boolean => options.only.length === 0 || options.only.includes(part);

const load = openLoadGenerator();
const cluster = await startCluster({}, options.keep);
const folder = await mkdtemp(join(tmpdir(), 'afc-bench-redis-'));
const redis = await startRedis({ dataDir: folder });
try {
  if (redis === undefined)
    throw new Error('Sessions and rates are asked for in Redis: a redis-server or a valkey-server on the PATH is missing.');
  if (has('ratios')) await compare(cluster);
  if (has('flatness')) await flatness(cluster);
} finally {
  await load.close();
  await redis?.stop();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}
report.print();

/** What each peer is given: the product's own role in the database, as many connections as the load has. */
export type PeerOptions = { readonly url: string; readonly companyId: string; readonly connections: number };

type Arm = {
  readonly name: string;
  readonly port: number;
  readonly body: string;
  readonly authorized: boolean;
  /** What each answer has in it; of a page, a purchase. */
  readonly echo?: string;
};

async function compare(on: BenchCluster): Promise<void> {
  report.say(`seeding ${PURCHASES_OF_A_COMPANY} purchases`);
  const company = await seedCompany(on, 'bench_graphql', PURCHASES_OF_A_COMPANY);
  const product = await startWithDocuments(company);
  const peers: Child[] = [];
  try {
    const peerOptions: PeerOptions = { url: company.database.urls.api, companyId: company.companyId, connections: CONNECTIONS };
    for (const module of PEERS) peers.push(await startChild(module, peerOptions));
    const [raw, postgraphile] = peers.map(({ port }) => port) as [number, number];
    const variables = { first: 50 };
    const arms: readonly Arm[] = [
      { name: 'trusted', port: product.port, body: trusted(variables), authorized: true },
      { name: 'text', port: product.port, body: JSON.stringify({ query: PURCHASES, variables }), authorized: true },
      { name: 'raw', port: raw, body: '{}', authorized: false },
      {
        name: 'postgraphile',
        port: postgraphile,
        body: JSON.stringify({ query: PURCHASES_OF_POSTGRAPHILE, variables: { ...variables, companyId: company.companyId } }),
        authorized: false,
      },
    ];
    // What runs for five seconds alone has not all been compiled.
    for (let round = 1 - WARM_UPS; round <= options.rounds; round += 1) {
      report.say(round <= 0 ? 'warming up' : `round ${round} of ${options.rounds}`);
      const rates = new Map<string, number>();
      for (const arm of arms) rates.set(arm.name, await rateOf(company, arm));
      if (round <= 0) continue;
      const of = (name: string): number => rates.get(name) ?? Number.NaN;
      for (const { name } of arms) report.add(`${name}_per_s`, of(name), '1/s');
      report.add('ratio_postgraphile', of('trusted') / of('postgraphile'), 'x', { is: 'at least', value: 1.5 });
      report.add('ratio_postgraphile_text', of('text') / of('postgraphile'), 'x', { is: 'at least', value: 0.8 });
      report.add('ratio_raw', of('trusted') / of('raw'), 'x', { is: 'at least', value: 0.5 });
    }
  } finally {
    for (const peer of peers) await peer.stop();
    await product.stop();
  }
}

/** The product serves an app that asks `PURCHASES`, so that it is a trusted document. */
async function startWithDocuments({ database }: Company): Promise<Product> {
  const app = await mkdtemp(join(tmpdir(), 'afc-bench-app-'));
  await writeFile(join(app, 'trusted-documents.json'), JSON.stringify({ [PURCHASES_HASH]: PURCHASES }));
  // They count, and let all through.
  const rates = { REQUESTS_PER_MINUTE_ADDRESS: '1000000', REQUESTS_PER_MINUTE_PERSON: '1000000' };
  return startProduct({
    database,
    role: 'api',
    profile: options.profile,
    settings: { ADMIN_APP: app, REDIS_URL: redis?.url ?? '', ...rates },
  });
}

function trusted(variables: object): string {
  return JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: PURCHASES_HASH } } });
}

async function rateOf(company: Company, arm: Arm): Promise<number> {
  return perSecond(await ask(company, arm, CONNECTIONS), 200);
}

async function ask(company: Company, { name, port, body, authorized, echo = 'SEATTLE' }: Arm, connections: number) {
  const result = await load.run({
    ...{ port, path: '/graphql', connections, pace: { kind: 'closed' }, durationMs: SECONDS * 1_000, firstSequence: 0 },
    headers: {
      accept: 'application/json',
      ...(authorized ? { authorization: `Bearer ${await accessTokenOf(company)}` } : {}),
    },
    source: { module: new URL('requests.ts', import.meta.url).href, options: { bodies: [body], echo } },
  });
  const first = result.firstAnswer;
  if (first?.status !== 200 || first.body.includes('"errors"') || result.mismatched > 0)
    throw new Error(`${name} answers wrongly: ${first?.status} ${first?.body.slice(0, 500)}`);
  return { ...result, body: first.body };
}

type Page = { readonly data: { readonly transactions: { readonly pageInfo: { readonly endCursor: string } } } };

/** The same pages of a short and of a long history, taking turns; some have no purchase. */
async function flatness(on: BenchCluster): Promise<void> {
  const sides: { readonly company: Company; readonly product: Product; readonly deep: string }[] = [];
  try {
    for (const [name, purchases] of Object.entries(HISTORIES)) {
      report.say(`seeding ${purchases} purchases`);
      const company = await seedCompany(on, `bench_${name}`, purchases);
      const product = await startWithDocuments(company);
      sides.push({ company, product, deep: await cursorOfPage(company, product, options.quick ? 10 : 1_000) });
    }
    const [small, large] = sides;
    if (small === undefined || large === undefined) throw new Error('two histories are compared');
    const from = new Date(Date.now() - 86_400_000).toISOString();
    const pages = {
      first: () => ({ first: 50 }),
      deep: ({ deep }: { readonly deep: string }) => ({ first: 50, after: deep }),
      filtered: () => ({ first: 50, filter: { status: ['CLEARED'], kind: 'PURCHASE', from } }),
      searched: () => ({ first: 50, filter: { search: 'harbor' } }),
      search_none: () => ({ first: 50, filter: { search: 'nobody sells by this name' } }),
      filter_none: () => ({ first: 50, filter: { status: ['DECLINED'], kind: 'REFUND' } }),
      category_none: () => ({ first: 50, filter: { mcc: '0000' } }),
      amount_none: () => ({ first: 50, filter: { minAmountMinor: '1000000' } }),
    };
    for (let round = 0; round <= options.rounds; round += 1) {
      report.say(round === 0 ? 'warming up' : `round ${round} of ${options.rounds}`);
      for (const [page, variablesOf] of Object.entries(pages)) {
        const echo = page.endsWith('_none') ? '"edges":[]' : 'SEATTLE';
        const p95 = async (side: typeof small): Promise<number> => {
          const arm: Arm = { name: page, port: side.product.port, body: trusted(variablesOf(side)), authorized: true, echo };
          return percentile(await ask(side.company, arm, 1), 0.95);
        };
        const [ofSmall, ofLarge] = [await p95(small), await p95(large)];
        if (round === 0) continue;
        report.add(`p95_ms_${page}`, ofLarge, 'ms');
        report.add(`flatness_${page}`, ofLarge / ofSmall, 'x', { is: 'at most', value: 1.3 });
      }
    }
  } finally {
    for (const { product } of sides) await product.stop();
  }
}

/** Of the last purchase of that page: got by going there, as a person would. */
async function cursorOfPage(company: Company, { port }: Product, page: number): Promise<string> {
  const authorization = `Bearer ${await accessTokenOf(company)}`;
  let after: string | undefined;
  for (let turned = 0; turned < page; turned += 4) {
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: trusted({ first: 200, after }),
    });
    after = ((await answer.json()) as Page).data.transactions.pageInfo.endCursor;
  }
  return after ?? '';
}
