import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseWebhook } from '../../wire/webhook.ts';
import { type Emulated, emulated } from '../testing/emulated.ts';

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

const passTo = (now: string) => world.ask('PUT', '/control/clock', { now });
const events = async () => {
  await world.ask('POST', '/control/quiesce', {});
  return told.flatMap((raw) => {
    const parsed = parseWebhook(raw);
    return parsed.ok ? parsed.events : [];
  });
};
const setPin = async (pin: string, token?: string) => {
  const control = token ?? (await world.client.pinControlToken(card, 'SET_PIN')).control_token;
  return (await world.ask('PUT', '/v3/pins', { control_token: control, pin })).status;
};
const reveal = async () => {
  const { control_token } = await world.client.pinControlToken(card, 'REVEAL_PIN');
  return world.ask('POST', '/v3/pins/reveal', { control_token, cardholder_verification_method: 'LOGIN' });
};

describe('a PIN', () => {
  test('is set with a control token, once, and told without being said', async () => {
    const { control_token: token } = await world.client.pinControlToken(card, 'SET_PIN');

    expect([await setPin('2580', token), await setPin('2580', token)]).toEqual([204, 400]);

    const action = (await events()).find(({ kind }) => kind === 'card_action');
    expect(action).toMatchObject({ ignored: [], item: { type: 'pin.set', card_token: card, user_token: 'usr_maya' } });
    expect(told.join()).not.toContain('2580');
    expect((await world.client.cards.get(card)).pin_is_set).toBe(true);
  });

  test('that is weak is refused, and the token can be used for a better one', async () => {
    const { control_token: token } = await world.client.pinControlToken(card, 'SET_PIN');

    expect([await setPin('1234', token), await setPin('12345', token), await setPin('2580', token)]).toEqual([412, 400, 204]);
  });

  test('cannot be set with a token that is replaced, too old, or for revealing', async () => {
    const { control_token: replaced } = await world.client.pinControlToken(card, 'SET_PIN');
    const { control_token: old } = await world.client.pinControlToken(card, 'SET_PIN');
    expect(await setPin('2580', replaced)).toBe(400);
    await passTo('2026-03-02T10:00:00Z');
    expect(await setPin('2580', old)).toBe(400);

    const { control_token: revealing } = await world.client.pinControlToken(card, 'REVEAL_PIN');
    expect(await setPin('2580', revealing)).toBe(400);
  });

  test('is revealed for a card in use that has one', async () => {
    expect((await reveal()).status).toBe(400);
    await setPin('2580');

    expect(await reveal()).toEqual({ status: 200, body: { pin: '2580' } });

    await world.client.cards.transition({ card_token: card, state: 'SUSPENDED', channel: 'API', reason_code: '01' });
    expect(await reveal()).toMatchObject({ status: 400, body: { error_code: '400985' } });
  });

  test('is asked for in vain on a card that ended', async () => {
    await world.client.cards.transition({ card_token: card, state: 'TERMINATED', channel: 'API', reason_code: '01' });

    expect((await world.ask('POST', '/v3/pins/controltoken', { card_token: card })).status).toBe(403);
    expect((await world.ask('POST', '/v3/pins/controltoken', { card_token: 'none' })).status).toBe(400);
  });

  test('goes over to the card that takes the place of a damaged one', async () => {
    await setPin('2580');
    const own = { user_token: 'usr_maya', card_product_token: 'cp_virtual' };

    expect((await world.client.cards.reissue(card, { token: 'without', ...own, copy_pin_from_source_card: false })).pin_is_set).toBe(false);
    expect((await world.client.cards.reissue(card, { token: 'with', ...own })).pin_is_set).toBe(true);
    expect((await world.client.cards.create({ token: 'third', ...own, translate_pin_from_card_token: 'with' })).pin_is_set).toBe(true);
  });
});

describe('a PIN at a terminal', () => {
  const pay = async (pin: string) => {
    const body = { card_token: card, amount: 5, card_options: { pin, card_present: true } };
    const answered = await world.ask('POST', '/v3/simulations/cardtransactions/pindebit', body);
    return ((answered.body['transaction'] as Json)['response'] as Json)['code'];
  };

  beforeEach(() => setPin('2580'));

  test('that is wrong three times in a row suspends the card, with reason 22', async () => {
    expect([await pay('0001'), await pay('0001'), await pay('2580')]).toEqual(['1809', '1809', '0000']);
    expect((await world.client.cards.get(card)).state).toBe('ACTIVE');

    expect([await pay('0001'), await pay('0001'), await pay('0001'), await pay('2580')]).toEqual(['1809', '1809', '1809', '1003']);

    const suspended = (await events()).filter((event) => event.kind === 'card_transition' && event.item.type === 'state.suspended');
    expect(suspended).toMatchObject([{ item: { channel: 'SYSTEM', reason_code: '22', state: 'SUSPENDED' } }]);
  });

  test('counts anew after the card was reinstated', async () => {
    for (const pin of ['0001', '0001', '0001']) await pay(pin);
    await world.client.cards.transition({ card_token: card, state: 'ACTIVE', channel: 'API', reason_code: '19' });

    expect([await pay('0001'), await pay('0001'), await pay('2580')]).toEqual(['1809', '1809', '0000']);
  });
});

describe('a client access token', () => {
  test('names its card and lives for five minutes', async () => {
    const made = await world.client.clientAccessTokens.create(card);

    expect(made).toMatchObject({ card_token: card, created: '2026-03-02T09:00:00Z', expires: '2026-03-02T09:05:00Z' });
    expect(await world.client.clientAccessTokens.get(made.token)).toEqual(made);
  });

  test('is made for a card that there is, and found when it was made', async () => {
    await expect(world.client.clientAccessTokens.create('none')).rejects.toMatchObject({ status: 400 });
    await expect(world.client.clientAccessTokens.get('none')).rejects.toMatchObject({ status: 400 });
  });
});
