import { randomBytes } from 'node:crypto';
import { CONTRACT } from './contract.ts';
import { calledIn, knownEndpoints } from './endpoints.ts';
import { type Access, httpTarget } from './http-target.ts';
import { Names } from './names.ts';
import { type Result, runContract, type Target } from './run.ts';

/** Marqeta's own clients pace themselves at two calls a second (wire-format §1.14). */
const EVERY_MS = 500;
const TIMEOUT_MS = 30_000;

const USAGE = `npm run marqeta:contract -- [--coverage] [--every MS]
Holds a Marqeta account against the contract, in a sandbox of your own: it makes holders, cards and controls and closes them afterwards.
Needs MARQETA_BASE_URL (with /v3), MARQETA_APPLICATION_TOKEN and MARQETA_ACCESS_TOKEN.
  --coverage  lists the endpoints that the contract asks nothing of, and asks nothing
  --every MS  milliseconds between two calls, ${EVERY_MS} without it`;

/** Nobody answers there: in a sandbox nothing of ours can be reached. */
const NOWHERE = {
  gatewayUrl: 'https://example.com/gateway',
  webhookUrl: 'https://example.com/webhook',
  silentUrl: 'https://example.com/silent',
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    say(USAGE);
    return 0;
  }
  if (args.includes('--coverage')) return coverage();
  const access = accessFrom(process.env);
  const everyMs = pauseFrom(args);
  if (access === null || everyMs === null) return failed(USAGE);
  const run = `ct${randomBytes(4).toString('hex')}`;
  const target = httpTarget('SANDBOX', new Names(run, NOWHERE), access, { everyMs, timeoutMs: TIMEOUT_MS });
  const obstacle = await obstacleOf(target, access);
  if (obstacle !== null) return failed(obstacle);
  say(`${access.baseUrl}, with tokens that begin with ${run}:`);
  const results: Result[] = [];
  await runContract(target, CONTRACT, (result) => {
    results.push(result);
    report(result);
  });
  const count = (outcome: Result['outcome']): number => results.filter((result) => result.outcome === outcome).length;
  say(`\n${count('HELD')} held, ${count('BROKEN')} broken, ${count('SKIPPED')} for the emulator alone.`);
  return count('BROKEN') === 0 ? 0 : 1;
}

function failed(why: string): number {
  process.stderr.write(`${why}\n`);
  return 1;
}

/** Why nothing can be asked there at all, in a line. */
async function obstacleOf(target: Target, { baseUrl }: Access): Promise<string | null> {
  try {
    const { status } = await target.ask({ method: 'GET', path: '/ping', body: undefined, credentials: 'OURS' });
    return status === 401 || status === 403
      ? `${baseUrl} refuses the credentials (${status}). Look at MARQETA_APPLICATION_TOKEN and MARQETA_ACCESS_TOKEN.`
      : null;
  } catch (error) {
    return `${baseUrl} does not answer (${reasonOf(error)}). Look at MARQETA_BASE_URL.`;
  }
}

/** Of a failed request the cause says more. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}

/** `null` when what was given is no length of time. */
function pauseFrom(args: readonly string[]): number | null {
  const at = args.indexOf('--every');
  if (at === -1) return EVERY_MS;
  return /^\d{1,6}$/.test(args[at + 1] ?? '') ? Number(args[at + 1]) : null;
}

const SIGNS: Readonly<Record<Result['outcome'], string>> = { HELD: '✓', BROKEN: '✗', SKIPPED: '·' };

function report({ chapter, row, outcome, problems, notes }: Result): void {
  const why = outcome === 'SKIPPED' ? `: ${row.emulatorOnly}` : '';
  say(`  ${SIGNS[outcome]} ${chapter} ${row.what} (${row.cites})${why}`);
  for (const problem of problems) say(`      ${row.call}: ${problem}`);
  for (const note of notes) say(`      note: ${note}`);
}

function accessFrom(env: Readonly<Record<string, string | undefined>>): Access | null {
  const { MARQETA_BASE_URL: baseUrl, MARQETA_APPLICATION_TOKEN: applicationToken, MARQETA_ACCESS_TOKEN: accessToken } = env;
  return baseUrl && applicationToken && accessToken ? { baseUrl, applicationToken, accessToken } : null;
}

function coverage(): number {
  const called = calledIn(CONTRACT);
  const left = knownEndpoints().filter(({ call }) => !called.has(call));
  for (const { call, purpose, isCore } of left) say(`  ${isCore ? '✗' : '·'} ${call}: ${purpose}`);
  say(
    `\n${called.size} calls in ${CONTRACT.flatMap(({ rows }) => rows).length} rows; ${left.length} endpoints have none, ${left.filter(({ isCore }) => isCore).length} of them core.`,
  );
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
