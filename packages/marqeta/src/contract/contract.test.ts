import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../emulator/settings.ts';
import { type Emulated, echo, emulated } from '../emulator/testing/emulated.ts';
import { parseJitRequest } from '../wire/jit.ts';
import { parseWebhook } from '../wire/webhook.ts';
import { CONTRACT } from './contract.ts';
import { calledIn, knownEndpoints } from './endpoints.ts';
import { httpTarget } from './http-target.ts';
import { Names } from './names.ts';
import { type Result, runContract, type Target } from './run.ts';

const ROWS = CONTRACT.flatMap(({ title, rows }) => rows.map((row) => ({ name: `${title} ${row.what} (${row.cites})`, row })));

let world: Emulated;
const results = new Map<object, Result>();
const asked: string[] = [];
const told: string[] = [];

beforeAll(async () => {
  // A phone takes its card at once.
  world = await emulated({ settings: { unconfirmed: { walletProvisionedAfterSeconds: 0 } } });
  world.other.gateway = (request) => {
    asked.push(JSON.stringify(request));
    return Promise.resolve(
      isTooMuch(request)
        ? { status: 402, body: echo(request, { decline_reason: 'INSUFFICIENT_FUNDS' }) }
        : { status: 200, body: echo(request) },
    );
  };
  world.other.webhook = (_delivery, _headers, raw) => {
    told.push(raw);
    return 200;
  };
  await runContract(target(world), CONTRACT, (result) => results.set(result.row, result));
  await world.ask('POST', '/control/quiesce', {});
});
afterAll(() => world.close());

/** Our gateway declines what costs more than four thousand. */
const isTooMuch = (request: Record<string, unknown>): boolean => Number(request['amount']) > 4_000;

function target({ emulator, origin }: Emulated, kind: Target['kind'] = 'EMULATOR'): Target {
  const given = { gatewayUrl: `${origin}/gateway`, webhookUrl: `${origin}/webhook`, silentUrl: 'http://127.0.0.1:9/webhook' };
  const access = { baseUrl: `${emulator.url}/v3`, applicationToken: 'emulator-application', accessToken: 'emulator-access' };
  return httpTarget(kind, new Names('contract', given), access, { everyMs: 0, timeoutMs: 10_000 });
}

test.each(ROWS)('$name', ({ row }) => {
  const result = results.get(row);

  expect(result?.problems).toEqual([]);
  expect(result?.notes).toEqual([]);
});

test('every message that was sent on the way is as documented', () => {
  const events = told.flatMap((raw) => {
    const parsed = parseWebhook(raw);
    return parsed.ok ? parsed.events : [];
  });
  const questions = asked.map((raw) => parseJitRequest(raw));

  expect(told.filter((raw) => !parseWebhook(raw).ok)).toEqual([]);
  expect(events.filter((event) => event.kind !== 'unknown' && event.ignored.length > 0)).toEqual([]);
  // How Marqeta reports a case is not documented (wire-format §15.2); everything else is.
  expect(new Set(events.map((event) => (event.kind === 'unknown' ? event.envelope : event.kind)))).toEqual(
    new Set([
      'transaction',
      'card_transition',
      'card_action',
      'digital_wallet_token_transition',
      'user_transition',
      'business_transition',
      'chargeback_transition',
      'commando_mode_transition',
      DEFAULT_SETTINGS.unconfirmed.caseEnvelope,
    ]),
  );
  expect(questions.filter((question) => !question.ok || question.ignored.length > 0)).toEqual([]);
});

test('every endpoint of Marqeta’s that is known here has a row, whether it is core or not', () => {
  const called = calledIn(CONTRACT);

  expect(knownEndpoints().filter(({ isCore }) => isCore).length).toBeGreaterThan(90);
  expect(knownEndpoints().filter(({ call }) => !called.has(call))).toEqual([]);
});

test('without our gateway the rest holds too, and what was made is closed', async () => {
  const sandbox = await emulated();
  const broken: Result[] = [];
  try {
    await runContract(target(sandbox, 'SANDBOX'), CONTRACT, (result) => {
      if (result.outcome === 'BROKEN') broken.push(result);
    });
    const open = await sandbox.ask('GET', '/v3/users?count=100&fields=token,status');

    expect(broken.map(({ chapter, row, problems }) => [chapter, row.what, problems])).toEqual([]);
    expect((open.body['data'] as { status: string }[]).filter(({ status }) => status !== 'CLOSED')).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

test('every endpoint of Marqeta’s that is known here has a route in the emulator', async () => {
  const missing: string[] = [];
  for (const { call } of knownEndpoints()) {
    const [method = '', path = ''] = call.split(' ');
    const { status, body } = await world.ask(method, `/v3${path.replace(/\{[^}]+\}/g, 'none')}`, method === 'GET' ? undefined : {});
    if (status === 405 || (status === 404 && body['error_code'] === '404000')) missing.push(call);
  }

  expect(missing).toEqual([]);
});
