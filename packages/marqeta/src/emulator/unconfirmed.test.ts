import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type UnconfirmedChoices } from './settings.ts';
import { echo, type Emulated, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the README', () => {
  const [, after = ''] = read('../../README.md').split('### Unconfirmed choices\n');
  const rows = after
    .split('\n')
    .filter((line) => line.startsWith('| §'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const named = new Map(
    rows.flatMap(([, , , choices = '']) =>
      [...choices.matchAll(/`(\w+)`(?: \(`([^`]*)`\))?/g)].map(([, name = '', value]) => [name, value] as const),
    ),
  );

  test('has every choice, with what is chosen without a word', () => {
    expect([...named.keys()].sort()).toEqual(Object.keys(DEFAULT_SETTINGS.unconfirmed).sort());
    for (const [name, value] of named) {
      const chosen = DEFAULT_SETTINGS.unconfirmed[name as keyof UnconfirmedChoices];
      if (value !== undefined) expect({ name, value: JSON.parse(value) as unknown }).toEqual({ name, value: chosen });
      else expect({ name, kind: typeof chosen }).toEqual({ name, kind: 'object' });
    }
  });

  test('speaks of every section in which the facts leave something unconfirmed', () => {
    const cited = new Set(rows.flatMap(([, sections = '']) => [...sections.matchAll(/§([\d.]+\d)/g)].map(([, section]) => section)));

    expect([...unsettledSections()].filter((section) => !cited.has(section))).toEqual([]);
  });
});

/** Sections of the wire format in which the word stands; what the word means, and the summary of all of them, aside. */
function unsettledSections(): ReadonlySet<string> {
  const found = new Set<string>();
  let section = '';
  for (const line of read('../../../../docs/wire-format.md').split('\n')) {
    const heading = /^#{2,3} (\d+(?:\.\d+)?)/.exec(line)?.[1];
    const paragraph = /^(\d+\.\d+)[a-z]? /.exec(line)?.[1];
    const advice = section.startsWith('17') ? /^(\d+)\. /.exec(line)?.[1] : undefined;
    section = heading ?? paragraph ?? (advice === undefined ? section : `17.${advice}`);
    if (section !== '' && section !== '18' && line.includes('unconfirmed')) found.add(section);
  }
  return found;
}

describe('a choice', () => {
  let world: Emulated;
  let card: string;

  /** An account where these choices are made. */
  async function chosen<T>(unconfirmed: Partial<UnconfirmedChoices>, look: () => Promise<T>): Promise<T> {
    world = await emulated({ settings: { unconfirmed } });
    try {
      card = await world.card();
      return await look();
    } finally {
      await world.close();
    }
  }
  const ask = (method: string, path: string, body?: Json) => world.ask(method, path, body);
  const simulate = async (event: string, body: Json): Promise<Json> =>
    ((await ask('POST', `/v3/simulations/cardtransactions/${event}`, body)).body['transaction'] ?? {}) as Json;
  const buy = (amount = 10, more: Json = {}): Promise<Json> => simulate('authorization', { card_token: card, amount, ...more });
  const quiesce = () => ask('POST', '/control/quiesce', {});
  const move = (state: string) => ask('POST', '/v3/cardtransitions', { card_token: card, state, channel: 'API', reason_code: '01' });
  const codeOf = (transaction: Json): unknown => (transaction['response'] as Json)['code'];

  test.each([
    [false, 201],
    [true, 409],
  ])('keyOrderMatters %s: the same user with its keys in another order is answered %s', async (keyOrderMatters, status) => {
    const answer = await chosen({ keyOrderMatters }, async () => {
      await ask('POST', '/v3/users', { token: 'usr_ines', first_name: 'Inês' });
      return ask('POST', '/v3/users', { first_name: 'Inês', token: 'usr_ines' });
    });

    expect(answer.status).toBe(status);
  });

  test.each([
    [null, 201],
    [30, 409],
  ])('repeatsKnownDays %s: what is repeated after 31 days is answered %s', async (repeatsKnownDays, status) => {
    const answer = await chosen({ repeatsKnownDays }, async () => {
      await ask('POST', '/v3/users', { token: 'usr_ines' });
      await ask('POST', '/control/clock/advance', { by: 'P31D' });
      return ask('POST', '/v3/users', { token: 'usr_ines' });
    });

    expect(answer.status).toBe(status);
  });

  test('cardExpansions: what is not among them is not expanded', async () => {
    const { body } = await chosen({ cardExpansions: ['user'] }, () => ask('GET', `/v3/cards/${card}?expand=user,cardproduct`));

    expect([body['user'] !== undefined, body['cardproduct'] !== undefined]).toEqual([true, false]);
  });

  test.each([
    [{ a: '1', b: '2' }, 201],
    [{ a: '1', b: '2', c: '3' }, 400],
    [{ a: '123456' }, 400],
  ])('metadataPairs, metadataLength: %j is answered %s', async (metadata, status) => {
    const answer = await chosen({ metadataPairs: 2, metadataLength: 5 }, () => ask('POST', '/v3/users', { metadata }));

    expect(answer.status).toBe(status);
  });

  test.each([
    [true, 'PENDING', '0000'],
    [false, 'DECLINED', '1806'],
  ])('limitedCardsMaySpend %s: such a card’s purchase is %s', async (limitedCardsMaySpend, state, code) => {
    const bought = await chosen({ limitedCardsMaySpend }, async () => {
      await move('LIMITED');
      return buy();
    });

    expect([bought['state'], codeOf(bought)]).toEqual([state, code]);
  });

  test.each([
    [null, 'state.activated'],
    ['state.unchanged', 'state.unchanged'],
  ])('sameCardStateType %s: an active card that is activated says %s', async (sameCardStateType, type) => {
    const { body } = await chosen({ sameCardStateType }, () => move('ACTIVE'));

    expect(body['type']).toBe(type);
  });

  test('kycReasonCode: the transition that a success brings has it', async () => {
    const { body } = await chosen({ kycReasonCode: '19', defaultKycRequired: 'ALWAYS' }, async () => {
      await ask('POST', '/v3/users', { token: 'usr_ines' });
      await ask('POST', '/v3/kyc', { user_token: 'usr_ines' });
      return ask('GET', '/v3/usertransitions/user/usr_ines?count=1');
    });

    expect(body['data']).toMatchObject([{ status: 'ACTIVE', reason_code: '19' }]);
  });

  test.each([
    ['INVALID_CARD', '1004'],
    ['STOP_PAYMENT', '1999'],
    ['INSUFFICIENT_FUNDS', '1884'],
  ])('declineReasonCodes, otherDeclineReasonCode: %s is %s', async (reason, code) => {
    const choices = { declineReasonCodes: { INVALID_CARD: '1004', INSUFFICIENT_FUNDS: '1000' }, otherDeclineReasonCode: '1999' };
    const bought = await chosen(choices, () => {
      world.other.gateway = (request) => Promise.resolve({ status: 402, body: echo(request, { decline_reason: reason }) });
      return buy();
    });

    expect(codeOf(bought)).toBe(code);
  });

  test('expiryState: the message of a hold that ran out has it', async () => {
    const { body } = await chosen({ expiryState: 'COMPLETION' }, async () => {
      const { token } = await buy();
      await ask('POST', '/control/clock/advance', { by: 'P8D' });
      return ask('GET', `/v3/transactions/${String(token)}/related`);
    });

    expect(body['data']).toContainEqual(expect.objectContaining({ type: 'authorization.reversal.issuerexpiration', state: 'COMPLETION' }));
  });

  test('standInState: the message of an approval by the network has it', async () => {
    const { body } = await chosen({ standInState: 'COMPLETION' }, () =>
      ask('POST', '/control/simulate', { event: 'authorization.standin', card_token: card, amount: 10 }),
    );

    expect(body['transaction']).toMatchObject({ state: 'COMPLETION', standin_approved_by: 'NETWORK' });
  });

  test.each([
    [false, 10],
    [true, 4],
  ])('issuerReversalTakesAmount %s: of 10.00 it releases %s', async (issuerReversalTakesAmount, amount) => {
    const { body } = await chosen({ issuerReversalTakesAmount }, async () => {
      const { token } = await buy();
      return ask('POST', '/v3/transactions/authorizationreversal', { original_transaction_token: token, amount: 4 });
    });

    expect(body['transaction']).toMatchObject({ type: 'authorization.reversal', amount });
  });

  test.each([
    [true, 'PENDING'],
    [false, 'DECLINED'],
  ])('authorizationControlsAddUp %s: a merchant of the product’s control alone is %s where the user has one, too', async (adds, state) => {
    const bought = await chosen({ authorizationControlsAddUp: adds }, async () => {
      const control = (association: Json, mcc: string) =>
        ask('POST', '/v3/authcontrols', { name: mcc, association, merchant_scope: { mcc } });
      await control({ card_product_token: 'cp_virtual' }, '5812');
      await control({ user_token: 'usr_maya' }, '4121');
      return buy(10, { card_acceptor: { mid: '1', mcc: '5812', country_code: 'USA' } });
    });

    expect(bought['state']).toBe(state);
  });

  test.each([
    [true, 7],
    [false, 3],
  ])('nullClearsGroups %s: after config null a hold lives %s days', async (nullClearsGroups, days) => {
    const { body } = await chosen({ nullClearsGroups }, async () => {
      const config = { authorization_controls: { hold_expiration_days: 3 } };
      await ask('POST', '/v3/mccgroups', { token: 'food', name: 'Food', mccs: ['5812'], config });
      return ask('PUT', '/v3/mccgroups/food', { config: null });
    });

    expect(body['config']).toMatchObject({ authorization_controls: { hold_expiration_days: days } });
  });

  test('caseReasons: a case with another is refused', async () => {
    const answer = await chosen({ caseReasons: ['NOT_AUTHORIZED_CARD_ABSENT'] }, async () => {
      const { token } = await simulate('authorization.clearing', { card_token: card, amount: 10, force_post: true });
      const details = { original_transaction_token: token, dispute_amount: 10, dispute_reason: 'CREDIT_NOT_PROCESSED' };
      return ask('POST', '/v3/cases', { type: 'DISPUTE', dispute_details: details });
    });

    expect(answer).toMatchObject({ status: 400, body: { error_message: expect.stringContaining('dispute_reason') as string } });
  });

  test('cardActionEvent: who asks for events by that name is told of a PIN', async () => {
    const types = await chosen({ cardActionEvent: 'cardactions' }, async () => {
      const control = await ask('POST', '/v3/pins/controltoken', { card_token: card });
      await ask('PUT', '/v3/pins', { control_token: control.body['control_token'], pin: '2580' });
      await quiesce();
      const { body } = await ask('GET', '/control/deliveries');
      return (body['data'] as Json[]).map(({ event_type }) => event_type);
    });

    expect(types).toContain('cardactions.pin.set');
  });

  test.each([
    [false, 2],
    [true, 1],
  ])('traceIdRepeats %s: two attempts have %s trace ids', async (traceIdRepeats, different) => {
    const ids = await chosen({ traceIdRepeats }, async () => {
      await quiesce();
      const seen: unknown[] = [];
      world.other.webhook = (_delivery, headers) => {
        seen.push(headers['x-marqeta-request-trace-id']);
        return seen.length === 1 ? 503 : 200;
      };
      await buy();
      await quiesce();
      await ask('POST', '/control/clock/advance', { by: 'PT4S' });
      return seen;
    });

    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(different);
  });

  test.each([
    [false, true],
    [true, false],
  ])('givenUpSwitchesOff %s: a webhook that never answered is active: %s', async (givenUpSwitchesOff, active) => {
    const { body } = await chosen({ givenUpSwitchesOff }, async () => {
      await quiesce();
      await ask('PUT', '/control/clock', { frozen: true });
      world.other.webhook = () => 503;
      await buy();
      await quiesce();
      await ask('POST', '/control/clock/advance', { by: 'P30D' });
      return ask('GET', '/v3/webhooks/wh');
    });

    expect(body['active']).toBe(active);
  });

  test.each([
    [true, 'CLEARED'],
    [false, 'PENDING'],
  ])('resendTellsCurrent %s: an authorization that was reversed is sent again as %s', async (resendTellsCurrent, state) => {
    const { body } = await chosen({ resendTellsCurrent }, async () => {
      const { token } = await buy();
      await simulate('authorization.reversal', { preceding_related_transaction_token: token, amount: 10 });
      return ask('POST', `/v3/webhooks/wh/transaction/${String(token)}`);
    });

    expect(body['transactions']).toMatchObject([{ type: 'authorization', state }]);
  });
});
