import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACCOUNT_SETUP } from '../../testing/account-setup.ts';
import { DEFAULT_TOKENS } from '../account-tokens.ts';
import { describePlan } from './describe.ts';
import { type AccountSetup, desiredAccount, type ProductOfProgram } from './desired.ts';
import { drift } from './drift.ts';
import { type FoundAccount, keyOf, planAccount } from './plan.ts';

const setup: AccountSetup = {
  ...ACCOUNT_SETUP,
  gatewayUrl: 'https://cards.harborline.example/webhooks/marqeta/auth',
  webhookUrl: 'https://cards.harborline.example/webhooks/marqeta',
};
const travel: ProductOfProgram = {
  id: '0197a3f0-0000-7000-8000-000000000001',
  name: 'Travel',
  cardType: 'VIRTUAL',
  createdAt: new Date('2026-03-02T09:15:04Z'),
  config: { acceptedCountriesToken: 'accept_all' },
};
const SANDBOX = { baseUrl: 'https://sandbox-api.marqeta.com/v3' };
const nothing: FoundAccount = { resources: new Map(), activeWebhooks: [] };

/** The account as Marqeta shows it once all was done. */
function ready(of: AccountSetup = setup, programs = [travel]): FoundAccount {
  return {
    resources: new Map(desiredAccount(of, programs).map((resource) => [keyOf(resource), structuredClone(resource.visible)])),
    activeWebhooks: [{ token: DEFAULT_TOKENS.webhook }],
  };
}
const plan = (wanted: AccountSetup, found: FoundAccount, but = {}) =>
  planAccount(desiredAccount(wanted, [travel]), found, { ...SANDBOX, ...but });

describe('the plan', () => {
  test('makes everything in an empty account, what is named before what names it', () => {
    const { steps, obstacles } = plan(setup, nothing);

    expect(obstacles).toEqual([]);
    expect(steps.map(({ action, resource }) => `${action} ${resource.kind}`)).toEqual([
      'CREATE HOLDER_GROUP',
      'CREATE GATEWAY',
      'CREATE CARD_PRODUCT',
      'CREATE WEBHOOK',
    ]);
  });

  test('is empty for an account that is ready', () => {
    expect(plan(setup, ready()).steps).toEqual([]);
  });

  test.each<[string, AccountSetup, string[]]>([
    ['another address', { ...setup, webhookUrl: 'https://other.example/webhooks/marqeta' }, ['WEBHOOK config.url']],
    ['another algorithm', { ...setup, signatureAlgorithm: 'HMAC_SHA_1' }, ['WEBHOOK config.signature_algorithm']],
    ['verification', { ...setup, kycRequired: 'ALWAYS' }, ['HOLDER_GROUP config.kyc_required']],
    [
      'another password, which Marqeta never shows',
      { ...setup, credentials: { ...setup.credentials, gatewayPassword: 'Another-Passw0rd-2026!' } },
      ['GATEWAY name'],
    ],
    ['another secret', { ...setup, credentials: { ...setup.credentials, webhookSecret: 'Another-Secret-0123456789!' } }, ['WEBHOOK name']],
  ])('changes what differs alone: %s', (_what, wanted, expected) => {
    const { steps } = plan(wanted, ready());

    expect(steps.flatMap(({ resource, changes }) => changes.map(({ field }) => `${resource.kind} ${field}`))).toEqual(expected);
  });

  test('puts back what was changed at Marqeta', () => {
    const found = ready();
    const product = found.resources.get(`CARD_PRODUCT/${travel.id}`) as { config: { jit_funding: object } };
    product.config.jit_funding = { programgateway_funding_source: { enabled: false, funding_source_token: 'afc_gateway' } };

    const { steps } = plan(setup, found);

    expect(steps.map(({ changes }) => changes)).toEqual([
      [
        { field: 'config.jit_funding.programgateway_funding_source.enabled', from: false, to: true },
        { field: 'config.jit_funding.programgateway_funding_source.refunds_destination', from: undefined, to: 'GATEWAY' },
      ],
    ]);
  });

  test('sends credentials again when told to, and nothing else', () => {
    const { steps } = plan(setup, ready(), { renewCredentials: true });

    expect(steps.map(({ resource, changes }) => [resource.kind, changes])).toEqual([
      ['GATEWAY', []],
      ['WEBHOOK', []],
    ]);
  });

  test('shows no secret', () => {
    const text = describePlan(plan(setup, nothing)).join('\n');

    for (const secret of ['Gateway-Passw0rd-2026!', 'Webhook-Passw0rd-2026!', 'Signing-Secret-0123456789!'])
      expect(text).not.toContain(secret);
    expect(text).toContain('url: https://cards.harborline.example/webhooks/marqeta/auth');
  });
});

describe('what stands in the way', () => {
  const weak = { ...setup, credentials: { ...setup.credentials, webhookPassword: 'lower-case-alone-here' } };
  test.each<[string, AccountSetup, string, string]>([
    [
      'an address of this machine',
      { ...setup, gatewayUrl: 'http://127.0.0.1:4000/webhooks/marqeta/auth' },
      SANDBOX.baseUrl,
      'leads to this machine',
    ],
    ['plain http', { ...setup, gatewayUrl: 'http://cards.example/webhooks/marqeta/auth' }, SANDBOX.baseUrl, 'https only'],
    [
      'plain http from outside, to an emulator',
      { ...setup, gatewayUrl: 'http://cards.example/x' },
      'http://127.0.0.1:4001/v3',
      'https only',
    ],
    ['a password that Marqeta refuses', weak, SANDBOX.baseUrl, 'MARQETA_WEBHOOK_PASSWORD is not what Marqeta takes'],
  ])('%s', (_what, wanted, baseUrl, why) => {
    expect(plan(wanted, nothing, { baseUrl }).obstacles).toEqual([expect.objectContaining({ why: expect.stringContaining(why) })]);
  });

  test('nothing, for an emulator on the same machine', () => {
    const local = { ...setup, gatewayUrl: 'http://127.0.0.1:4000/a', webhookUrl: 'http://127.0.0.1:4000/b' };
    expect(plan(local, nothing, { baseUrl: 'http://127.0.0.1:4001/v3' }).obstacles).toEqual([]);
  });

  test('five other webhooks; of ours and four there is room', () => {
    const active = (...tokens: string[]) => ({ ...nothing, activeWebhooks: tokens.map((token) => ({ token })) });

    expect(plan(setup, active('a', 'b', 'c', 'd', 'e')).obstacles).toEqual([expect.objectContaining({ what: 'WEBHOOK' })]);
    expect(plan(setup, active('a', 'b', 'c', 'd', DEFAULT_TOKENS.webhook)).obstacles).toEqual([]);
  });
});

describe('drift', () => {
  const json = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
    value: fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.array(fc.string()), tie('object')),
    object: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('value')),
  })).object;

  test('is nothing between a thing and itself, whatever Marqeta adds', () => {
    fc.assert(
      fc.property(json, json, (wanted, added) => {
        expect(drift(wanted, { ...added, ...structuredClone(wanted) })).toEqual([]);
      }),
    );
  });

  test('names each field once, and putting them in leaves none', () => {
    fc.assert(
      fc.property(json, json, (wanted, found) => {
        const changes = drift(wanted, found);
        expect(new Set(changes.map(({ field }) => field)).size).toBe(changes.length);
        const mended = structuredClone(found);
        for (const { field, to } of changes) put(mended, field.split('.'), to);
        expect(drift(wanted, mended)).toEqual([]);
      }),
    );
  });

  test('numbers and flags as text, and lists in another order, are the same', () => {
    expect(drift({ a: true, b: 4, c: ['x', 'y'] }, { a: 'true', b: '4', c: ['y', 'x'] })).toEqual([]);
  });
});

function put(target: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const below = target[name];
  if (typeof below !== 'object' || below === null || Array.isArray(below)) target[name] = {};
  put(target[name] as Record<string, unknown>, rest, value);
}
