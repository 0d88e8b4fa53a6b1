import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMarqetaClient, type MarqetaClient } from './client.ts';
import { type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';

let server: ScriptedServer;
let client: MarqetaClient;

beforeAll(async () => {
  server = await scriptedServer();
  client = createMarqetaClient({ baseUrl: server.url, applicationToken: 'a', accessToken: 'b', retry: { attempts: 2, baseMs: 1 } });
});
afterAll(async () => {
  await client.close();
  await server.close();
});

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8');
const drained = async <T>(list: AsyncGenerator<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
};
const page = (...items: object[]): string => JSON.stringify({ count: items.length, is_more: false, data: items });
const DEVICE = { card_token: 'c', device_type: 'MOBILE_PHONE', provisioning_app_version: '1.0' } as const;

/** Each call, the request that it makes, and an answer as documented. */
const CALLS: readonly (readonly [
  request: string,
  body: object | null,
  answer: string,
  call: (client: MarqetaClient) => Promise<unknown>,
])[] = [
  ['POST /kyc', { token: 'k', user_token: 'u' }, fixture('api.kyc.post.response'), (c) => c.kyc.submit({ token: 'k', user_token: 'u' })],
  ['GET /kyc/k', null, fixture('api.kyc.post.response'), (c) => c.kyc.get('k')],
  ['GET /kyc/user/u?count=100&start_index=0', null, page({ token: 'k' }), (c) => drained(c.kyc.ofUser('u'))],
  ['GET /kyc/business/b?count=100&start_index=0', null, page({ token: 'k' }), (c) => drained(c.kyc.ofBusiness('b'))],
  [
    'POST /accountholdergroups',
    { token: 'g', name: 'verified', config: { kyc_required: 'ALWAYS' } },
    '{"token":"g","config":{"kyc_required":"ALWAYS"}}',
    (c) => c.accountHolderGroups.create({ token: 'g', name: 'verified', config: { kyc_required: 'ALWAYS' } }),
  ],
  ['PUT /accountholdergroups/g', { name: 'verified' }, '{"token":"g"}', (c) => c.accountHolderGroups.update('g', { name: 'verified' })],
  ['GET /accountholdergroups?count=10&start_index=0', null, page(), (c) => drained(c.accountHolderGroups.list())],
  [
    'POST /cards',
    { token: 'n', user_token: 'u', card_product_token: 'p', reissue_pan_from_card_token: 'old' },
    fixture('api.cards.post.response'),
    (c) => c.cards.reissue('old', { token: 'n', user_token: 'u', card_product_token: 'p' }),
  ],
  [
    'POST /cards',
    { token: 'n', user_token: 'u', card_product_token: 'p', new_pan_from_card_token: 'lost' },
    fixture('api.cards.post.response'),
    (c) => c.cards.replace('lost', { token: 'n', user_token: 'u', card_product_token: 'p' }),
  ],
  [
    'POST /users/auth/clientaccesstoken',
    { card_token: 'c' },
    fixture('api.clientaccesstoken.response'),
    (c) => c.clientAccessTokens.create('c'),
  ],
  [
    'POST /pins/controltoken',
    { card_token: 'c', controltoken_type: 'SET_PIN' },
    '{"control_token":"x"}',
    (c) => c.pinControlToken('c', 'SET_PIN'),
  ],
  [
    'GET /digitalwallettokens/card/c?count=100&start_index=0',
    null,
    page({ token: 'w', card_token: 'c', state: 'ACTIVE' }),
    (c) => drained(c.walletTokens.ofCard('c')),
  ],
  [
    'POST /digitalwallettokentransitions',
    { token: 't', digital_wallet_token: { token: 'w' }, state: 'SUSPENDED', reason_code: '01' },
    '{"token":"t","type":"state.suspended","state":"SUSPENDED"}',
    (c) => c.walletTokens.transition({ token: 't', tokenOfWallet: 'w', state: 'SUSPENDED', reason_code: '01' }),
  ],
  [
    'POST /digitalwalletprovisionrequests/applepay',
    { ...DEVICE, certificates: ['x'], nonce: 'n', nonce_signature: 's' },
    '{"card_token":"c","encrypted_pass_data":"e","activation_data":"a","ephemeral_public_key":"k"}',
    (c) => c.walletProvisioning.applePay({ ...DEVICE, certificates: ['x'], nonce: 'n', nonce_signature: 's' }),
  ],
  [
    'POST /digitalwalletprovisionrequests/androidpay',
    { ...DEVICE, device_id: 'd', wallet_account_id: 'w' },
    '{"card_token":"c","push_tokenize_request_data":{"opaque_payment_card":"o"}}',
    (c) => c.walletProvisioning.googlePay({ ...DEVICE, device_id: 'd', wallet_account_id: 'w' }),
  ],
  [
    'PUT /fundingsources/programgateway/customheaders/g',
    { custom_header: { 'x-way': 'marqeta' } },
    '{"token":"g"}',
    (c) => c.programGateways.setCustomHeaders('g', { 'x-way': 'marqeta' }),
  ],
  [
    'POST /fundingsources/program',
    { token: 'f', name: 'stand-in' },
    '{"token":"f"}',
    (c) => c.programFundingSources.create({ token: 'f', name: 'stand-in' }),
  ],
  ['PUT /webhooks/customheaders/w', { custom_header: {} }, '{"token":"w"}', (c) => c.webhooks.setCustomHeaders('w', {})],
  ['GET /webhooks?active=true&count=100&start_index=0', null, page({ token: 'w' }), (c) => drained(c.webhooks.list({ active: true }))],
  [
    'POST /velocitycontrols',
    { token: 'v', amount_limit: 2000.5, currency_code: 'USD', velocity_window: 'MONTH', usage_limit: -1 },
    '{"token":"v","amount_limit":2000.50,"currency_code":"USD","velocity_window":"MONTH","usage_limit":-1}',
    (c) =>
      c.velocityControls.create({
        token: 'v',
        amount_limit: '2000.50',
        currency_code: 'USD',
        velocity_window: 'MONTH',
        usage_limit: -1,
      }),
  ],
  [
    'GET /velocitycontrols/user/u/available?count=100&start_index=0',
    null,
    fixture('api.velocitycontrols.available.response'),
    (c) => drained(c.velocityControls.available('u')),
  ],
  ['DELETE /velocitycontrols/v', null, '{"token":"v","active":false}', (c) => c.velocityControls.remove('v')],
  [
    'POST /authcontrols',
    { token: 'a', name: 'software', merchant_scope: { mcc: '5734' } },
    '{"token":"a","active":true}',
    (c) => c.authorizationControls.create({ token: 'a', name: 'software', merchant_scope: { mcc: '5734' } }),
  ],
  ['PUT /authcontrols/exemptmids/e', { active: false }, '', (c) => c.merchantExemptions.setActive('e', false)],
  [
    'POST /mccgroups',
    { token: 'm', name: 'travel', mccs: ['3000-3299', '4511'] },
    fixture('api.mccgroups.post.request'),
    (c) => c.mccGroups.create({ token: 'm', name: 'travel', mccs: ['3000-3299', '4511'] }),
  ],
  ['GET /merchantgroups?count=10&start_index=0', null, page({ token: 'm' }), (c) => drained(c.merchantGroups.list())],
  [
    'GET /commandomodes?count=100&start_index=0',
    null,
    page({ token: 'c', current_state: { commando_enabled: false } }),
    (c) => drained(c.commandoModes.list()),
  ],
  ['GET /balances/b', null, fixture('api.balances.response'), (c) => c.balances('b')],
  [
    'POST /chargebacks',
    { token: 'd', transaction_token: 't', amount: 129, channel: 'ISSUER' },
    '{"token":"d","state":"INITIATED","amount":129.00}',
    (c) => c.chargebacks.create({ token: 'd', transaction_token: 't', amount: '129.00', channel: 'ISSUER' }),
  ],
  [
    'POST /chargebacks/transitions',
    { token: 'm', chargeback_token: 'd', state: 'CASE_WON' },
    '{"token":"m","state":"CASE_WON"}',
    (c) => c.chargebacks.move({ token: 'm', chargeback_token: 'd', state: 'CASE_WON' }),
  ],
  [
    'POST /cases',
    {
      token: 'd',
      type: 'DISPUTE',
      dispute_details: { original_transaction_token: 't', dispute_amount: 129, dispute_reason: 'NOT_AUTHORIZED_CARD_ABSENT' },
    },
    fixture('api.cases.post.response'),
    (c) =>
      c.cases.create({
        token: 'd',
        type: 'DISPUTE',
        dispute_details: {
          original_transaction_token: 't',
          dispute_amount: '129.00',
          dispute_reason: 'NOT_AUTHORIZED_CARD_ABSENT',
        },
      }),
  ],
  [
    'POST /cases/d/transitions',
    { token: 'x', action: 'CHARGEBACK_NO_CREDIT' },
    '{"token":"x"}',
    (c) => c.cases.act('d', { token: 'x', action: 'CHARGEBACK_NO_CREDIT' }),
  ],
];

test.each(CALLS)('%s is what the call sends', async (request, body, answer, call) => {
  server.seen.length = 0;
  server.answers = [{ status: answer === '' ? 204 : 200, ...(answer === '' ? {} : { body: answer }) }];

  await call(client);

  const [seen] = server.seen;
  expect(`${seen?.method} ${String(seen?.url).replace('/v3', '')}`).toBe(request);
  expect(seen?.body === '' ? null : JSON.parse(String(seen?.body))).toEqual(body);
});

test('amounts come back with the digits that Marqeta wrote', async () => {
  server.answers = [{ status: 200, body: fixture('api.velocitycontrols.available.response') }];

  expect(await drained(client.velocityControls.available('u'))).toMatchObject([
    { amount_limit: '2000.0', usage_limit: '-1', available: { amount: '1821.0', uses: -1 } },
  ]);
});

describe('what moves money without a token is never repeated by itself', () => {
  test.each<[string, (client: MarqetaClient) => Promise<unknown>]>([
    ['a provisional credit', (c) => c.chargebacks.grantProvisionalCredit('d')],
    ['its reversal', (c) => c.chargebacks.reverseProvisionalCredit('d')],
    ['the release of a hold', (c) => c.transactions.releaseAuthorization('t')],
  ])('%s', async (_what, call) => {
    server.seen.length = 0;
    server.answers = [{ status: 502 }, { status: 200, body: '{"token":"d","state":"INITIATED"}' }];

    await expect(call(client)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(server.seen).toHaveLength(1);
  });
});
