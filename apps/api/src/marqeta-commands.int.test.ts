import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createMarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_TOKENS } from './marqeta/account-tokens.ts';
import { ApiProcess, processSettings } from './testing/api-process.ts';
import { cloneDatabase, type TestDatabase } from './testing/test-database.ts';

let database: TestDatabase;
let emulator: RunningEmulator;

beforeAll(async () => {
  database = await cloneDatabase();
  emulator = await startEmulator({ port: 0, dataDir: ':memory:', settings: { applicationToken: 'test', accessToken: 'test' } });
});
afterAll(async () => {
  await emulator.close();
  await database.drop();
});

const settings = (but: Record<string, string> = {}) => ({
  ...processSettings(database.urls),
  MARQETA_BASE_URL: `${emulator.url}/v3`,
  PUBLIC_URL: 'http://127.0.0.1:1',
  DECISION_DEADLINE_MS: '1500',
  ...but,
});

/** The command as npm runs it, with nobody at the terminal. */
function command(
  name: 'setup' | 'doctor',
  args: readonly string[],
  but: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const program = fileURLToPath(new URL(`../dist/src/marqeta-${name}.js`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env: { PATH: process.env['PATH'], ...settings(but) } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }),
    );
  });
}

test('setup shows a plan, does it when told to, and then finds nothing to do', async () => {
  const shown = await command('setup', []);
  expect(shown).toMatchObject({ code: 2, said: expect.stringContaining('+ programme gateway (afc_gateway)') });
  expect(shown.said).toContain('Run it with --yes');

  expect(await command('setup', ['--yes'])).toMatchObject({ code: 0, said: expect.stringContaining('✓ webhook (afc_webhook)') });
  expect(await command('setup', ['--plan'])).toMatchObject({ code: 0, said: expect.stringContaining('Nothing to do') });
});

test('the doctor finds nothing wrong once the product answers, and says so with its exit code', async () => {
  expect(await command('doctor', [])).toMatchObject({ code: 1, said: expect.stringContaining('does not answer') });

  const api = await ApiProcess.start(database.urls, { MARQETA_BASE_URL: `${emulator.url}/v3` });
  try {
    const where = { PUBLIC_URL: api.url };
    expect(await command('setup', ['--yes'], where)).toMatchObject({ code: 0 });
    expect(await command('doctor', [], where)).toMatchObject({
      code: 0,
      said: expect.stringContaining('Marqeta called it, and got its answer'),
    });
  } finally {
    await api.stop();
  }
});

test.each([
  ['a wrong token', { MARQETA_ACCESS_TOKEN: 'wrong' }, 'refuses the credentials. Look at MARQETA_APPLICATION_TOKEN'],
  ['an account that is away', { MARQETA_BASE_URL: 'http://127.0.0.1:1/v3' }, 'does not answer. Look at MARQETA_BASE_URL'],
  ['an address that Marqeta cannot reach', { PUBLIC_URL: 'http://cards.example' }, 'Marqeta takes https only'],
  ['a password that Marqeta refuses', { MARQETA_GATEWAY_PASSWORD: 'a'.repeat(24) }, 'it needs an upper-case letter, a digit, a symbol'],
  ['a setting that is wrong', { MARQETA_KYC_REQUIRED: 'maybe' }, 'MARQETA_KYC_REQUIRED is "maybe"'],
])('setup with %s says what to look at, changes nothing, and fails', async (_what, but, line) => {
  const { code, said } = await command('setup', ['--yes'], but);

  expect(code).toBe(1);
  expect(said).toContain(line);
  expect(said).not.toContain('    at ');
  const client = createMarqetaClient({ baseUrl: `${emulator.url}/v3`, applicationToken: 'test', accessToken: 'test' });
  expect((await client.programGateways.get(DEFAULT_TOKENS.gateway)).url).not.toContain('cards.example');
  await client.close();
});
