import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulated, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let told: Json[];

beforeEach(async () => {
  world = await emulated();
  told = [];
  world.other.webhook = (delivery) => {
    for (const items of Object.values(delivery)) if (Array.isArray(items)) told.push(...(items as Json[]));
    return 200;
  };
  await world.card();
  await world.ask('PUT', '/control/clock', { now: '2026-03-02T09:00:00Z', frozen: true });
  await world.ask('POST', '/v3/accountholdergroups', { token: 'checked', name: 'Checked', config: { kyc_required: 'ALWAYS' } });
});
afterEach(() => world.close());

const ana = async (ssn?: string): Promise<Json> => {
  const answered = await world.ask('POST', '/v3/users', {
    token: 'ana',
    account_holder_group_token: 'checked',
    ...(ssn === undefined ? {} : { ssn }),
  });
  expect(answered.status).toBe(201);
  return answered.body;
};
const statusOf = async (): Promise<unknown> => (await world.ask('GET', '/v3/users/ana')).body['status'];
const verify = (but: Json = {}) => world.ask('POST', '/v3/kyc', { user_token: 'ana', ...but });

describe('a cardholder whose group asks for verification', () => {
  test('starts unverified and cannot activate a card', async () => {
    const user = await ana();
    await world.ask('POST', '/v3/cards', { token: 'hers', user_token: 'ana', card_product_token: 'cp_virtual' });
    const { status, body } = await world.ask('POST', '/v3/cardtransitions', { card_token: 'hers', state: 'ACTIVE', channel: 'API' });

    expect(user).toMatchObject({ status: 'UNVERIFIED', active: false });
    expect((await world.ask('GET', '/v3/cards/hers')).body['state']).toBe('UNACTIVATED');
    expect([status, body['error_message']]).toEqual([422, 'Cardholder not active']);
  });

  test('is active once verified, and webhooks hear of it', async () => {
    await ana('123-45-6789');

    const { status, body } = await verify({ token: 'kyc_1', reference_id: 'ref-7' });
    await world.ask('POST', '/control/quiesce', {});

    expect(status).toBe(201);
    expect(body).toMatchObject({
      token: 'kyc_1',
      user_token: 'ana',
      manual_override: false,
      reference_id: 'ref-7',
      result: { status: 'success', codes: [] },
    });
    expect(await statusOf()).toBe('ACTIVE');
    expect(told.filter(({ user_token }) => user_token === 'ana')).toMatchObject([
      { status: 'UNVERIFIED' },
      { status: 'ACTIVE', reason_code: '18', channel: 'SYSTEM' },
    ]);
  });

  test('stays unverified after a failure, and can try once more', async () => {
    await ana('900-00-0001');

    const first = await verify();
    await world.ask('PUT', '/v3/users/ana', { ssn: '123-45-6789' });
    const second = await verify();

    expect(first.body['result']).toMatchObject({ status: 'failure', codes: [{ code: 'NoMatch' }] });
    expect(second.body['result']).toMatchObject({ status: 'success' });
    expect((await verify()).status).toBe(400);
    expect((await world.ask('GET', '/v3/kyc/user/ana')).body).toMatchObject({ count: 2, is_more: false });
  });

  test('cannot try a third time', async () => {
    await ana('900-00-0001');

    expect([(await verify()).status, (await verify()).status, (await verify()).status]).toEqual([201, 201, 400]);
  });

  test.each([
    ['900-00-0002', 'success', 'ACTIVE'],
    ['900-00-0003', 'failure', 'UNVERIFIED'],
  ])('whose number is %s is under review for a day, then %s', async (ssn, result, status) => {
    await ana(ssn);
    const { body } = await verify({ token: 'kyc_1' });

    expect(body['result']).toMatchObject({ status: 'pending' });
    await world.ask('PUT', '/control/clock', { now: '2026-03-03T08:59:59Z', frozen: true });
    expect(await statusOf()).toBe('UNVERIFIED');
    await world.ask('PUT', '/control/clock', { now: '2026-03-03T09:00:00Z', frozen: true });

    expect((await world.ask('GET', '/v3/kyc/kyc_1')).body).toMatchObject({
      result: { status: result },
      last_modified_time: '2026-03-03T09:00:00Z',
    });
    expect(await statusOf()).toBe(status);
  });

  test('who owes a document waits until the programme has seen it', async () => {
    await ana('900-00-0004');
    const first = await verify({ token: 'kyc_1' });
    await world.ask('PUT', '/control/clock', { now: '2026-04-02T09:00:00Z', frozen: true });
    expect(await statusOf()).toBe('UNVERIFIED');

    const second = await verify({ manual_override: true, notes: 'Passport seen' });

    expect(first.body['result']).toMatchObject({ status: 'pending', codes: [{ code: 'DocumentRequired' }] });
    expect(second.body['result']).toMatchObject({ status: 'success' });
    expect(await statusOf()).toBe('ACTIVE');
  });

  test('is decided once by a reviewer', async () => {
    await ana('900-00-0004');
    await verify({ token: 'kyc_1' });

    await world.ask('PUT', '/control/kyc/kyc_1', { status: 'success' });
    const { body } = await world.ask('PUT', '/control/kyc/kyc_1', { status: 'failure' });

    expect(body['result']).toMatchObject({ status: 'success' });
    expect(await statusOf()).toBe('ACTIVE');
  });
});

test('a business is verified by its taxpayer number', async () => {
  await world.ask('POST', '/v3/businesses', { token: 'biz', account_holder_group_token: 'checked', taxpayer_id: '90-0000004' });

  const { body } = await world.ask('POST', '/v3/kyc', { token: 'kyc_biz', business_token: 'biz' });
  await world.ask('PUT', '/control/kyc/kyc_biz', { status: 'success' });

  expect(body['result']).toMatchObject({ status: 'pending' });
  expect((await world.ask('GET', '/v3/businesses/biz')).body).toMatchObject({ status: 'ACTIVE', active: true, taxpayer_id: '___________' });
  expect((await world.ask('GET', '/v3/kyc/business/biz')).body).toMatchObject({ count: 1 });
});

test.each<[string, Json]>([
  ['nobody', {}],
  ['two holders', { user_token: 'usr_maya', business_token: 'biz' }],
  ['a stranger', { user_token: 'nobody' }],
  ['a cardholder who is active', { user_token: 'usr_maya' }],
])('a verification of %s is refused', async (_who, body) => {
  expect((await world.ask('POST', '/v3/kyc', body)).status).toBe(400);
});

describe('account holder groups', () => {
  test('of which everybody is in the default one who names no other', async () => {
    const { body } = await world.ask('GET', '/v3/accountholdergroups');

    expect((body['data'] as Json[]).map(({ token }) => token)).toEqual(expect.arrayContaining(['DEFAULT_AHG', 'checked']));
    expect((await world.ask('GET', '/v3/users/usr_maya')).body).toMatchObject({
      account_holder_group_token: 'DEFAULT_AHG',
      status: 'ACTIVE',
    });
  });

  test('change part by part, and one that is not there is refused', async () => {
    await world.ask('PUT', '/v3/accountholdergroups/checked', { config: { kyc_required: 'CONDITIONAL' } });

    expect((await world.ask('GET', '/v3/accountholdergroups/checked')).body).toMatchObject({
      name: 'Checked',
      config: { kyc_required: 'CONDITIONAL', is_reloadable: true },
    });
    expect(await ana()).toMatchObject({ status: 'LIMITED', active: true });
    expect((await world.ask('POST', '/v3/users', { account_holder_group_token: 'none' })).status).toBe(400);
    expect((await world.ask('GET', '/v3/accountholdergroups/none')).status).toBe(404);
  });
});

describe('what is known of a cardholder', () => {
  test('hides identification numbers except where they are asked for', async () => {
    await ana('123-45-6789');
    await world.ask('PUT', '/v3/users/ana', { parent_token: 'usr_maya', identifications: [{ type: 'PASSPORT_NUMBER', value: 'X123' }] });

    const answers = [
      await world.ask('GET', '/v3/users/ana'),
      await world.ask('GET', '/v3/users'),
      await world.ask('GET', '/v3/users/usr_maya/children'),
    ];

    for (const { body } of answers) expect(JSON.stringify(body)).not.toMatch(/6789|X123/);
    expect((await world.ask('GET', '/v3/users/ana/ssn')).body).toEqual({ ssn: '6789' });
    expect((await world.ask('GET', '/v3/users/ana/ssn?full_ssn=true')).body).toEqual({ ssn: '123-45-6789' });
    expect((await world.ask('GET', '/v3/users/usr_maya/ssn')).body).toEqual({ ssn: null });
    expect((await world.ask('GET', '/v3/users/nobody/ssn')).status).toBe(404);
  });

  test('is found by the account for deposits, which lists leave out', async () => {
    const { deposit_account: account } = await ana();
    const dda = (account as Json)['account_number'];

    const { body } = await world.ask('POST', '/v3/users/lookup', { dda });

    expect(body).toMatchObject({ count: 1, data: [{ token: 'ana' }] });
    expect((body['data'] as Json[])[0]).not.toHaveProperty('deposit_account');
    await world.ask('POST', '/v3/businesses', { token: 'biz' });
    const business = (await world.ask('GET', '/v3/businesses/biz')).body['deposit_account'] as Json;
    expect((await world.ask('POST', '/v3/businesses/lookup', { dda: business['account_number'] })).body).toMatchObject({ token: 'biz' });
    expect((await world.ask('POST', '/v3/businesses/lookup', { dda: '0' })).status).toBe(404);
  });

  test('has notes, with their author', async () => {
    const created = await world.ask('POST', '/v3/users/usr_maya/notes', { description: 'Called about a fee', created_by: 'ops_1' });
    const listed = await world.ask('GET', '/v3/users/usr_maya/notes');

    expect(created).toMatchObject({ status: 201, body: { description: 'Called about a fee', created_by: 'ops_1', private: false } });
    expect(listed.body).toMatchObject({ count: 1, data: [created.body] });
    expect((await world.ask('POST', '/v3/users/usr_maya/notes', { description: 'x' })).status).toBe(400);
    expect((await world.ask('POST', '/v3/users/nobody/notes', { description: 'x', created_by: 'y' })).status).toBe(404);
  });
});
