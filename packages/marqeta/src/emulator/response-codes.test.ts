import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isSuccessCode, RESPONSE_MEMOS } from '../wire/response-codes.ts';
import { type Emulated, echo, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;

beforeEach(async () => {
  world = await emulated();
  await world.card();
  await world.ask('PUT', '/v3/users/usr_maya', { address1: '12 Grand Avenue', postal_code: '94612' });
});
afterEach(() => world.close());

const put = (config: object) => world.ask('PUT', '/v3/cardproducts/cp_virtual', { config });
const controls = (transaction_controls: object) => put({ transaction_controls });
const poi = (channels: object) => put({ poi: channels });
const move = (state: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED', reason_code = '01') =>
  world.client.cards.transition({ card_token: 'card_1', state, reason_code, channel: 'API' });
const holder = (status: string) =>
  world.ask('POST', '/v3/usertransitions', { user_token: 'usr_maya', status, reason_code: '01', channel: 'API' });
const gateway = (answer: (request: Json) => { status: number; body: unknown }) => {
  world.other.gateway = (request) => Promise.resolve(answer(request));
};
const declines = (decline_reason?: string) => () =>
  gateway((request) => ({ status: 402, body: echo(request, decline_reason === undefined ? {} : { decline_reason }) }));
const limit = (but: object) => () =>
  world.ask('POST', '/v3/velocitycontrols', { amount_limit: 1_000, currency_code: 'USD', velocity_window: 'DAY', ...but });
/** The product spends what is on the account, which is so much. */
const loaded = (amount: number) => async () => {
  await put({ jit_funding: { programgateway_funding_source: { enabled: false } } });
  await world.client.programFundingSources.create({ token: 'reserve', name: 'Reserve' });
  await world.ask('POST', '/v3/gpaorders', { user_token: 'usr_maya', amount, currency_code: 'USD', funding_source_token: 'reserve' });
};
const pin = async () => {
  const { body } = await world.ask('POST', '/v3/pins/controltoken', { card_token: 'card_1', controltoken_type: 'SET_PIN' });
  await world.ask('PUT', '/v3/pins', { control_token: body['control_token'], pin: '4711' });
};
const ONLINE = { card_present: false };

interface Case {
  readonly code: string;
  readonly when: string;
  readonly given?: () => unknown;
  /** Of the purchase, besides card and amount. */
  readonly body?: object;
  readonly event?: string;
}

/** Every way in which a purchase ends, by the code that says so (wire-format §11). */
const CASES: readonly Case[] = [
  { code: '0000', when: 'nothing stands in its way' },
  { code: '0000', when: 'it spends what was loaded', given: loaded(10) },
  {
    code: '0002',
    when: 'the gateway gives a part',
    given: () => gateway((request) => ({ status: 200, body: echo(request, { amount: 4 }) })),
    body: { pos: { partial_approval_capable: true } },
  },
  { code: '0002', when: 'a part was loaded', given: loaded(4), body: { pos: { partial_approval_capable: true } } },
  { code: '1830', when: 'it only checks the account', body: { amount: undefined } },
  {
    code: '1001',
    when: 'the card has expired',
    given: () => world.ask('PUT', '/control/clock', { now: new Date(Date.now() + 5 * 366 * 86_400_000).toISOString(), frozen: true }),
  },
  { code: '1002', when: 'the expiry given is wrong', body: { card_options: { expiration: '0101' } } },
  {
    code: '1002',
    when: 'the postal code is wrong and the product minds',
    given: () => controls({ address_verification: { auth_messages: {} } }),
    body: { card_options: { billing_address: { address: '12 Grand Avenue', zip: '10001' } } },
  },
  { code: '1003', when: 'the card is suspended', given: () => move('SUSPENDED') },
  { code: '1004', when: 'the card was stolen', given: () => move('TERMINATED', '23') },
  { code: '1005', when: 'the card was lost', given: () => move('SUSPENDED', '10') },
  { code: '1014', when: 'no account is in its currency', given: loaded(10), body: { currency_code: 'EUR' } },
  { code: '1015', when: 'cash is not for this product', event: 'authorization.atm.withdrawal' },
  { code: '1015', when: 'terminals are not for this product', given: () => poi({ other: { allow: false } }) },
  { code: '1015', when: 'it is as good as cash', event: 'authorization.quasi.cash' },
  {
    code: '1015',
    when: 'the chip is required',
    given: () => controls({ always_require_icc: true }),
    body: { pos: { pan_entry_mode: 'MAG_STRIPE' } },
  },
  { code: '1016', when: 'too little was loaded', given: loaded(9.99) },
  { code: '1016', when: 'the gateway says no and not why', given: declines() },
  { code: '1016', when: 'the gateway fails', given: () => gateway(() => ({ status: 500, body: {} })) },
  {
    code: '1016',
    when: 'the gateway gives a part to a terminal that takes none',
    given: () => gateway((request) => ({ status: 200, body: echo(request, { amount: 4 }) })),
  },
  { code: '1806', when: 'the card is terminated', given: () => move('TERMINATED') },
  { code: '1809', when: 'the PIN is wrong', given: pin, body: { card_options: { pin: '0000' } } },
  { code: '1809', when: 'a PIN is required', given: () => controls({ always_require_pin: true }) },
  { code: '1810', when: 'nothing is asked for', event: 'authorization.cashback', body: { amount: 0, cash_back_amount: 0 } },
  { code: '1813', when: 'its holder is suspended', given: () => holder('SUSPENDED') },
  { code: '1813', when: 'its holder is not verified', given: () => holder('UNVERIFIED') },
  { code: '1817', when: 'it is once too often', given: limit({ usage_limit: 0 }) },
  {
    code: '1821',
    when: 'its merchant is not on the list',
    given: () => world.ask('POST', '/v3/authcontrols', { name: 'Food', merchant_scope: { mcc: '5411' } }),
  },
  { code: '1825', when: 'the security code is wrong', body: { card_options: { ...ONLINE, cvv: 'no' } } },
  {
    code: '1825',
    when: 'a security code is required',
    given: () => controls({ require_card_not_present_card_security_code: true }),
    body: { card_options: ONLINE },
  },
  { code: '1831', when: 'it is online and the product is not', given: () => poi({ ecommerce: false }), body: { card_options: ONLINE } },
  { code: '1834', when: 'it is too much', given: limit({ amount_limit: 9.99 }) },
  { code: '1864', when: 'it is abroad', body: { card_acceptor: { country_code: 'PRT' } } },
  { code: '1883', when: 'the gateway finds the amount invalid', given: declines('INVALID_AMOUNT') },
  {
    code: '1883',
    when: 'the gateway gives more than was asked',
    given: () => gateway((request) => ({ status: 200, body: echo(request, { amount: 11 }) })),
  },
  { code: '1884', when: 'the gateway has too little', given: declines('INSUFFICIENT_FUNDS') },
  { code: '1885', when: 'the gateway does not permit it', given: declines('TRANSACTION_NOT_PERMITTED') },
  { code: '1886', when: 'the gateway suspects fraud', given: declines('SUSPECTED_FRAUD') },
  { code: '1887', when: 'the gateway has a limit', given: declines('AMOUNT_LIMIT_EXCEEDED') },
  { code: '1888', when: 'the gateway has a count', given: declines('TRANSACTION_COUNT_LIMIT_EXCEEDED') },
  { code: '1889', when: 'the gateway knows it', given: declines('DUPLICATE_TRANSACTION') },
  { code: '1804', when: 'the gateway does not know the card', given: declines('INVALID_CARD') },
  { code: '1023', when: 'the gateway has no checking account', given: declines('NO_CHECKING_ACCOUNT') },
  { code: '1022', when: 'the gateway has no savings account', given: declines('NO_SAVINGS_ACCOUNT') },
];

describe('a purchase ends with', () => {
  test.each(CASES)('$code when $when', async ({ code, given, body, event }) => {
    await given?.();

    const answered = await world.ask('POST', `/v3/simulations/cardtransactions/${event ?? 'authorization'}`, {
      card_token: 'card_1',
      amount: 10,
      ...body,
    });

    const transaction = answered.body['transaction'] as Json;
    expect(transaction['response']).toMatchObject({ code, memo: RESPONSE_MEMOS[code] });
    expect(transaction['state'] === 'DECLINED').toBe(!isSuccessCode(code));
  });
});

test('a card that was never activated is not active', async () => {
  await put({ card_life_cycle: { activate_upon_issue: false } });
  await world.client.cards.create({ token: 'sealed', user_token: 'usr_maya', card_product_token: 'cp_virtual' });

  const { body } = await world.ask('POST', '/v3/simulations/cardtransactions/authorization', { card_token: 'sealed', amount: 10 });

  expect(body).toMatchObject({ transaction: { state: 'DECLINED', response: { code: '1806' } } });
});

test('the account of a business that is closed spends nothing', async () => {
  await world.client.businesses.create({ token: 'biz', business_name_legal: 'Harborline Inc' });
  await world.client.users.create({ token: 'ines', parent_token: 'biz', uses_parent_account: true });
  await world.client.cards.create({ token: 'company', user_token: 'ines', card_product_token: 'cp_virtual' });
  await world.ask('POST', '/v3/businesstransitions', { business_token: 'biz', status: 'CLOSED', reason_code: '01', channel: 'API' });

  const { body } = await world.ask('POST', '/v3/simulations/cardtransactions/authorization', { card_token: 'company', amount: 10 });

  expect(body).toMatchObject({ transaction: { state: 'DECLINED', response: { code: '1813' } } });
});

describe('what was checked is shown', () => {
  const buy = async (body: object, route = '/v3/simulations/cardtransactions/authorization'): Promise<Json> =>
    (await world.ask('POST', route, { card_token: 'card_1', amount: 10, mid: '123456890', ...body })).body['transaction'] as Json;

  test.each<[string, string, string, object]>([
    ['both right', '12 Grand Avenue', '94612', { code: '0000' }],
    ['a wrong number', '14 Grand Avenue', '94612', { code: '0100' }],
  ])('an address with %s', async (_how, address, zip, response) => {
    const transaction = await buy({ card_options: { billing_address: { address, zip } } });

    expect(transaction['address_verification']).toMatchObject({
      request: { postal_code: zip },
      on_file: { postal_code: '94612' },
      response,
    });
    expect(transaction).toMatchObject({ gpa_order: { jit_funding: { address_verification: { issuer: { response } } } } });
  });

  test('a security code that was right, and one that was not', async () => {
    const { body } = await world.ask('GET', '/v3/cards/card_1/showpan?show_cvv_number=true');

    const right = await buy({ card_options: { ...ONLINE, cvv: body['cvv_number'] } });
    const wrong = await buy({ card_options: { cvv: 'no' } });

    expect(right['card_security_code_verification']).toMatchObject({ type: 'CVV2', response: { code: '0000' } });
    expect(wrong['card_security_code_verification']).toMatchObject({ type: 'CVV1', response: { code: '0001' } });
  });

  test.each<[string, object]>([
    ['05', { electronic_commerce_indicator: 'authentication_successful', verification_result: 'verified' }],
    ['1', { electronic_commerce_indicator: 'authentication_attempted', verification_result: 'not_verified' }],
    ['no_authentication', { electronic_commerce_indicator: 'no_authentication', verification_result: 'not_present' }],
  ])('3-D Secure, in simulations 1.0 by its indicator: %s', async (indicator, expected) => {
    let asked: Json = {};
    gateway((request) => {
      asked = request;
      return { status: 200, body: echo(request) };
    });

    const transaction = await buy({ card_acceptor: { ecommerce_security_level_indicator: indicator } }, '/v3/simulate/authorization');

    expect([asked['cardholder_authentication_data'], transaction['cardholder_authentication_data']]).toEqual([expected, expected]);
  });

  test('3-D Secure, in simulations 2.0 as it is given', async () => {
    const cardholder_authentication_data = { verification_result: 'verified', three_ds_message_version: '2.2.0' };

    expect(await buy({ cardholder_authentication_data })).toMatchObject({ cardholder_authentication_data });
  });

  test('an indicator that 3-D Secure does not have is refused', async () => {
    const body = { card_token: 'card_1', amount: 10, mid: '1', card_acceptor: { ecommerce_security_level_indicator: '99' } };

    expect((await world.ask('POST', '/v3/simulate/authorization', body)).status).toBe(400);
  });

  test('an expiry, in simulations 1.0 by year and month', async () => {
    const { expiration } = (await world.ask('GET', '/v3/cards/card_1')).body as { expiration: string };
    const withExpiry = (card_expiration_date_yymm: string) =>
      buy({ transaction_options: { card_expiration_date_yymm } }, '/v3/simulate/authorization');

    expect(await withExpiry(`${expiration.slice(2)}${expiration.slice(0, 2)}`)).toMatchObject({ state: 'PENDING' });
    expect(await withExpiry('2001')).toMatchObject({ state: 'DECLINED', response: { code: '1002' } });
  });
});

test('where cards may be used is listed', async () => {
  const { body } = await world.ask('GET', '/v3/acceptedcountries');

  expect(body).toMatchObject({ data: [{ token: 'accept_us_only', country_codes: ['USA'], is_whitelist: true }, { token: 'accept_all' }] });
  expect((await world.ask('GET', '/v3/acceptedcountries/accept_us_only')).body).toMatchObject({ name: 'Accept US only' });
  expect((await world.ask('GET', '/v3/acceptedcountries/none')).status).toBe(404);
});
