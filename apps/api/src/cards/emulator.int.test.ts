import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_TOKENS } from '../marqeta/account-tokens.ts';
import { type AccountSetup, desiredAccount } from '../marqeta/provisioning/desired.ts';
import { provision } from '../marqeta/provisioning/provision.ts';
import { MarqetaHolders } from '../people/marqeta-holders.ts';
import { read } from '../platform/transact.ts';
import { openPeople, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { Card } from './card.entity.ts';
import { CardProgramService } from './card-program.service.ts';
import { CardService } from './card.service.ts';
import { cardEntities } from './entities.ts';
import { TellMarqeta } from './tell-marqeta.job.ts';

let harness: PeopleHarness;
let company: TestCompany;
let emulator: RunningEmulator;
let client: MarqetaClient;
let cards: CardService;
let teller: TellMarqeta;

const SETUP: AccountSetup = {
  tokens: DEFAULT_TOKENS,
  gatewayUrl: 'http://127.0.0.1:1/webhooks/marqeta/auth',
  webhookUrl: 'http://127.0.0.1:1/webhooks/marqeta',
  credentials: {
    gatewayUsername: 'gateway',
    gatewayPassword: 'Gateway-Passw0rd-2026!',
    webhookUsername: 'webhook',
    webhookPassword: 'Webhook-Passw0rd-2026!',
    webhookSecret: 'Signing-Secret-0123456789!',
  },
  signatureAlgorithm: 'HMAC_SHA_256',
  kycRequired: 'NEVER',
  markKey: Buffer.alloc(32),
};

beforeAll(async () => {
  harness = await openPeople(cardEntities);
  company = await harness.createCompany();
  emulator = await startEmulator({ port: 0, dataDir: ':memory:', settings: { applicationToken: 'app', accessToken: 'key' } });
  client = createMarqetaClient({ baseUrl: `${emulator.url}/v3`, applicationToken: 'app', accessToken: 'key' });
  cards = new CardService(harness.database, { setFirstLimit: () => Promise.resolve() });
  teller = new TellMarqeta(harness.database, client, {
    holders: new MarqetaHolders(harness.database, client, DEFAULT_TOKENS),
    tokens: DEFAULT_TOKENS,
  });
  await provision(client, desiredAccount(SETUP, []), { baseUrl: emulator.url });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
  await harness.close();
});

let keys = 0;
const key = () => `key-${(keys += 1)}`;

async function issued(cardType: 'VIRTUAL' | 'PHYSICAL'): Promise<string> {
  const { programId } = await new CardProgramService(harness.database).create(company.system, {
    name: cardType,
    cardType,
    color: 'atlantic',
  });
  const { personId } = await company.addPerson(`Bruno${cardType === 'VIRTUAL' ? 'v' : 'p'}`);
  const { cardId } = await cards.issue(company.system, { idempotencyKey: key(), holderId: personId, programId, name: 'Coffee' });
  await teller.run({ companyId: company.companyId, cardId });
  return cardId;
}
const cardOf = (id: string) =>
  read(harness.database, company.companyId, (manager) => manager.findOneByOrFail(Card, { companyId: company.companyId, id }));
const kindsOf = (id: string) =>
  read(harness.database, company.companyId, async (manager) =>
    (await manager.query<{ kind: string }[]>(`SELECT kind FROM card_events WHERE card_id = $1 ORDER BY id`, [id])).map((row) => row.kind),
  );

test('a virtual card is made, frozen, unfrozen and terminated', async () => {
  const cardId = await issued('VIRTUAL');
  expect(await cardOf(cardId)).toMatchObject({
    status: 'ACTIVE',
    issuerStatus: 'ACTIVE',
    waitingForIssuer: false,
    lastFour: expect.stringMatching(/^\d{4}$/),
  });
  expect(await kindsOf(cardId)).toEqual(['card.issued', 'issuer.created']);

  for (const [command, state] of [
    ['freeze', 'SUSPENDED'],
    ['unfreeze', 'ACTIVE'],
    ['terminate', 'TERMINATED'],
  ] as const) {
    await cards[command](company.system, { idempotencyKey: key(), cardId });
    await teller.run({ companyId: company.companyId, cardId });
    expect(await cardOf(cardId)).toMatchObject({ status: state, issuerStatus: state, waitingForIssuer: false, issuerRefusal: null });
    expect((await client.cards.get(cardId)).state).toBe(state);
  }
});

test('a physical card carries its holder’s name and is activated by them', async () => {
  const cardId = await issued('PHYSICAL');
  expect(await cardOf(cardId)).toMatchObject({
    status: 'UNACTIVATED',
    issuerStatus: 'UNACTIVATED',
    fulfillmentStatus: 'ISSUED',
    waitingForIssuer: false,
  });

  await cards.activate(company.system, { idempotencyKey: key(), cardId });
  await teller.run({ companyId: company.companyId, cardId });

  expect(await cardOf(cardId)).toMatchObject({ status: 'ACTIVE', issuerStatus: 'ACTIVE', waitingForIssuer: false });
  expect(await client.cards.get(cardId)).toMatchObject({
    instrument_type: 'PHYSICAL_COMBO',
    fulfillment: { card_personalization: { text: { name_line_1: { value: 'BRUNOP SILVA' } } } },
  });
});
