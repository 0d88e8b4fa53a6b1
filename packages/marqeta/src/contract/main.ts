import { randomBytes } from 'node:crypto';
import { CONTRACT } from './contract.ts';
import { calledIn, knownEndpoints } from './endpoints.ts';
import { type Access, httpTarget } from './http-target.ts';
import { Names } from './names.ts';
import { type Result, runContract } from './run.ts';

const USAGE = `npm run marqeta:contract -- [--coverage]
Holds a Marqeta account against the contract, in a sandbox of your own: it makes holders, cards and controls and closes them afterwards.
Needs MARQETA_BASE_URL (with /v3), MARQETA_APPLICATION_TOKEN and MARQETA_ACCESS_TOKEN.
  --coverage  lists the endpoints that the contract asks nothing of, and asks nothing`;

/** Marqeta's own clients pace themselves at two calls a second (wire-format §1.14). */
const PACE = { everyMs: 500, timeoutMs: 30_000 };

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
  if (access === null) {
    process.stderr.write(`${USAGE}\n`);
    return 1;
  }
  const run = `ct${randomBytes(4).toString('hex')}`;
  say(`${access.baseUrl}, with tokens that begin with ${run}:`);
  const results: Result[] = [];
  await runContract(httpTarget('SANDBOX', new Names(run, NOWHERE), access, PACE), CONTRACT, (result) => {
    results.push(result);
    report(result);
  });
  const count = (outcome: Result['outcome']): number => results.filter((result) => result.outcome === outcome).length;
  say(`\n${count('HELD')} held, ${count('BROKEN')} broken, ${count('SKIPPED')} for the emulator alone.`);
  return count('BROKEN') === 0 ? 0 : 1;
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
