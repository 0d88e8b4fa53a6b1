/** Spend by category and month of a company with a long history, drawn from sums of days beside a sum of its purchases; and how many statements a page of each list takes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpendRollups } from '@afc/api/dist/src/ledger/rollups/spend-rollups.js';
import pg from 'pg';
import { type BenchCluster, execute, startCluster, withClient } from '../lib/cluster.ts';
import { accessTokenOf, type Company, seedCompany } from '../lib/company.ts';
import { readOptions } from '../lib/options.ts';
import { type Product, startProduct } from '../lib/product.ts';
import { Report } from '../lib/report.ts';
import { PAGES, REPORT } from './documents.ts';

const options = readOptions(process.argv.slice(2));
const report = new Report('reports', options);
const PURCHASES = options.quick ? 5_000 : 1_000_000;
const ASKED = options.quick ? 5 : 100;
/** Of the peer, which takes seconds. */
const ASKED_OF_PEER = options.quick ? 5 : 3;
const SIZES = [10, 50, 200] as const;
const CASES = 200;
/** Of cards, as a rule would have opened them. */
const SEED_CASES = `
INSERT INTO risk_cases (company_id, id, rule, subject, user_id, card_id, state, alert_count, opened_at, last_alert_at)
SELECT c.company_id, uuidv7(), 'DORMANT_CARD', c.id::text, c.user_id, c.id, 'OPEN', 1, now(), now() FROM cards c WHERE c.company_id = $1 ORDER BY c.id LIMIT $2`;
const has = (part: string): boolean => options.only.length === 0 || options.only.includes(part);

const apps = await mkdtemp(join(tmpdir(), 'afc-bench-app-'));
await writeFile(join(apps, 'trusted-documents.json'), JSON.stringify({ report: REPORT, ...PAGES }));
const cluster = await startCluster({ shared_preload_libraries: 'pg_stat_statements' });
try {
  await run(cluster);
} finally {
  await cluster.stop();
  await rm(apps, { recursive: true, force: true });
}
report.print();

async function run(on: BenchCluster): Promise<void> {
  report.say(`seeding ${PURCHASES} purchases`);
  const company = await seedCompany(on, 'bench_reports', PURCHASES);
  await sumUp(company);
  // They count, and let all through. Without a worker the sums stay as they are.
  const settings = { ADMIN_APP: apps, REQUESTS_PER_MINUTE_ADDRESS: '1000000', REQUESTS_PER_MINUTE_PERSON: '1000000' };
  const product = await startProduct({ database: company.database, role: 'api', profile: options.profile, settings });
  try {
    if (has('report')) await timeReports(company, product);
    if (has('pages')) await countStatements(company, product);
  } finally {
    await product.stop();
  }
}

/** As the worker does beside all work, without the rests that it takes. */
async function sumUp({ database, companyId }: Company): Promise<void> {
  report.say('summing them up');
  const gateway = new pg.Pool({ connectionString: database.urls.gateway, max: 1 });
  const began = performance.now();
  const rollups = new SpendRollups(gateway, 0);
  while ((await rollups.backlog()).includes(companyId)) await rollups.catchUp(companyId);
  report.add('summed_per_s', (PURCHASES * 1_000) / (performance.now() - began), '1/s');
  await gateway.end();
  await withClient(database.adminUrl, async (client) => {
    await client.query('VACUUM ANALYZE spend_rollups, spend_folds');
    const { rows } = await client.query<{ bytes: string }>(
      `SELECT sum(pg_total_relation_size(name::regclass)) AS bytes FROM unnest(ARRAY['spend_rollups', 'spend_folds']) AS name`,
    );
    report.add('bytes_per_purchase', Number(rows[0]?.bytes) / PURCHASES, 'B');
  });
}

/** The month that runs, which is compared with a part of the one before, and a whole one. */
async function timeReports(company: Company, product: Product): Promise<void> {
  const months = { report: null, report_past: new Date(Date.now() - 32 * 86_400_000).toISOString().slice(0, 10) };
  for (let round = 0; round <= options.rounds; round += 1) {
    report.say(round === 0 ? 'warming up' : `round ${round} of ${options.rounds}`);
    for (const [name, day] of Object.entries(months)) {
      const drawn = await timed(company, product, day, ASKED);
      const summed = await withoutSums(company, () => timed(company, product, day, ASKED_OF_PEER));
      if (drawn.answer !== summed.answer) throw new Error(`the sums answer otherwise: ${drawn.answer} instead of ${summed.answer}`);
      if (round === 0) continue;
      report.add(`${name}_ms`, drawn.p95, 'ms', { is: 'at most', value: 30 });
      report.add(`${name}_peer_ms`, summed.p95, 'ms');
      report.add(`${name}_ratio`, summed.p95 / drawn.p95, 'x');
    }
  }
}

/** While a company's sums are being made, reports are summed from its purchases. */
async function withoutSums<T>({ database }: Company, work: () => Promise<T>): Promise<T> {
  await execute(database.adminUrl, `UPDATE spend_rollup_marks SET state = 'BUILDING'`);
  try {
    return await work();
  } finally {
    await execute(database.adminUrl, `UPDATE spend_rollup_marks SET state = 'READY'`);
  }
}

/** One request after the other. */
async function timed(
  company: Company,
  product: Product,
  day: string | null,
  times: number,
): Promise<{ readonly p95: number; readonly answer: string }> {
  const ask = await asking(company, product);
  const took: number[] = [];
  let answer = '';
  for (let count = 0; count < times; count += 1) {
    const began = performance.now();
    answer = await ask('report', { day });
    took.push(performance.now() - began);
  }
  took.sort((left, right) => left - right);
  return { p95: took[Math.min(took.length - 1, Math.floor(took.length * 0.95))] ?? Number.NaN, answer };
}

async function asking(company: Company, { port }: Product): Promise<(hash: string, variables: object) => Promise<string>> {
  const headers = { authorization: `Bearer ${await accessTokenOf(company)}`, 'content-type': 'application/json' };
  return async (hash, variables) => {
    const body = JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body });
    const text = await answer.text();
    if (answer.status !== 200 || text.includes('"errors"'))
      throw new Error(`${hash} is answered wrongly: ${answer.status} ${text.slice(0, 500)}`);
    return text;
  };
}

/** As PostgreSQL counts what the requests' role sends. What the process asks by the clock is not of the page, so the least of three counts. */
async function countStatements(company: Company, product: Product): Promise<void> {
  report.say('counting statements');
  const ask = await asking(company, product);
  await withClient(company.database.adminUrl, async (client) => {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await client.query(SEED_CASES, [company.companyId, CASES]);
    const once = async (name: string, first: number): Promise<number> => {
      await client.query('SELECT pg_stat_statements_reset()');
      const answer = await ask(name, { first });
      const rows = answer.split('"node"').length - 1;
      if (rows !== first) throw new Error(`a page of ${first} ${name} has ${rows} rows`);
      const counted = await client.query<{ calls: string }>(
        `SELECT coalesce(sum(calls), 0) AS calls FROM pg_stat_statements WHERE userid = 'afc_api'::regrole AND query NOT LIKE '%auth_changed_sessions%'`,
      );
      return Number(counted.rows[0]?.calls);
    };
    for (const name of Object.keys(PAGES)) {
      await ask(name, { first: 1 });
      const counts: number[] = [];
      for (const first of SIZES) counts.push(Math.min(await once(name, first), await once(name, first), await once(name, first)));
      report.add(`sql_per_page_${name}`, Math.max(...counts), '');
      report.add(`sql_per_page_${name}_spread`, Math.max(...counts) - Math.min(...counts), '', { is: 'exactly', value: 0 });
    }
  });
}
