import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { Head } from './audit/chain.ts';
import type { WrongLink } from './audit/verify-chain.ts';
import { type Counts, verifyDatabase } from './audit/verify-database.ts';
import { type FileTrust, NotAnExportError, verifyFile } from './audit/verify-file.ts';
import { isUuid } from './platform/ids.ts';
import { assertSchemaIsCurrent, SchemaTooOldError } from './platform/schema-version.ts';
import { Sealer } from './platform/seal.ts';

const USAGE = `npm run audit:verify -- [FILE | --company ID] [--key ID ...] [--known NUMBER:HASH]
Goes along the audit log and names the first row that is wrong. Reads only. With a FILE, a downloaded log, nothing else is needed; else the
database is that of DATABASE_OWNER_URL, or the embedded one, and MASTER_KEY (with MASTER_KEY_PREVIOUS) opens what is personal.
  --company ID          only this company's log
  --key ID              a key that checkpoints may be signed with, instead of any that the log brings; may be repeated
  --known NUMBER:HASH   a row's number and hash that you have kept elsewhere; with a FILE or --company
`;

const PROGRESS_EVERY_MS = 5_000;

/** What a person can mend, in one line. */
class NotPossibleError extends Error {
  override readonly name = 'NotPossibleError';
}

async function main(): Promise<number> {
  const options = {
    company: { type: 'string' },
    key: { type: 'string', multiple: true },
    known: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help === true) return say(USAGE, 0);
  const { company, key, known } = values;
  const [file, more] = positionals;
  if (more !== undefined) throw new NotPossibleError(`One file at a time: ${more} is too much.`);
  if (company !== undefined && !isUuid(company)) throw new NotPossibleError(`--company is "${company}": it expects the id of a company.`);
  if (known !== undefined && file === undefined && company === undefined)
    throw new NotPossibleError('--known goes with a FILE or with --company: it is of one log.');
  const trust = { trusted: key ?? null, remembered: known === undefined ? null : linkOf(known) };
  return file === undefined ? verifyKept(company, trust) : verifyDownloaded(file, trust);
}

function linkOf(text: string): Head {
  const [, number, hash] = /^([1-9][0-9]{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined || hash === undefined)
    throw new NotPossibleError(`--known is "${text}": it expects NUMBER:HASH, the hash in 64 digits.`);
  return { number: Number(number), hash };
}

async function verifyDownloaded(file: string, trust: FileTrust): Promise<number> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  const { header, events, checkpoints, decisions, erasedPersons, wrong } = await verifyFile(lines, trust);
  const { company, chain, exportedAt, end } = header;
  const of = `The log of ${company} (${chain}) as of ${exportedAt}`;
  if (wrong !== null) return say(`${found(wrong)}\n${of}: right up to number ${figure(events)}.\n`, 1);
  const last = checkpoints.at(-1);
  const signed =
    last === undefined ? 'nothing of it is signed' : `signed up to number ${figure(last.number)} at ${last.at} by key ${last.keyId}`;
  const without =
    decisions === null ? '\nIts decision records are not in the file: take it with ?decisions=true to look at them as well.' : '';
  return say(
    `${of} is right: ${spoken({ events, checkpoints: checkpoints.length, ...(decisions === null ? {} : { decisions }), erasedPersons })}; ${signed}.${without}\nKeep ${end.number}:${end.hash}\n`,
    0,
  );
}

async function verifyKept(company: string | undefined, trust: FileTrust): Promise<number> {
  const { DATABASE_OWNER_URL: url, MASTER_KEY: master, MASTER_KEY_PREVIOUS: previous } = process.env;
  if (!url)
    throw new NotPossibleError('DATABASE_OWNER_URL is not set: it expects a postgres:// URL of afc_owner. A downloaded log needs none.');
  const key = Buffer.from(master ?? '', 'base64');
  if (key.length !== 32)
    throw new NotPossibleError('MASTER_KEY is not set or wrong: it expects 32 bytes in base64, as the product has them.');
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'audit-verify', connectionTimeoutMillis: 5_000 });
  pool.on('error', () => undefined);
  try {
    await assertReachable(pool);
    return await verify(pool, company, new Sealer(previous ? [key, Buffer.from(previous, 'base64')] : [key]), trust);
  } finally {
    await pool.end();
  }
}

/** @throws NotPossibleError, SchemaTooOldError */
async function assertReachable(pool: pg.Pool): Promise<void> {
  await pool.query('SELECT 1').catch((error: unknown) => {
    throw new NotPossibleError(`DATABASE_OWNER_URL: no connection: ${error instanceof Error ? error.message : String(error)}.`);
  });
  await assertSchemaIsCurrent({ query: async <T>(sql: string): Promise<T> => (await pool.query(sql)).rows as T });
}

async function verify(pool: pg.Pool, chain: string | undefined, sealer: Sealer, trust: FileTrust): Promise<number> {
  const began = performance.now();
  let told = began;
  const { counts, wrong } = await verifyDatabase(pool, {
    ...{ sealer, chain, ...trust },
    onProgress(sofar) {
      if (performance.now() - told < PROGRESS_EVERY_MS) return;
      told = performance.now();
      process.stderr.write(`  … ${spoken(sofar)}, ${seconds(began)} s\n`);
    },
  });
  if (wrong !== null) return say(`${found(wrong)}\n  chain     ${wrong.chain}\nUp to there: ${spoken(counts)}, ${seconds(began)} s.\n`, 1);
  const perSecond = Math.round(counts.events / Math.max(0.001, (performance.now() - began) / 1_000));
  return say(`The audit log is right: ${spoken(counts)}. ${seconds(began)} s, ${figure(perSecond)} events a second.\n`, 0);
}

function found({ wrong, number: place, eventId, expected, found: there }: WrongLink): string {
  const where = [place === null ? [] : [`number ${place}`], eventId === null ? [] : [`event ${eventId}`]].flat();
  return [`WRONG: ${wrong} (${where.join(', ')})`, `  expected  ${expected}`, `  found     ${there}`].join('\n');
}

const WORDS: Readonly<Record<string, string>> = {
  decisions: 'decision records',
  erasedPersons: 'erased persons',
  waiting: 'not numbered yet',
};

function spoken(counts: Readonly<Partial<Counts>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${figure(count)} ${WORDS[name] ?? name}`)
    .join(', ');
}

function figure(count: number): string {
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
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isOption = code.startsWith('ERR_PARSE_ARGS');
  const isFile = ['ENOENT', 'EACCES', 'EISDIR'].includes(code);
  if (
    !(error instanceof Error) ||
    !(error instanceof NotPossibleError || error instanceof NotAnExportError || error instanceof SchemaTooOldError || isOption || isFile)
  )
    throw error;
  process.stderr.write(`${error.message}\n${isOption ? USAGE : ''}`);
  return 1;
});
