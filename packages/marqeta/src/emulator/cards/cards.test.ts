import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseWebhook } from '../../wire/webhook.ts';
import { type Emulated, emulated } from '../testing/emulated.ts';

type Json = Record<string, unknown>;

const MAYA = { user_token: 'usr_maya', card_product_token: 'cp_virtual' };
const PLASTIC = { user_token: 'usr_maya', card_product_token: 'cp_plastic' };
const AT = { channel: 'API', reason_code: '00' } as const;

let world: Emulated;
let card: string;
/** Card token, type and fulfilment of each transition that the webhook was told. */
let told: string[];
let logged: string[];

beforeEach(async () => {
  logged = [];
  world = await emulated({ log: { error: (_fields, message) => void logged.push(message) } });
  told = [];
  world.other.webhook = (_delivery, _headers, raw) => {
    const parsed = parseWebhook(raw);
    if (!parsed.ok) throw new Error(parsed.problems.join('; '));
    for (const event of parsed.events)
      if (event.kind === 'card_transition')
        told.push(`${event.item.card_token} ${event.item.type} ${String(event.item.fulfillment_status)}`);
    return 200;
  };
  await world.ask('PUT', '/control/clock', { now: '2026-03-02T09:00:00Z', frozen: true });
  card = await world.card();
  await world.client.cardProducts.create({
    token: 'cp_plastic',
    name: 'Plastic',
    start_date: '2026-01-01',
    config: { fulfillment: { payment_instrument: 'PHYSICAL_COMBO' } },
  });
});
afterEach(() => world.close());

const shown = async (token: string): Promise<Json> => (await world.ask('GET', `/v3/cards/${token}/showpan?show_cvv_number=true`)).body;
const stateOf = async (token: string): Promise<string> => (await world.client.cards.get(token)).state;
const passTo = (now: string) => world.ask('PUT', '/control/clock', { now });
/** In alphabetical order: deliveries overtake one another (§14.7). */
const toldOf = (token: string) => told.filter((line) => line.startsWith(token)).toSorted();
const delivered = () => world.ask('POST', '/control/quiesce', {});

describe('a card in the place of another', () => {
  test('for a damaged one has its number and PIN, a new code and expiry, and ends it when it is activated', async () => {
    const before = await shown(card);
    await passTo('2027-01-02T00:00:00Z');
    await world.client.cardProducts.update('cp_virtual', { config: { card_life_cycle: { activate_upon_issue: false } } });

    const reissued = await world.client.cards.reissue(card, { token: 'reissued', ...MAYA });

    const after = await shown('reissued');
    expect(after['pan']).toBe(before['pan']);
    expect(after['cvv_number']).not.toBe(before['cvv_number']);
    expect([before['expiration'], reissued.expiration]).toEqual(['0330', '0131']);
    expect(await stateOf(card)).toBe('ACTIVE');
    await world.client.cards.transition({ card_token: 'reissued', state: 'ACTIVE', ...AT });
    expect(await stateOf(card)).toBe('TERMINATED');
  });

  test('ends it as well when it is activated as soon as it is made', async () => {
    await world.client.cards.reissue(card, { token: 'reissued', ...MAYA });

    expect([await stateOf('reissued'), await stateOf(card)]).toEqual(['ACTIVE', 'TERMINATED']);
  });

  test('leaves a damaged one alone when that was asked for', async () => {
    const actions = { activation_actions: { terminate_reissued_source_card: false } };
    await world.client.cards.reissue(card, { token: 'reissued', ...MAYA, ...actions });

    expect([await stateOf('reissued'), await stateOf(card)]).toEqual(['ACTIVE', 'ACTIVE']);
  });

  test('for a lost one has a new number, and ends it at once', async () => {
    const before = await shown(card);
    await world.client.cards.replace(card, { token: 'replacement', ...PLASTIC });

    expect((await shown('replacement'))['pan']).not.toBe(before['pan']);
    expect([await stateOf('replacement'), await stateOf(card)]).toEqual(['UNACTIVATED', 'TERMINATED']);
  });

  test('can be a reissue with a new number', async () => {
    const before = await shown(card);
    await world.client.cards.reissue(card, { token: 'reissued', ...MAYA, generate_new_pan: true });

    expect((await shown('reissued'))['pan']).not.toBe(before['pan']);
  });

  test.each<[string, object]>([
    ['both a reissue and a new number', { reissue_pan_from_card_token: 'card_1', new_pan_from_card_token: 'card_1' }],
    ['a reissue and the PIN of a third card', { reissue_pan_from_card_token: 'card_1', translate_pin_from_card_token: 'card_1' }],
    ['a card that is not there', { new_pan_from_card_token: 'none' }],
    ['the number of somebody else’s card', { user_token: 'ana', reissue_pan_from_card_token: 'card_1' }],
  ])('cannot be asked for with %s', async (_what, given) => {
    await world.client.users.create({ token: 'ana', first_name: 'Ana' });

    expect((await world.ask('POST', '/v3/cards', { ...MAYA, ...given })).status).toBe(400);
    expect(await stateOf(card)).toBe('ACTIVE');
  });
});

describe('a physical card', () => {
  test('is ordered, shipped and delivered by the clock, and each step is told', async () => {
    await world.client.cards.create({ token: 'plastic', ...PLASTIC });
    await passTo('2026-03-20T00:00:00Z');
    await delivered();

    expect(toldOf('plastic')).toEqual([
      'plastic fulfillment.delivered DELIVERED',
      'plastic fulfillment.issued ISSUED',
      'plastic fulfillment.ordered ORDERED',
      'plastic fulfillment.shipped SHIPPED',
    ]);
    expect(await world.client.cards.get('plastic')).toMatchObject({ state: 'UNACTIVATED', fulfillment_status: 'DELIVERED' });
  });

  test('that the printer rejects waits for a second order, and then arrives', async () => {
    await world.client.cards.create({ token: 'plastic', ...PLASTIC });
    const report = async (status: string) => (await world.ask('PUT', '/control/cards/plastic/fulfillment', { status })).status;

    expect(await report('REJECTED')).toBe(200);
    await passTo('2026-03-20T00:00:00Z');
    expect(await world.client.cards.get('plastic')).toMatchObject({ fulfillment_status: 'REJECTED' });
    expect(await report('SHIPPED')).toBe(400);
    expect(await report('REORDERED')).toBe(200);
    await passTo('2026-04-20T00:00:00Z');
    expect(await world.client.cards.get('plastic')).toMatchObject({ fulfillment_status: 'DELIVERED' });
  });

  test('that ended does not travel on', async () => {
    await world.client.cards.create({ token: 'plastic', ...PLASTIC });
    await world.client.cards.transition({ card_token: 'plastic', state: 'TERMINATED', ...AT });
    await passTo('2026-03-20T00:00:00Z');

    expect(await world.client.cards.get('plastic')).toMatchObject({ fulfillment_status: 'ISSUED' });
  });
});

describe('a card’s life', () => {
  test('can begin at its activation', async () => {
    await world.client.cardProducts.update('cp_plastic', { config: { card_life_cycle: { update_expiration_upon_activation: true } } });
    await world.client.cards.create({ token: 'plastic', ...PLASTIC });
    await passTo('2026-08-02T00:00:00Z');

    const { expiration } = await world.client.cards.transition({ card_token: 'plastic', state: 'ACTIVE', ...AT });

    expect([expiration, (await world.client.cards.get('plastic')).expiration]).toEqual(['0830', '0830']);
  });

  test('ends with its last month: then its purchases are declined as expired', async () => {
    const buy = async () =>
      ((await world.ask('POST', '/v3/simulate/authorization', { card_token: card, amount: 5, mid: '1' })).body['transaction'] as Json)[
        'response'
      ];

    await passTo('2030-03-31T23:59:58Z');
    expect(await buy()).toMatchObject({ code: '0000' });
    await passTo('2030-04-01T00:00:00Z');
    expect(await buy()).toMatchObject({ code: '1001' });
  });
});

test('a card shown with its code while it is made is handed over instead of issued', async () => {
  const { status, body } = await world.ask('POST', '/v3/cards?show_pan=true&show_cvv_number=true', { token: 'shown', ...MAYA });
  await delivered();

  expect([status, body['fulfillment_status']]).toEqual([201, 'DIGITALLY_PRESENTED']);
  expect(String(body['pan'])).toMatch(/^\d{16}$/);
  expect(toldOf('shown')).toEqual([
    'shown fulfillment.digitally_presented DIGITALLY_PRESENTED',
    'shown state.activated DIGITALLY_PRESENTED',
  ]);
});

test('a card is found by its bar code and by its number; of two with the number, the living one', async () => {
  await world.client.cards.reissue(card, { token: 'reissued', ...MAYA });
  const { pan, cvv_number: code, barcode } = await shown('reissued');
  const byPan = (body: object) => world.ask('POST', '/v3/cards/getbypan', body);

  expect((await world.ask('GET', `/v3/cards/barcode/${String(barcode)}`)).body['token']).toBe('reissued');
  expect((await world.ask('GET', '/v3/cards/barcode/0')).status).toBe(404);
  expect((await byPan({ pan })).body).toMatchObject({ card_token: 'reissued', user_token: 'usr_maya' });
  expect((await byPan({ pan, cvv_number: code })).body).toMatchObject({ card_token: 'reissued' });
  expect((await byPan({ pan: '4111111111111111' })).status).toBe(400);
});

test('a change of nothing changes nothing, and a holder changes before the activation alone', async () => {
  await world.client.users.create({ token: 'ana', first_name: 'Ana' });
  await world.client.cards.create({ token: 'plastic', ...PLASTIC });
  const before = await world.client.cards.get('plastic');

  expect(await world.client.cards.update('plastic', {})).toEqual(before);
  expect(await world.client.cards.update('plastic', { user_token: 'ana', metadata: { desk: '4' } })).toMatchObject({
    user_token: 'ana',
    metadata: { desk: '4' },
  });
  await expect(world.client.cards.update(card, { user_token: 'ana' })).rejects.toMatchObject({ status: 400 });
});

test('what a caller knows of the holder is compared, and decides nothing', async () => {
  await world.ask('PUT', '/v3/users/usr_maya', { birth_date: '1990-05-01', ssn: '123456789' });
  const validations = { user: { birth_date: '1990-05-01', ssn: '6789', phone: '555' } };

  const { body } = await world.ask('POST', '/v3/cardtransitions', { card_token: card, state: 'SUSPENDED', channel: 'IVR', validations });

  expect(body['validations']).toEqual({ user: { birth_date: true, ssn: true, phone: false, random_name_line1_postfix: false } });
});

test('a product without new cards makes none', async () => {
  await world.client.cardProducts.update('cp_plastic', { config: { fulfillment: { allow_card_creation: false } } });

  await expect(world.client.cards.create({ token: 'plastic', ...PLASTIC })).rejects.toMatchObject({ status: 400 });
});

describe('a bulk order', () => {
  const ORDER = {
    token: 'order',
    card_allocation: 450,
    card_product_token: 'cp_plastic',
    fulfillment: { shipping: { method: 'GROUND' }, card_personalization: { text: { name_line_1: { value: 'GUEST' } } } },
    name_line_1_numeric_postfix: true,
    user_association: { single_inventory_user: true },
  };

  test('makes its cards step by step, and is shipped', async () => {
    const placed = await world.ask('POST', '/v3/bulkissuances', ORDER);
    await passTo('2026-03-10T00:00:00Z');

    const { body } = await world.ask('GET', '/v3/bulkissuances/order');
    expect(placed).toMatchObject({ status: 201, body: { cards_processed: 0, name_line1_start_index: 1, name_line1_end_index: 450 } });
    expect(body).toMatchObject({ cards_processed: 450, card_fulfillment_time: '2026-03-02T09:00:00Z', provider_shipping_method: 'GROUND' });
    const { single_inventory_user_token: holder } = body['user_association'] as Json;
    const cards = [];
    for await (const made of world.client.cards.ofUser(String(holder))) cards.push(made);
    expect(cards).toHaveLength(450);
    const names = cards.map(({ fulfillment }) => JSON.stringify(fulfillment?.['card_personalization']));
    expect(names).toContain('{"text":{"name_line_1":{"value":"GUEST 450"}}}');
    expect(cards.every(({ token, bulk_issuance_token: order }) => token.startsWith('card-') && order === 'order')).toBe(true);
  });

  test('gives each card a holder of its own unless it names one', async () => {
    const { user_association: _one, ...each } = { ...ORDER, card_allocation: 3, name_line_1_numeric_postfix: false };
    await world.ask('POST', '/v3/bulkissuances', { ...each, name_line_1_random_postfix: true });
    await delivered();

    const made = ((await world.ask('GET', '/v3/users')).body['data'] as Json[]).filter(({ token }) => token !== 'usr_maya');
    expect(made).toHaveLength(3);
    const [theirs] = (await world.ask('GET', `/v3/cards/user/${String(made[0]?.['token'])}`)).body['data'] as Json[];
    const postfix = /GUEST (\d{6})/.exec(JSON.stringify(theirs?.['fulfillment']))?.[1];
    const { body } = await world.ask('POST', '/v3/cardtransitions', {
      card_token: theirs?.['token'],
      state: 'ACTIVE',
      channel: 'IVR',
      validations: { user: { random_name_line1_postfix: postfix } },
    });
    expect(body['validations']).toMatchObject({ user: { random_name_line1_postfix: true } });
  });

  test('of which a step fails has made nothing in it, and told of nothing', async () => {
    const { user_association: _one, ...each } = { ...ORDER, card_allocation: 3 };
    await delivered();
    const types: string[] = [];
    world.other.webhook = (delivery) => {
      types.push(...Object.keys(delivery));
      return 200;
    };
    await world.ask('POST', '/v3/bulkissuances', each);
    await world.client.cardProducts.update('cp_plastic', { config: { fulfillment: { allow_card_creation: false } } });
    await delivered();

    expect((await world.ask('GET', '/v3/users')).body['count']).toBe(1);
    expect(types).toEqual([]);
    expect(logged).toEqual(['a planned step failed']);
  });

  test.each<[string, object]>([
    ['without a product', { card_product_token: 'none' }],
    ['of too many cards', { card_allocation: 50_001 }],
    ['for a holder who is not there', { user_association: { single_inventory_user: true, single_inventory_user_token: 'none' } }],
  ])('%s is refused', async (_what, given) => {
    expect((await world.ask('POST', '/v3/bulkissuances', { ...ORDER, ...given })).status).toBe(400);
  });
});
