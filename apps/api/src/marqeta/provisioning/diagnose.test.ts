import { MarqetaError, type MarqetaErrorKind } from '@afc/marqeta';
import { describe, expect, test } from 'vitest';
import {
  diagnoseClock,
  diagnoseCommando,
  diagnoseCredentials,
  diagnoseGateway,
  diagnoseMirrors,
  diagnoseReach,
  diagnoseTimeout,
  diagnoseWebhookPing,
  type ProbeAnswer,
} from './diagnose.ts';

const failed = (kind: MarqetaErrorKind) => new MarqetaError({ kind, method: 'GET', path: '/ping', requestId: 'r' }, 'no');
const NOON = Date.parse('2026-03-02T12:00:00Z');

describe('the clock', () => {
  test.each<[string, string | undefined, 'GOOD' | 'NOTE' | 'BAD']>([
    ['within the second that Marqeta’s answer leaves open', '2026-03-02T11:59:59Z', 'GOOD'],
    ['five seconds apart', '2026-03-02T12:00:05Z', 'GOOD'],
    ['six seconds behind', '2026-03-02T12:00:07Z', 'NOTE'],
    ['a minute ahead', '2026-03-02T11:59:00Z', 'NOTE'],
    ['an hour behind', '2026-03-02T13:00:00Z', 'BAD'],
    ['an hour ahead', '2026-03-02T11:00:00Z', 'BAD'],
    ['unknown', undefined, 'NOTE'],
    ['unreadable', 'noon', 'NOTE'],
  ])('%s', (_how, timestamp, state) => {
    expect(diagnoseClock(timestamp, { askedAt: NOON, answeredAt: NOON + 400 }, 300_000).state).toBe(state);
  });

  test('a slow answer is no skew', () => {
    expect(diagnoseClock('2026-03-02T12:00:20Z', { askedAt: NOON, answeredAt: NOON + 40_000 }, 300_000).state).toBe('GOOD');
  });
});

describe('our gateway, called from here', () => {
  const url = 'https://cards.example/webhooks/marqeta/auth';
  const refused = { status: 401, code: 'CALLER_CREDENTIALS_REFUSED' };
  const reads = { status: 400, code: 'MESSAGE_NOT_UNDERSTOOD' };
  test.each<[string, ProbeAnswer, ProbeAnswer, string, 'GOOD' | 'NOTE' | 'BAD']>([
    ['reads us, and asks others for credentials', reads, refused, url, 'GOOD'],
    ['answers a stranger too', reads, reads, url, 'BAD'],
    ['refuses the credentials', refused, refused, url, 'BAD'],
    ['takes calls from Marqeta’s addresses alone', { status: 403, code: 'CALLER_ADDRESS_REFUSED' }, refused, url, 'NOTE'],
    ['is another program', { status: 404, code: null }, { status: 404, code: null }, url, 'BAD'],
    ['has an expired certificate', { problem: 'CERT_HAS_EXPIRED' }, { problem: 'CERT_HAS_EXPIRED' }, url, 'BAD'],
  ])('%s', (_what, known, unknown, address, state) => {
    expect(diagnoseGateway({ url: address, known, unknown })).toEqual([expect.objectContaining({ state })]);
  });

  test('plain http is taken on loopback alone', () => {
    const states = (address: string) => diagnoseGateway({ url: address, known: reads, unknown: refused }).map(({ state }) => state);

    expect(states('http://127.0.0.1:4000/webhooks/marqeta/auth')).toEqual(['GOOD']);
    expect(states('http://cards.example/webhooks/marqeta/auth')).toEqual(['GOOD', 'BAD']);
  });
});

test.each<[object | undefined, string[]]>([
  [{ timeout_millis: 3_000 }, ['GOOD']],
  [{ timeout_millis: '2000' }, ['GOOD']],
  [{ timeout_millis: 1_999 }, ['BAD']],
  [{}, ['NOTE']],
  [undefined, []],
])('Marqeta waits longer than we think: %j', (gateway, states) => {
  expect(diagnoseTimeout(gateway, 1_500).map(({ state }) => state)).toEqual(states);
});

test.each<[MarqetaErrorKind, RegExp]>([
  ['unauthenticated', /MARQETA_APPLICATION_TOKEN/],
  ['forbidden', /admin role/],
  ['unavailable', /MARQETA_BASE_URL/],
  ['unreadable', /ends in \/v3/],
])('an account that does not let us in (%s) says what to look at', (kind, todo) => {
  expect(diagnoseReach(failed(kind), 'https://x.example/v3')).toMatchObject({ state: 'BAD', todo: expect.stringMatching(todo) });
});

test('a webhook that Marqeta calls in vain is bad, and one that it has not too', () => {
  expect(diagnoseWebhookPing(null, 'https://x').state).toBe('GOOD');
  expect(diagnoseWebhookPing(failed('refused'), 'https://x').todo).toContain('--credentials');
  expect(diagnoseWebhookPing(failed('not_found'), 'https://x').todo).toContain('marqeta:setup');
});

test('secrets are strong, and each its own', () => {
  const strong = {
    gatewayUsername: 'g',
    gatewayPassword: 'Gateway-Passw0rd-2026!',
    webhookUsername: 'w',
    webhookPassword: 'Webhook-Passw0rd-2026!',
    webhookSecret: 'Signing-Secret-0123456789!',
  };
  const states = (but: object) => diagnoseCredentials({ ...strong, ...but }).map(({ state }) => state);

  expect(states({})).toEqual(['GOOD']);
  expect(states({ webhookSecret: strong.webhookPassword })).toEqual(['NOTE']);
  expect(states({ webhookSecret: 'Short-1' })).toEqual(['BAD']);
});

test.each<[object, 'GOOD' | 'NOTE' | 'BAD']>([
  [{}, 'GOOD'],
  [{ MIRRORED: 4 }, 'GOOD'],
  [{ MIRRORED: 4, WAITING: 1 }, 'NOTE'],
  [{ MIRRORED: 4, DIFFERS: 1 }, 'NOTE'],
  [{ WAITING: 1, KEEPS: 1 }, 'BAD'],
  [{ REFUSED: 1 }, 'BAD'],
])('mirrored controls that stand like %j', (but, state) => {
  expect(diagnoseMirrors({ WAITING: 0, MIRRORED: 0, DIFFERS: 0, KEEPS: 0, REFUSED: 0, ...but }).state).toBe(state);
});

test('Commando Mode is wanted, and wanted off', () => {
  const mode = (commando_enabled: boolean) => [
    { token: 'c', program_gateway_funding_source_token: 'afc_gateway', current_state: { commando_enabled } },
  ];

  expect(diagnoseCommando(mode(false), 'afc_gateway').state).toBe('GOOD');
  expect(diagnoseCommando(mode(true), 'afc_gateway').state).toBe('NOTE');
  expect(diagnoseCommando(mode(false), 'another').state).toBe('NOTE');
});
