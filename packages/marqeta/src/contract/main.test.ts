import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { emulated } from '../emulator/testing/emulated.ts';
import { knownEndpoints } from './endpoints.ts';

type Ended = { readonly code: number; readonly said: string };

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const TOKENS = { MARQETA_APPLICATION_TOKEN: 'emulator-application', MARQETA_ACCESS_TOKEN: 'emulator-access' };

/** The program as npm runs it, with nothing of our own environment. */
function program(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', MAIN, ...args],
      { env: { PATH: process.env['PATH'] ?? '', ...env }, maxBuffer: 8 << 20 },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });
}

async function against(settings: Parameters<typeof emulated>[0], args: readonly string[], env: object = {}): Promise<Ended> {
  const account = await emulated(settings);
  try {
    return await program(args, { MARQETA_BASE_URL: `${account.emulator.url}/v3`, ...TOKENS, ...env });
  } finally {
    await account.close();
  }
}

test('an account that is as the facts say holds, and the program ends with 0', async () => {
  const { code, said } = await against({}, ['--every', '0']);

  expect(said).toMatch(/\n(\d{3,}) held, 0 broken, \d+ for the emulator alone\.\n$/);
  expect(code).toBe(0);
}, 120_000);

test('an account that answers otherwise breaks rows, which are named, and the program ends with 1', async () => {
  const { code, said } = await against({ settings: { unconfirmed: { illegalTransitionStatus: 418 } } }, ['--every', '0']);

  expect(said).toMatch(/\n {2}✗ a card .*\n {6}POST \/cardtransitions: .*418/);
  expect(said).toMatch(/\n\d+ held, [1-9]\d* broken, /);
  expect(code).toBe(1);
}, 120_000);

test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
  ['a wrong token', [], { MARQETA_ACCESS_TOKEN: 'wrong' }, 'refuses the credentials (401). Look at MARQETA_APPLICATION_TOKEN'],
  ['an account that is away', [], { MARQETA_BASE_URL: 'http://127.0.0.1:1/v3' }, 'does not answer (bad port). Look at MARQETA_BASE_URL'],
])('with %s it says so in a line', async (_what, args, env, line) => {
  const { code, said } = await against({}, args, env);

  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining(line) as string });
  expect(said.trimEnd().split('\n')).toHaveLength(1);
});

test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
  ['an account', [], {}],
  ['a pause that is a length of time', ['--every', 'often'], { MARQETA_BASE_URL: 'http://127.0.0.1:1/v3', ...TOKENS }],
])('without %s it shows how it is used', async (_what, args, env) => {
  const { code, said } = await program(args, env);

  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('npm run marqeta:contract -- [--coverage]') as string });
});

test('--coverage counts what is asked nothing of, and asks nothing', async () => {
  const { code, said } = await program(['--coverage'], {});

  expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/0 endpoints have none, 0 of them core\.\n$/) as string });
  expect(Number(/(\d+) calls in/.exec(said)?.[1])).toBeGreaterThanOrEqual(knownEndpoints().length);
});
