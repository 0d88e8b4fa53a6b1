import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseJitRequest } from '../../wire/jit.ts';
import { parseWebhook, type WebhookEvent } from '../../wire/webhook.ts';
import { type Emulated, echo, emulated } from '../testing/emulated.ts';
import { walletMove, type WalletTokenState } from './wallet-token-state.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let card: string;
let told: string[];

beforeEach(async () => {
  world = await emulated();
  told = [];
  world.other.webhook = (_delivery, _headers, raw) => {
    told.push(raw);
    return 200;
  };
  await world.ask('PUT', '/control/clock', { now: '2026-03-02T09:00:00Z', frozen: true });
  card = await world.card();
});
afterEach(() => world.close());

const OWN = { user_token: 'usr_maya', card_product_token: 'cp_virtual' };
const DEVICE = { device_type: 'MOBILE_PHONE', provisioning_app_version: '1.0' } as const;
const MOVE = { channel: 'API', reason_code: '01' } as const;

const add = async (given: object = {}, of = card): Promise<string> => {
  const { status, body } = await world.ask('POST', '/control/wallettokens', { card_token: of, ...given });
  expect(status).toBe(201);
  return String(body['token']);
};
const happen = async (token: string, happened: string) => (await world.ask('PUT', `/control/wallettokens/${token}`, { happened })).status;
const stateOf = async (token: string) => (await world.client.walletTokens.get(token)).state;
const drained = async <T>(list: AsyncGenerator<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
};
const history = async (token: string) => (await drained(world.client.walletTokens.transitions(token))).reverse();
const walletEvents = async (): Promise<(WebhookEvent & { kind: 'digital_wallet_token_transition' })[]> => {
  await world.ask('POST', '/control/quiesce', {});
  const events = told.flatMap((raw) => {
    const parsed = parseWebhook(raw);
    return parsed.ok ? parsed.events : [];
  });
  return events.filter((event) => event.kind === 'digital_wallet_token_transition');
};

describe('a card goes into a wallet', () => {
  test('when the holder’s app hands over what Marqeta gave it, a moment later', async () => {
    const apple = await world.client.walletProvisioning.applePay({
      card_token: card,
      ...DEVICE,
      certificates: ['c'],
      nonce: 'n',
      nonce_signature: 's',
    });
    const google = await world.client.walletProvisioning.googlePay({
      card_token: card,
      ...DEVICE,
      device_id: 'D1',
      wallet_account_id: 'w',
    });
    expect(await drained(world.client.walletTokens.ofCard(card))).toEqual([]);

    await world.ask('PUT', '/control/clock', { now: '2026-03-02T09:00:05Z' });

    expect(apple).toMatchObject({ card_token: card, encrypted_pass_data: expect.stringMatching(/^[\w+/]{100,}=*$/) });
    expect(google.push_tokenize_request_data).toMatchObject({ last_digits: (await world.client.cards.get(card)).last_four });
    expect(await drained(world.client.walletTokens.ofCard(card))).toMatchObject([
      {
        state: 'ACTIVE',
        fulfillment_status: 'PROVISIONED',
        device: { device_id: 'D1' },
        token_service_provider: { token_requestor_name: 'ANDROID_PAY' },
      },
      {
        state: 'ACTIVE',
        wallet_provider_profile: { pan_source: 'MOBILE_BANKING_APP' },
        token_service_provider: { token_requestor_name: 'APPLE_PAY' },
      },
    ]);
  });

  test('typed in by hand: each step is told, with the whole token', async () => {
    const token = await add({ device: { name: 'Maya’s phone' } });

    const events = await walletEvents();
    expect(events.map(({ item, ignored }) => [item.type, item.state, item.fulfillment_status, item.channel, ignored])).toEqual([
      ['fulfillment.requested', 'REQUESTED', 'DECISION_GREEN', 'TOKEN_SERVICE_PROVIDER', []],
      ['state.activated', 'ACTIVE', 'PROVISIONED', 'DIGITAL_WALLET', []],
    ]);
    expect(events[1]?.item).toMatchObject({
      digital_wallet_token: { token, card_token: card, device: { name: 'Maya’s phone' }, state: 'ACTIVE' },
      card: { last_four: (await world.client.cards.get(card)).last_four },
    });
  });

  test('after a check of who holds it, and not when that fails', async () => {
    const [right, wrong] = [await add({ recommends: 'YELLOW' }), await add({ recommends: 'YELLOW' })];
    expect(await world.client.walletTokens.get(right)).toMatchObject({
      state: 'REQUESTED',
      fulfillment_status: 'DECISION_YELLOW',
      issuer_eligibility_decision: 'token.activation.verification.required',
    });

    expect([await happen(right, 'verified'), await happen(wrong, 'not_verified')]).toEqual([200, 200]);

    expect(await world.client.walletTokens.get(right)).toMatchObject({ state: 'ACTIVE', fulfillment_status: 'PROVISIONED' });
    expect(await world.client.walletTokens.get(wrong)).toMatchObject({ state: 'REQUEST_DECLINED', fulfillment_status: 'REJECTED' });
    expect(await happen(wrong, 'verified')).toBe(400);
  });

  test('not with a wrong code, nor by a way that the product has closed', async () => {
    const code = (await world.ask('GET', `/v3/cards/${card}/showpan?show_cvv_number=true`)).body['cvv_number'];
    const other = code === '000' ? '001' : '000';

    const [right, wrong] = [await add({ cvv_number: code }), await add({ cvv_number: other })];
    await world.client.cardProducts.update('cp_virtual', {
      config: { digital_wallet_tokenization: { provisioning_controls: { manual_entry: { enabled: false } } } },
    });
    const closed = await add();

    expect([await stateOf(right), await stateOf(wrong), await stateOf(closed)]).toEqual(['ACTIVE', 'REQUEST_DECLINED', 'REQUEST_DECLINED']);
    expect((await world.client.walletTokens.get(wrong)).issuer_eligibility_decision).toBe('invalid.cid');
    expect((await history(wrong)).map(({ type }) => type)).toEqual(['fulfillment.requested', 'state.request_declined']);
  });

  test('that nobody knows, not at all', async () => {
    const asked = { card_token: 'none', ...DEVICE, device_id: 'd', wallet_account_id: 'w' };

    await expect(world.client.walletProvisioning.googlePay(asked)).rejects.toMatchObject({ status: 404 });
    expect((await world.ask('POST', '/v3/digitalwalletprovisionrequests/applepay', asked)).status).toBe(400);
  });
});

describe('a token in a wallet', () => {
  test('is suspended, comes back and ends, and each step is kept', async () => {
    const token = await add();
    const move = (state: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED') =>
      world.client.walletTokens.transition({ tokenOfWallet: token, state, ...MOVE, token: `move_${state}` });

    const suspended = await move('SUSPENDED');
    await move('ACTIVE');
    await move('TERMINATED');

    expect(suspended).toMatchObject({ type: 'state.suspended', channel: 'API', digital_wallet_token: { token, card_token: card } });
    expect(await world.client.walletTokens.getTransition('move_SUSPENDED')).toEqual(suspended);
    const states = ['REQUESTED', 'ACTIVE', 'SUSPENDED', 'ACTIVE', 'TERMINATED'];
    expect((await history(token)).map(({ state }) => state)).toEqual(states);
    // Deliveries have no order.
    const heard = (await walletEvents()).map(({ item }) => item.state);
    expect([heard.length, new Set(heard)]).toEqual([states.length, new Set(states)]);
    await expect(
      world.client.walletTokens.transition({ tokenOfWallet: token, state: 'ACTIVE', ...MOVE, token: 'too_late' }),
    ).rejects.toMatchObject({ status: 400 });
  });

  test('is moved once by the same command', async () => {
    const token = await add();
    const suspend = { token: 'once', digital_wallet_token: { token }, state: 'SUSPENDED', ...MOVE };

    const first = await world.ask('POST', '/v3/digitalwallettokentransitions', suspend);
    const again = await world.ask('POST', '/v3/digitalwallettokentransitions', suspend);
    const other = await world.ask('POST', '/v3/digitalwallettokentransitions', { ...suspend, state: 'TERMINATED' });

    expect([first.status, again.status, other.status]).toEqual([201, 201, 409]);
    expect(again.body).toEqual(first.body);
  });

  test('is named by the network’s reference too, and must be there', async () => {
    const { token_service_provider: provider } = await world.client.walletTokens.get(await add());
    const move = (body: object) => world.ask('POST', '/v3/digitalwallettokentransitions', { state: 'SUSPENDED', ...MOVE, ...body });

    expect((await move({ token_reference_id: provider?.token_reference_id })).body).toMatchObject({ state: 'SUSPENDED' });
    expect([(await move({ digital_wallet_token: { token: 'none' } })).status, (await move({})).status]).toEqual([400, 400]);
  });

  test('is lost and found with its phone, and removed from it', async () => {
    const token = await add();

    expect([await happen(token, 'device_lost'), await happen(token, 'device_found'), await happen(token, 'removed')]).toEqual([
      200, 200, 200,
    ]);
    expect((await history(token)).at(-1)).toMatchObject({ state: 'TERMINATED', channel: 'TOKEN_SERVICE_PROVIDER', reason_code: '21' });
  });

  test('has a number of its own, shown where it is asked for alone', async () => {
    const token = await add();
    const { pan } = (await world.ask('GET', `/v3/cards/${card}/showpan`)).body;
    const provider = async (path: string) => (await world.ask('GET', path)).body['token_service_provider'] as Json;

    const shown = (await provider(`/v3/digitalwallettokens/${token}/showtokenpan`))['token_pan'];
    expect(shown).toMatch(/^\d{16}$/);
    expect(shown).not.toBe(pan);
    expect((await provider(`/v3/digitalwallettokens/${token}`))['token_pan']).toBe(
      `${String(shown).slice(0, 6)}______${String(shown).slice(-4)}`,
    );
  });
});

describe('the list of tokens', () => {
  test('is narrowed by state, wallet, reference and time', async () => {
    const first = await add();
    await world.ask('PUT', '/control/clock', { now: '2026-03-03T09:00:00Z' });
    const second = await add({ wallet: 'ANDROID_PAY' });
    await happen(second, 'device_lost');
    const reference = (await world.client.walletTokens.get(first)).token_service_provider?.token_reference_id ?? '';
    const tokens = async (filter: object) => (await drained(world.client.walletTokens.list(filter))).map(({ token }) => token);

    expect(await tokens({})).toEqual([second, first]);
    expect(await tokens({ state: 'SUSPENDED' })).toEqual([second]);
    expect(await tokens({ token_requestor_name: 'APPLE_PAY' })).toEqual([first]);
    expect(await tokens({ token_reference_id: reference })).toEqual([first]);
    expect(await tokens({ start_date: '2026-03-03' })).toEqual([second]);
    expect(await tokens({ end_date: '2026-03-03' })).toEqual([first]);
    expect((await world.ask('GET', '/v3/digitalwallettokens?start_date=tomorrow')).status).toBe(400);
    expect((await world.ask('GET', '/v3/digitalwallettokens/card/none')).status).toBe(404);
  });

  test('tells whose they are when asked', async () => {
    await add();

    expect((await world.ask('GET', '/v3/digitalwallettokens?embed=user')).body['data']).toMatchObject([{ user: { token: 'usr_maya' } }]);
  });
});

describe('with their card', () => {
  test('tokens move when the card’s transition says so, and stay when it does not', async () => {
    const [active, waiting] = [await add(), await add({ recommends: 'YELLOW' })];
    await world.client.cards.create({ token: 'other', ...OWN });
    const elsewhere = await add({}, 'other');
    const move = (state: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED', sync: boolean) =>
      world.client.cards.transition({ card_token: card, state, ...MOVE, ...(sync ? { sync_state_with_dwts: true } : {}) });

    await move('SUSPENDED', false);
    expect(await stateOf(active)).toBe('ACTIVE');
    await move('ACTIVE', false);
    await move('SUSPENDED', true);
    expect([await stateOf(active), await stateOf(waiting), await stateOf(elsewhere)]).toEqual(['SUSPENDED', 'REQUESTED', 'ACTIVE']);
    await move('ACTIVE', true);
    await move('TERMINATED', true);

    expect((await history(active)).slice(2)).toMatchObject([
      { state: 'SUSPENDED', reason: 'SYNC_CARD_STATE', reason_code: '01', channel: 'API' },
      { state: 'ACTIVE', reason: 'SYNC_CARD_STATE' },
      { state: 'TERMINATED', reason: 'SYNC_CARD_STATE' },
    ]);
  });

  test('tokens come over to the card that takes its place, in the state that they are in', async () => {
    const [active, lost, removed] = [await add(), await add(), await add()];
    await happen(lost, 'device_lost');
    await happen(removed, 'removed');

    await world.client.cards.replace(card, {
      token: 'next',
      ...OWN,
      activation_actions: { swap_digital_wallet_tokens_from_card_token: card },
    });

    expect((await drained(world.client.walletTokens.ofCard('next'))).map(({ token, state }) => [token, state])).toEqual([
      [lost, 'SUSPENDED'],
      [active, 'ACTIVE'],
    ]);
    expect((await history(active)).at(-1)).toMatchObject({ card_swap: { new_card_token: 'next', previous_card_token: card } });
    expect(await drained(world.client.walletTokens.ofCard(card))).toMatchObject([{ token: removed }]);
  });

  test('tokens never come over from somebody else’s card', async () => {
    await world.client.users.create({ token: 'ana', first_name: 'Ana' });
    const activation_actions = { swap_digital_wallet_tokens_from_card_token: card };

    await expect(world.client.cards.create({ ...OWN, user_token: 'ana', activation_actions })).rejects.toMatchObject({ status: 400 });
  });
});

test('a purchase with the phone tells the gateway of the token, and a phone out of use pays nothing', async () => {
  const asked: string[] = [];
  world.other.gateway = (request) => {
    asked.push(JSON.stringify(request));
    return Promise.resolve({ status: 200, body: echo(request) });
  };
  const token = await add();
  const pay = () =>
    world.ask('POST', '/control/simulate', { event: 'authorization', card_token: card, amount: 5, merchant: {}, wallet_token: token });

  expect((await pay()).body['transaction']).toMatchObject({ state: 'PENDING', digital_wallet_token: { token } });
  expect(parseJitRequest(asked[0] ?? '')).toMatchObject({
    ok: true,
    ignored: [],
    request: { transaction: { digital_wallet_token: { token } } },
  });

  await happen(token, 'device_lost');
  expect((await pay()).status).toBe(400);
});

test('a notification about a token is sent again on demand', async () => {
  const token = await add();
  const [first] = await history(token);
  await walletEvents();
  told.length = 0;

  await world.client.webhooks.resend('wh', 'digitalwallettokentransition', String(first?.token));

  expect(await walletEvents()).toMatchObject([{ token: first?.token, item: { digital_wallet_token: { token } } }]);
});

test('no sequence of calls, whoever makes them, takes a token anywhere it may not go', async () => {
  const cardMoves = ['ACTIVE', 'SUSPENDED'] as const;
  const calls = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('card' as const), to: fc.constantFrom(...cardMoves) }),
      fc.record({ kind: fc.constant('token' as const), to: fc.constantFrom('ACTIVE', 'SUSPENDED', 'TERMINATED') }),
      fc.record({
        kind: fc.constant('phone' as const),
        to: fc.constantFrom('verified', 'not_verified', 'device_lost', 'device_found', 'removed'),
      }),
    ),
    { maxLength: 12 },
  );
  const lawful = fc.asyncProperty(calls, fc.constantFrom('GREEN', 'YELLOW', 'RED'), async (sequence, recommends) => {
    await world.ask('POST', '/v3/cardtransitions', { card_token: card, state: 'ACTIVE', channel: 'API' });
    const token = await add({ recommends });
    for (const { kind, to } of sequence) {
      if (kind === 'phone') await happen(token, to);
      else if (kind === 'card')
        await world.ask('POST', '/v3/cardtransitions', { card_token: card, state: to, channel: 'API', sync_state_with_dwts: true });
      else await world.ask('POST', '/v3/digitalwallettokentransitions', { digital_wallet_token: { token }, state: to, channel: 'API' });
    }
    const states = (await history(token)).map(({ state }) => state as WalletTokenState);
    const steps = states
      .slice(1)
      .map((state, index) => walletMove(states[index] ?? 'TERMINATED', state, { walletReinstatedType: '' }).allowed);
    return states[0] === 'REQUESTED' && steps.every(Boolean) && states.at(-1) === (await stateOf(token));
  });

  expect(await fc.check(lawful, { numRuns: 40 })).toMatchObject({ failed: false });
});
