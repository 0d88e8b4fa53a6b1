import { parseArgs } from 'node:util';
import pg from 'pg';
import { countAgain } from './authorization/count-again.ts';
import { METHOD_TABLE } from './authorization/methods.ts';
import type { Counts } from './ledger/verify/verify-company.ts';
import { verifyLedger } from './ledger/verify/verify.ts';
import type { WrongRow } from './ledger/verify/wrong-row.ts';
import { isUuid } from './platform/ids.ts';
import { assertSchemaIsCurrent, SchemaTooOldError } from './platform/schema-version.ts';

const USAGE = `npm run ledger:verify -- [--company ID]
Looks at every row of the books and names the first that is wrong. Reads only. The database is that of DATABASE_OWNER_URL, else
DATABASE_GATEWAY_URL or DATABASE_URL, else the embedded one.
`;

const URLS = ['DATABASE_OWNER_URL', 'DATABASE_GATEWAY_URL', 'DATABASE_URL'] as const;
const PROGRESS_EVERY_MS = 5_000;

/** What a person can mend, in one line. */
class NotPossibleError extends Error {
  override readonly name = 'NotPossibleError';
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { company: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help === true) return say(USAGE, 0);
  const { company } = values;
  if (company !== undefined && !isUuid(company)) throw new NotPossibleError(`--company is "${company}": it expects the id of a company.`);
  const name = URLS.find((one) => process.env[one]);
  if (name === undefined) throw new NotPossibleError(`None of ${URLS.join(', ')} is set.`);
  const pool = new pg.Pool({
    connectionString: process.env[name],
    max: 2,
    application_name: 'ledger-verify',
    connectionTimeoutMillis: 5_000,
  });
  pool.on('error', () => undefined);
  try {
    await assertSeesAll(pool, name);
    return await verify(pool, company);
  } finally {
    await pool.end();
  }
}

/** @throws NotPossibleError for a role that row-level security shows one company at a time */
async function assertSeesAll(pool: pg.Pool, variable: string): Promise<void> {
  let rows: { role: string }[];
  try {
    ({ rows } = await pool.query<{ role: string }>('SELECT current_user AS role'));
  } catch (error) {
    throw new NotPossibleError(`${variable}: no connection: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (rows[0]?.role === 'afc_api')
    throw new NotPossibleError(`${variable} signs in as afc_api, which sees no company whole: set DATABASE_OWNER_URL.`);
  await assertSchemaIsCurrent({ query: async <T>(sql: string): Promise<T> => (await pool.query(sql)).rows as T });
}

async function verify(pool: pg.Pool, companyId: string | undefined): Promise<number> {
  const began = performance.now();
  let told = began;
  const { counts, wrong } = await verifyLedger(pool, {
    ...{ methods: METHOD_TABLE, countAgain, now: new Date(), companyId },
    onProgress(sofar) {
      if (performance.now() - told < PROGRESS_EVERY_MS) return;
      told = performance.now();
      process.stderr.write(`  … ${spoken(sofar)}, ${seconds(began)} s\n`);
    },
  });
  if (wrong !== null) return say(`${found(wrong)}\nUp to there: ${spoken(counts)}, ${seconds(began)} s.\n`, 1);
  const perSecond = Math.round(counts.purchases / Math.max(0.001, (performance.now() - began) / 1_000));
  return say(`The books are right: ${spoken(counts)}. ${seconds(began)} s, ${number(perSecond)} purchases a second.\n`, 0);
}

function found({ table, key, column, expected, found: there }: WrongRow): string {
  const where = Object.entries(key).map(([name, value]) => `${name} = ${value}`);
  return [`WRONG: ${table} (${where.join(', ')})`, `  column    ${column}`, `  expected  ${expected}`, `  found     ${there}`].join('\n');
}

function spoken(counts: Readonly<Counts>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${number(count)} ${name}`)
    .join(', ');
}

function number(count: number): string {
  return count.toLocaleString('en');
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(1);
}

function say(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

process.exitCode = await main().catch((error: unknown) => {
  const isOption = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof NotPossibleError || error instanceof SchemaTooOldError || isOption)) throw error;
  process.stderr.write(`${error.message}\n${isOption ? USAGE : ''}`);
  return 1;
});
