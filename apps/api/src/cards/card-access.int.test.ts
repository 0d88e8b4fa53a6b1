import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { StepUpRequiredError } from '../access/step-up.ts';
import { NotFoundError } from '../platform/errors.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { CardAccessNotPossibleError, IssuerUnavailableError, TooManyAccessesError, WidgetsNotSetUpError } from './card-access.errors.ts';
import { CardAccessService } from './card-access.service.ts';

const WIDGETS = { scriptUrl: 'https://widgets.example/marqeta.min.js', pinUrl: 'https://widgets.example/pin' };

let harness: GraphQLHarness;
let emulator: RunningEmulator;
let client: MarqetaClient;
let access: CardAccessService;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
  emulator = await startEmulator({ port: 0, dataDir: ':memory:' });
  client = createMarqetaClient({
    baseUrl: `${emulator.url}/v3`,
    applicationToken: 'emulator-application',
    accessToken: 'emulator-access',
    retry: { attempts: 1 },
  });
  access = new CardAccessService({ database: harness.database, client, widgets: WIDGETS });
  await client.cardProducts.create({
    token: 'everyday',
    name: 'Everyday',
    start_date: '2026-01-01',
    config: { card_life_cycle: { activate_upon_issue: true } },
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

const become = (column: 'status' | 'card_type' | 'issuer_status', value: string) =>
  harness.admin.query(`UPDATE cards SET ${column} = $2 WHERE id = $1`, [scene.brunosCard, value]);
const history = async () => {
  const { rows } = await harness.admin.query<{ kind: string; actor_name: string }>(
    `SELECT kind, actor_name FROM card_events WHERE card_id = $1 AND kind LIKE 'card.%' ORDER BY id DESC LIMIT 1`,
    [scene.brunosCard],
  );
  return rows[0];
};

test('the holder gets a token that shows this card, and it is on record', async () => {
  const { clientAccessToken, scriptUrl } = await access.reveal(scene.as.bruno, scene.brunosCard, { traceId: 'trace-1' });

  expect(scriptUrl).toBe(WIDGETS.scriptUrl);
  expect(await client.clientAccessTokens.get(clientAccessToken)).toMatchObject({ card_token: scene.brunos.token });
  expect(await history()).toEqual({ kind: 'card.number_shown', actor_name: scene.as.bruno.displayName });
  const { rows } = await harness.admin.query(
    `SELECT command, trace_id FROM audit_events WHERE company_id = $1 AND command LIKE 'card.re%'`,
    [scene.companyId],
  );
  expect(rows).toEqual([{ command: 'card.reveal', trace_id: 'trace-1' }]);
});

test('the address of the PIN frame has a control token where no server sees it', async () => {
  await become('card_type', 'PHYSICAL');
  const { url } = await access.openPin(scene.as.bruno, scene.brunosCard);

  expect(url).toMatch(/^https:\/\/widgets\.example\/pin#control_token=[\w-]+$/);
  expect(await history()).toMatchObject({ kind: 'card.pin_frame_opened' });
});

test('a card is handed to the wallet on the holder’s phone, encrypted for it, and is in it a moment later', async () => {
  const device = { deviceType: 'MOBILE_PHONE', appVersion: '1.0' } as const;
  const apple = { ...device, certificates: ['bGVhZg==', 'cm9vdA=='], nonce: 'bm9uY2U=', nonceSignature: 'c2lnbmVk' };
  expect(await access.provisionApplePay(scene.as.bruno, scene.brunosCard, apple)).toEqual({
    encryptedPassData: expect.any(String),
    activationData: expect.any(String),
    ephemeralPublicKey: expect.any(String),
  });
  expect(await history()).toEqual({ kind: 'card.wallet_asked', actor_name: scene.as.bruno.displayName });
  const google = { ...device, deviceId: 'device-1', walletAccountId: 'account-1' };
  const pass = await access.provisionGooglePay(scene.as.bruno, scene.brunosCard, google);
  const { last_four: lastFour } = await client.cards.get(scene.brunos.token);
  expect(pass).toMatchObject({ opaquePaymentCard: expect.any(String), lastDigits: lastFour });

  const wallets: (string | undefined)[] = [];
  await vi.waitFor(async () => {
    wallets.length = 0;
    for await (const token of client.walletTokens.ofCard(scene.brunos.token))
      wallets.push(token.token_service_provider?.token_requestor_name);
    expect(wallets.toSorted((one, other) => (one ?? '').localeCompare(other ?? ''))).toEqual(['ANDROID_PAY', 'APPLE_PAY']);
  }, 10_000);

  await harness.cards.freeze(scene.as.bruno, { idempotencyKey: 'wallet freeze', cardId: scene.brunosCard });
  await expect(access.provisionGooglePay(scene.as.bruno, scene.brunosCard, google)).rejects.toThrow(CardAccessNotPossibleError);
});

test.each(['ana', 'marta', 'rui', 'carol'] as const)('%s, whose card it is not, is told nothing, not even in the history', async (name) => {
  const before = await history();
  await expect(access.reveal(scene.as[name], scene.brunosCard)).rejects.toMatchObject({
    code: expect.stringMatching(/^(FORBIDDEN|NOT_FOUND)$/),
  });
  expect(await history()).toEqual(before);
});

test('ten times an hour are enough, also when all come at once', async () => {
  const asked = await Promise.allSettled(Array.from({ length: 12 }, () => access.reveal(scene.as.bruno, scene.brunosCard)));

  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  for (const refusal of asked.filter(({ status }) => status === 'rejected'))
    expect(refusal).toMatchObject({ reason: expect.any(TooManyAccessesError) });
});

test('a card that is over, or that the issuer has not made, shows nothing; a virtual card has no PIN, a frozen one gets none', async () => {
  await expect(access.openPin(scene.as.bruno, scene.brunosCard)).rejects.toThrow(CardAccessNotPossibleError);
  await become('issuer_status', 'REQUESTED');
  await expect(access.reveal(scene.as.bruno, scene.brunosCard)).rejects.toThrow(CardAccessNotPossibleError);
  await become('issuer_status', 'ACTIVE');
  await become('card_type', 'PHYSICAL');
  await harness.cards.freeze(scene.as.bruno, { idempotencyKey: 'freeze', cardId: scene.brunosCard });
  await expect(access.openPin(scene.as.bruno, scene.brunosCard)).rejects.toThrow(CardAccessNotPossibleError);
  await harness.cards.terminate(scene.as.ana, { idempotencyKey: 'terminate', cardId: scene.brunosCard });
  await expect(access.reveal(scene.as.bruno, scene.brunosCard)).rejects.toThrow(CardAccessNotPossibleError);
  await expect(access.reveal(scene.as.bruno, 'no-card')).rejects.toThrow(NotFoundError);
});

test('Marqeta away, or without such a card: the holder is told, and can try again', async () => {
  const away = createMarqetaClient({ baseUrl: 'http://127.0.0.1:1/v3', applicationToken: 'a', accessToken: 'b', retry: { attempts: 1 } });
  const cut = new CardAccessService({ database: harness.database, client: away, widgets: WIDGETS });
  await expect(cut.reveal(scene.as.bruno, scene.brunosCard)).rejects.toThrow(IssuerUnavailableError);
  await away.close();
  await expect(access.reveal(scene.as.carol, scene.carolsCard)).rejects.toThrow(CardAccessNotPossibleError);
  await expect(access.reveal(scene.as.bruno, scene.brunosCard)).resolves.toBeDefined();
});

test('an installation without frames says what is missing', async () => {
  const without = new CardAccessService({ database: harness.database, client, widgets: null });
  expect(without.isSetUp).toBe(false);
  await expect(without.reveal(scene.as.bruno, scene.brunosCard)).rejects.toThrow(WidgetsNotSetUpError);
});

test('nothing is shown or handed over without a fresh proof, and nothing is on record', async () => {
  const stale = { ...scene.as.bruno, provenAtMs: harness.clock.now().getTime() - 600_001 };
  await become('card_type', 'PHYSICAL');
  const apple = {
    deviceType: 'MOBILE_PHONE',
    appVersion: '1.0',
    certificates: ['bGVhZg=='],
    nonce: 'bg==',
    nonceSignature: 'cw==',
  } as const;

  await expect(access.reveal(stale, scene.brunosCard)).rejects.toThrow(StepUpRequiredError);
  await expect(access.openPin(stale, scene.brunosCard)).rejects.toThrow(StepUpRequiredError);
  await expect(access.provisionApplePay(stale, scene.brunosCard, apple)).rejects.toThrow(StepUpRequiredError);

  expect((await history())?.kind).not.toMatch(/number_shown|pin_frame_opened|wallet_asked/);
  // Of a card that is not theirs to see they hear no more than before.
  await expect(access.reveal({ ...scene.as.carol, provenAtMs: 0 }, scene.brunosCard)).rejects.toThrow(NotFoundError);
});
