import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NotificationWriter } from '../notifications/notification-writer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { fixture } from '../testing/money-harness.ts';
import { TellMarqetaOfWallet } from './tell-wallet.job.ts';

type Transition = { token: string; state: string; created_time: string; digital_wallet_token: { token: string; card_token: string } };
type Shown = { id: string; state: string; waitingForIssuer: boolean; moves: string[]; wallet: string; deviceName: string };

let harness: GraphQLHarness;
let emulator: RunningEmulator;
let client: MarqetaClient;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
  emulator = await startEmulator({ port: 0, dataDir: ':memory:' });
  client = createMarqetaClient({
    ...{ baseUrl: `${emulator.url}/v3`, applicationToken: 'emulator-application', accessToken: 'emulator-access', retry: { attempts: 1 } },
  });
  await client.cardProducts.create({
    ...{ token: 'everyday', name: 'Everyday', start_date: '2026-01-01', config: { card_life_cycle: { activate_upon_issue: true } } },
  });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
  await harness.close();
});
beforeEach(async () => {
  scene = await harness.prepare();
  await client.users.create({ token: scene.brunosCard, first_name: 'Bruno' });
  await client.cards.create({ token: scene.brunos.token, user_token: scene.brunosCard, card_product_token: 'everyday' });
});

/** Puts Bruno's card into his phone at Marqeta, and tells of it as far as Marqeta has come. */
async function addToPhone(recommends: 'GREEN' | 'YELLOW' = 'GREEN'): Promise<{ token: string; transitions: Transition[] }> {
  const body = { card_token: scene.brunos.token, wallet: 'APPLE_PAY', recommends, device: { name: 'Bruno’s phone', type: 'MOBILE_PHONE' } };
  const answer = await fetch(`${emulator.url}/control/wallettokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { token } = (await answer.json()) as { token: string };
  const transitions = await transitionsOf(token);
  for (const transition of transitions) await deliver(transition);
  return { token, transitions };
}

/** Oldest first, each with what a webhook says of the token. */
async function transitionsOf(token: string): Promise<Transition[]> {
  const described = await client.walletTokens.get(token);
  const found: Transition[] = [];
  for await (const transition of client.walletTokens.transitions(token))
    found.unshift({ ...transition, digital_wallet_token: described } as unknown as Transition);
  return found;
}
const deliver = (transition: object) => harness.marqeta.deliver({ digitalwallettokentransitions: [transition] });

async function phones(viewer = scene.as.bruno): Promise<Shown[]> {
  const { data, errors } = await harness.ask(
    viewer,
    'query ($id: ID!) { card(id: $id) { walletTokens { id state waitingForIssuer moves wallet deviceName } } }',
    { id: scene.brunosCard },
  );
  expect(errors).toEqual([]);
  return (data as { card: { walletTokens: Shown[] } }).card.walletTokens;
}
let keys = 0;
async function move(to: string, viewer = scene.as.bruno) {
  const [phone] = await phones();
  const input = { idempotencyKey: `move ${(keys += 1)}`, walletTokenId: phone?.id, to };
  return harness.ask(viewer, 'mutation ($input: MoveWalletTokenInput!) { moveWalletToken(input: $input) { state waitingForIssuer } }', {
    input,
  });
}
async function tell(through = client): Promise<void> {
  const [phone] = await phones();
  await new TellMarqetaOfWallet(harness.database, through).run({ companyId: scene.companyId, walletTokenId: phone?.id ?? '' });
}
async function notices(): Promise<string[]> {
  await new NotificationWriter(harness.database).catchUp(scene.companyId);
  const { rows } = await harness.admin.query<{ kind: string; user_id: string }>(
    `SELECT kind, user_id FROM notifications WHERE company_id = $1 ORDER BY created_at, id`,
    [scene.companyId],
  );
  const ofPhones = rows.filter(({ kind }) => !kind.startsWith('card.'));
  expect(ofPhones.every(({ user_id }) => user_id === scene.as.bruno.userId)).toBe(true);
  return ofPhones.map(({ kind }) => kind);
}

describe('a card in a phone', () => {
  test('appears with what its owner knows it by, and can be paused, resumed and removed', async () => {
    const { token } = await addToPhone();
    expect(await phones()).toMatchObject([
      { state: 'ACTIVE', wallet: 'APPLE_PAY', deviceName: 'Bruno’s phone', waitingForIssuer: false, moves: ['SUSPENDED', 'TERMINATED'] },
    ]);

    for (const to of ['SUSPENDED', 'ACTIVE', 'TERMINATED']) {
      expect((await move(to)).data).toMatchObject({ moveWalletToken: { waitingForIssuer: true } });
      await tell();
      expect(await phones()).toMatchObject([{ state: to, waitingForIssuer: false }]);
      expect((await client.walletTokens.get(token)).state).toBe(to);
    }
    expect((await move('ACTIVE')).errors[0]?.extensions?.['code']).toBe('WALLET_TOKEN_MOVE_NOT_ALLOWED');
  });

  test('is one, however often and in whatever order Marqeta tells of it', async () => {
    const { transitions } = await addToPhone();
    await move('SUSPENDED');
    await tell();
    const all = await transitionsOf(transitions[0]?.digital_wallet_token.token ?? '');
    for (const transition of [...all, ...all.toReversed()]) await deliver(transition);

    expect(await phones()).toMatchObject([{ state: 'SUSPENDED', waitingForIssuer: false }]);
  });

  test('that waits for an identity check is told to the holder alone, once', async () => {
    const { transitions } = await addToPhone('YELLOW');
    for (const transition of transitions) await deliver(transition);

    expect(await phones()).toMatchObject([{ state: 'REQUESTED', moves: ['TERMINATED'] }]);
    expect(await notices()).toEqual(['wallet.requested']);
  });

  test('waits while Marqeta is away, and is moved once when the answer was lost', async () => {
    const { token } = await addToPhone();
    await move('SUSPENDED');
    const away = createMarqetaClient({ baseUrl: 'http://127.0.0.1:1/v3', applicationToken: 'a', accessToken: 'b', retry: { attempts: 1 } });
    await expect(tell(away)).rejects.toThrow();
    await away.close();
    expect(await phones()).toMatchObject([{ state: 'ACTIVE', waitingForIssuer: true, moves: ['TERMINATED'] }]);

    await tell();
    await tell();
    expect(await phones()).toMatchObject([{ state: 'SUSPENDED', waitingForIssuer: false }]);
    expect((await transitionsOf(token)).filter(({ state }) => state === 'SUSPENDED')).toHaveLength(1);
  });

  test('that the network took away meanwhile is shown as it is', async () => {
    const { token } = await addToPhone();
    await client.walletTokens.transition({
      token: 'taken',
      tokenOfWallet: token,
      state: 'TERMINATED',
      channel: 'FRAUD',
      reason_code: '08',
    });
    await move('SUSPENDED');
    await tell();

    expect(await phones()).toMatchObject([{ state: 'TERMINATED', waitingForIssuer: false, moves: [] }]);
  });

  test('is moved by nobody who may not, and of a card that nobody has is kept', async () => {
    await addToPhone();
    expect((await move('SUSPENDED', scene.as.rui)).errors).toHaveLength(1);
    expect((await move('SUSPENDED', scene.as.carol)).errors).toHaveLength(1);
    expect(await phones(scene.as.rui)).toMatchObject([{ moves: [] }]);

    await deliver({
      token: 'strange',
      type: 'state.activated',
      state: 'ACTIVE',
      digital_wallet_token: { token: 'x', card_token: 'nobody' },
    });
    const { rows } = await harness.admin.query(`SELECT problem FROM marqeta_inbox WHERE token = 'strange'`);
    expect(rows).toEqual([{ problem: 'CARD_UNKNOWN' }]);
  });
});

test('a purchase that asks for a confirmation is told to the cardholder, once, and to no office', async () => {
  const message = fixture('webhook.threeds.initialization') as { threedstransitions: Record<string, unknown>[] };
  const told = { threedstransitions: message.threedstransitions.map((one) => ({ ...one, card_token: scene.brunos.token })) };
  await harness.marqeta.deliver(told);
  await harness.marqeta.deliver({ threedstransitions: told.threedstransitions.map((one) => ({ ...one, state: 'AGAIN' })) });
  const completion = fixture('webhook.threeds.completion') as typeof message;
  await harness.marqeta.deliver({
    threedstransitions: completion.threedstransitions.map((one) => ({ ...one, card_token: scene.brunos.token })),
  });

  expect(await notices()).toEqual(['authentication.requested']);
  const { data } = await harness.ask(scene.as.bruno, '{ notifications { edges { node { title body href } } } }');
  const said = (data as { notifications: { edges: { node: object }[] } }).notifications.edges.map(({ node }) => node);
  expect(said).toContainEqual(
    expect.objectContaining({ title: '$129.00 at CLOUDPINE SOFTWARE waits for you', href: `/cards/${scene.brunosCard}` }),
  );
});
