import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CreateChargeback } from '../client/dispute-requests.ts';
import { parseWebhook, type WebhookEvent } from '../wire/webhook.ts';
import { type Emulated, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let card: string;
let clearing: string;
let told: WebhookEvent[];

/** A purchase of 129, authorized and cleared; the deliveries that come after it. */
beforeEach(async () => {
  world = await emulated();
  card = await world.card();
  const authorization = await simulate('authorization', { card_token: card, amount: 129 });
  clearing = await simulate('authorization.clearing', { preceding_related_transaction_token: authorization, amount: 129 });
  await world.ask('POST', '/control/quiesce', {});
  told = [];
  world.other.webhook = (_delivery, _headers, raw) => {
    const parsed = parseWebhook(raw);
    if (!parsed.ok) throw new Error(parsed.problems.join('; '));
    told.push(...parsed.events);
    return 200;
  };
});
afterEach(() => world.close());

async function simulate(event: string, body: object): Promise<string> {
  const { body: answered } = await world.ask('POST', `/v3/simulations/cardtransactions/${event}`, body);
  return String((answered['transaction'] as Json)['token']);
}
const open = (but: Partial<CreateChargeback> = {}) =>
  world.client.chargebacks.create({
    token: 'dispute_1',
    transaction_token: clearing,
    amount: '129',
    channel: 'GATEWAY',
    reason_description: 'SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED',
    memo: 'Goods not received',
    ...but,
  });
const answer = (state: string, token = 'dispute_1') =>
  world.ask('POST', `/control/disputes/${token}/answer`, { state, reason: 'Case update' });
const moved = async (): Promise<Json[]> => {
  await world.ask('POST', '/control/quiesce', {});
  return told
    .flatMap((event) => (event.kind === 'transaction' ? [event.item as Json] : []))
    .sort((one, other) => Number(one['identifier']) - Number(other['identifier']));
};
/** In no order: deliveries have none. */
const steps = () =>
  told.flatMap((event) => (event.kind === 'chargeback_transition' ? [`${event.item.previous_state ?? '-'} > ${event.item.state}`] : []));

describe('a chargeback', () => {
  test('is opened on a clearing, credits its holder, and says so', async () => {
    const chargeback = await open();

    expect(chargeback).toMatchObject({
      state: 'INITIATED',
      amount: '129',
      network: 'VISA',
      reason_code: '13.1',
      credit_user: true,
      currency_code: 'USD',
      transaction_token: clearing,
    });
    expect(await moved()).toEqual([
      expect.objectContaining({
        type: 'authorization.clearing.chargeback',
        state: 'COMPLETION',
        amount: '129',
        preceding_related_transaction_token: clearing,
        chargeback: expect.objectContaining({ token: 'dispute_1', state: 'INITIATED', network_case_id: chargeback.network_case_id }),
        dispute: { case_management_identifier: 'dispute_1', reason: 'SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED' },
        gpa: expect.objectContaining({ impacted_amount: '129' }),
        gpa_order_unload: expect.objectContaining({
          jit_funding: expect.objectContaining({ method: 'pgfs.authorization.capture.chargeback', amount: '129' }),
        }),
      }),
    ]);
    expect(steps()).toEqual(['- > INITIATED']);
    expect(told.every((event) => event.kind !== 'unknown' && event.ignored.length === 0)).toBe(true);
  });

  test('is opened once under one token, and with another amount refused', async () => {
    const [first, second] = [await open(), await open()];

    expect(second).toEqual(first);
    await expect(open({ amount: '100' })).rejects.toMatchObject({ status: 409 });
    expect(await moved()).toHaveLength(1);
  });

  test.each<[string, Partial<CreateChargeback>, number]>([
    ['more than was cleared', { amount: '129.01' }, 422],
    ['a transaction that is not there', { transaction_token: 'none' }, 400],
    ['nothing', { amount: '0' }, 400],
  ])('is not opened for %s', async (_what, but, status) => {
    await expect(open(but)).rejects.toMatchObject({ status });
  });

  test('is not opened without a reason', async () => {
    const { status } = await world.ask('POST', '/v3/chargebacks', { transaction_token: clearing, amount: 129, channel: 'GATEWAY' });

    expect(status).toBe(400);
  });

  test('is not opened on an authorization', async () => {
    const authorization = await simulate('authorization', { card_token: card, amount: 5 });

    await expect(open({ transaction_token: authorization, amount: '5' })).rejects.toMatchObject({ status: 422 });
  });

  test('asks back parts, together never more than was cleared', async () => {
    await open({ token: 'part', amount: '100' });

    await expect(open({ token: 'too_much', amount: '29.01' })).rejects.toMatchObject({ status: 422 });
    await expect(open({ token: 'rest', amount: '29' })).resolves.toMatchObject({ state: 'INITIATED' });
  });

  test('that the network rejects can be opened again', async () => {
    await open();
    await answer('NETWORK_REJECTED');

    await expect(open({ token: 'again' })).resolves.toMatchObject({ state: 'INITIATED' });
  });

  test('argued to its end is won, and the money comes a second time only because it went back', async () => {
    await open();
    await answer('REPRESENTMENT');
    await world.client.chargebacks.move({ token: 'step', chargeback_token: 'dispute_1', state: 'PREARBITRATION', reason: 'Insist' });
    await answer('CASE_WON');

    expect((await moved()).map(({ type }) => type)).toEqual([
      'authorization.clearing.chargeback',
      'authorization.clearing.chargeback.reversal',
      'authorization.clearing.chargeback.completed',
    ]);
    expect(new Set(steps())).toEqual(
      new Set(['- > INITIATED', 'INITIATED > REPRESENTMENT', 'REPRESENTMENT > PREARBITRATION', 'PREARBITRATION > CASE_WON']),
    );
    expect(await world.client.chargebacks.get('dispute_1')).toMatchObject({ state: 'CASE_WON' });
  });

  test('without credit is credited early once, and the credit goes back with the case', async () => {
    await open({ credit_user: false });
    await world.client.chargebacks.grantProvisionalCredit('dispute_1');
    await expect(world.client.chargebacks.grantProvisionalCredit('dispute_1')).rejects.toMatchObject({ status: 422 });
    await answer('CASE_LOST');

    expect((await moved()).map(({ type, chargeback }) => [type, (chargeback as Json)['state']])).toEqual([
      ['authorization.clearing.chargeback.provisional.credit', 'INITIATED'],
      ['authorization.clearing.chargeback.provisional.debit', 'CASE_LOST'],
    ]);
  });

  test('that was lost is written off once, and stays a lost case', async () => {
    await open();
    await answer('CASE_LOST');
    const writeOff = { chargeback_token: 'dispute_1', state: 'WRITTEN_OFF_PROGRAM' } as const;
    await world.client.chargebacks.move({ token: 'off', ...writeOff });
    await expect(world.client.chargebacks.move({ token: 'off_again', ...writeOff })).rejects.toMatchObject({ status: 422 });

    expect(await world.client.chargebacks.get('dispute_1')).toMatchObject({ state: 'CASE_LOST' });
    expect((await moved()).at(-1)).toMatchObject({
      type: 'authorization.clearing.chargeback.writeoff',
      gpa_order_unload: { jit_funding: { method: 'pgfs.dispute.credit' } },
    });
    expect(steps()).toContain('CASE_LOST > WRITTEN_OFF_PROGRAM');
  });

  test('is found by its transaction and its states, with its history', async () => {
    await open({ token: 'part', amount: '100' });
    await open({ token: 'rest', amount: '29' });
    await answer('REPRESENTMENT', 'part');

    const found = async (filter: object) => {
      const tokens: string[] = [];
      for await (const { token } of world.client.chargebacks.list(filter)) tokens.push(token);
      return tokens.sort();
    };
    expect(await found({ transaction_token: clearing })).toEqual(['part', 'rest']);
    expect(await found({ states: 'REPRESENTMENT,PREARBITRATION' })).toEqual(['part']);
    const history: string[] = [];
    for await (const transition of world.client.chargebacks.transitions('part')) history.push(transition.state);
    expect(history.sort()).toEqual(['INITIATED', 'REPRESENTMENT']);
  });

  test('takes another reason while it is open', async () => {
    await open();

    expect(await world.client.chargebacks.update('dispute_1', { reason_description: 'CREDIT_NOT_PROCESSED' })).toMatchObject({
      reason_description: 'CREDIT_NOT_PROCESSED',
      reason_code: '13.6',
    });
    await answer('CASE_WON');
    await expect(world.client.chargebacks.update('dispute_1', { reason_description: 'FRAUD_TRANSACTION' })).rejects.toMatchObject({
      status: 422,
    });
  });

  test('has its steps told again on request', async () => {
    await open();
    await world.ask('POST', '/control/quiesce', {});
    const [first] = told.flatMap((event) => (event.kind === 'chargeback_transition' ? [event] : []));

    await world.ask('POST', `/v3/webhooks/wh/chargebacktransition/${first?.token}`);
    await world.ask('POST', '/control/quiesce', {});

    expect(steps()).toEqual(['- > INITIATED', '- > INITIATED']);
  });

  test('on a PIN debit moves money under the names of PIN debits', async () => {
    const pinDebit = await simulate('pindebit', { card_token: card, amount: 20 });
    await open({ transaction_token: pinDebit, amount: '20' });

    expect((await moved()).at(-1)).toMatchObject({
      type: 'pindebit.chargeback',
      gpa_order_unload: { jit_funding: { method: 'pgfs.pindebit.chargeback' } },
    });
  });

  test('moves money beside its purchase: what was cleared and held stays', async () => {
    await open();

    const purchases = (await world.ask('GET', '/control/purchases')).body['data'] as Json[];
    expect(purchases).toEqual([expect.objectContaining({ cleared: 129, refunded: 0, held: 0 })]);
    expect((await world.ask('GET', '/v3/balances/usr_maya')).body).toMatchObject({ gpa: { ledger_balance: 0 } });
  });

  test('cannot be simulated as a purchase', async () => {
    const body = { preceding_related_transaction_token: clearing, amount: 129 };

    expect((await world.ask('POST', '/v3/simulations/cardtransactions/authorization.clearing.chargeback', body)).status).toBe(404);
  });
});

test('where disputes have a time limit, a late one is refused', async () => {
  const limited = await emulated({ settings: { unconfirmed: { disputeWindowDays: 120 } } });
  const limitedCard = await limited.card();
  const { body } = await limited.ask('POST', '/v3/simulations/cardtransactions/pindebit', { card_token: limitedCard, amount: 20 });
  const asked = {
    transaction_token: String((body['transaction'] as Json)['token']),
    amount: '20',
    channel: 'GATEWAY',
    reason_description: 'FRAUD_TRANSACTION',
  } as const;
  await limited.ask('PUT', '/control/clock', { now: new Date(Date.now() + 121 * 86_400_000).toISOString() });

  await expect(limited.client.chargebacks.create(asked)).rejects.toMatchObject({ status: 422 });
  await limited.close();
});

describe('a case', () => {
  const openCase = () =>
    world.client.cases.create({
      token: 'case_1',
      type: 'DISPUTE',
      memo: 'Cardholder did not make this purchase',
      dispute_details: {
        original_transaction_token: clearing,
        dispute_amount: '129',
        dispute_reason: 'NOT_AUTHORIZED_CARD_ABSENT',
        fraud_dispute_type_details: { general_fraud_type_dispute_details: { chip_on_card: true } },
      },
    });

  test('asks nothing of the network until the programme says so', async () => {
    const opened = await openCase();

    expect(opened).toMatchObject({
      state: 'OPEN',
      user_token: 'usr_maya',
      dispute_details: {
        original_transaction_type: 'authorization.clearing',
        dispute_amount: '129',
        dispute_state: 'INITIATED',
        network: 'VISA',
        card_token: card,
        provisional_credit_granted: false,
      },
    });
    expect(await moved()).toEqual([]);
  });

  test('is prepared, sent to the network, and closed by its word', async () => {
    await openCase();
    expect(
      await world.client.cases.update('case_1', { dispute_details: { cardholder_contact_date: '2026-03-22T09:15:04Z' } }),
    ).toMatchObject({
      state: 'READY',
    });
    await world.client.cases.act('case_1', { token: 'act_1', action: 'CHARGEBACK_NO_CREDIT' });
    expect(await world.client.cases.get('case_1')).toMatchObject({ state: 'CHARGEBACK_INITIATED' });
    await world.ask('POST', '/v3/cases/case_1/disputetransitions', { state: 'CASE_WON' });

    expect(await world.client.cases.get('case_1')).toMatchObject({ state: 'CLOSED', dispute_details: { dispute_state: 'CASE_WON' } });
    expect((await moved()).map(({ type, dispute }) => [type, dispute])).toEqual([
      ['authorization.clearing.chargeback.completed', { case_management_identifier: 'case_1', reason: 'NOT_AUTHORIZED_CARD_ABSENT' }],
    ]);
    const networkSide: string[] = [];
    for await (const { state } of world.client.cases.disputeTransitions('case_1')) networkSide.push(String(state));
    expect(networkSide.sort()).toEqual(['CASE_WON', 'INITIATED']);
    const namesTold = told.flatMap((event) => (event.envelope === 'casetransitions' ? [(event as { item: Json }).item['state']] : []));
    expect(new Set(namesTold)).toEqual(new Set(['OPEN', 'READY', 'CHARGEBACK_INITIATED', 'CLOSED']));
  });

  test('acts once under one token, and never twice on the network', async () => {
    await openCase();
    const act = (token: string) => world.client.cases.act('case_1', { token, action: 'CHARGEBACK_WITH_CREDIT' });
    await act('act_1');

    await expect(act('act_1')).resolves.toMatchObject({ token: 'act_1' });
    await expect(act('act_2')).rejects.toMatchObject({ status: 422 });
    expect(await moved()).toHaveLength(1);
  });

  test('keeps its chargeback to itself', async () => {
    await openCase();
    await world.client.cases.act('case_1', { action: 'CHARGEBACK_NO_CREDIT' });
    const { dispute_details: details } = await world.client.cases.get('case_1');

    await expect(world.client.chargebacks.grantProvisionalCredit(String(details?.chargeback_token))).rejects.toMatchObject({ status: 422 });
    await world.client.cases.act('case_1', { action: 'GRANT_PROVISIONAL_CREDIT' });
    expect(await world.client.cases.get('case_1')).toMatchObject({ dispute_details: { provisional_credit_granted: true } });
  });

  test('is withdrawn before the network heard of it, and cannot go there any more', async () => {
    await openCase();
    await world.client.cases.act('case_1', { action: 'WITHDRAW' });

    expect(await world.client.cases.get('case_1')).toMatchObject({ state: 'CLOSED' });
    await expect(world.client.cases.act('case_1', { action: 'CHARGEBACK_NO_CREDIT' })).rejects.toMatchObject({ status: 422 });
    await expect(world.client.cases.act('case_1', { action: 'NO_SUCH_THING' })).rejects.toMatchObject({ status: 400 });
  });
});
