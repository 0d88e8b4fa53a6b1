import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_TOKENS } from '../marqeta/account-tokens.ts';
import { desiredAccount } from '../marqeta/provisioning/desired.ts';
import { provision } from '../marqeta/provisioning/provision.ts';
import type { ReplacementReason } from '../marqeta/replacement-reason.ts';
import { MarqetaHolders } from '../people/marqeta-holders.ts';
import { read } from '../platform/transact.ts';
import { ACCOUNT_SETUP } from '../testing/account-setup.ts';
import { openPeople, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { Card } from './card.entity.ts';
import { CardProgramService } from './card-program.service.ts';
import { CardService } from './card.service.ts';
import { IssueService } from './issue/issue.service.ts';
import { cardEntities } from './entities.ts';
import { FindExpiring, RenewCard } from './renew.job.ts';
import { TellMarqeta } from './tell-marqeta.job.ts';

let harness: PeopleHarness;
let company: TestCompany;
let emulator: RunningEmulator;
let client: MarqetaClient;
let cards: CardService;
let issuing: IssueService;
let teller: TellMarqeta;

beforeAll(async () => {
  harness = await openPeople(cardEntities);
  company = await harness.createCompany();
  emulator = await startEmulator({ port: 0, dataDir: ':memory:', settings: { applicationToken: 'app', accessToken: 'key' } });
  client = createMarqetaClient({ baseUrl: `${emulator.url}/v3`, applicationToken: 'app', accessToken: 'key' });
  cards = new CardService(harness.database);
  issuing = new IssueService(harness.database, { setFirstLimit: () => Promise.resolve() });
  teller = new TellMarqeta(harness.database, client, {
    holders: new MarqetaHolders(harness.database, client, DEFAULT_TOKENS),
    tokens: DEFAULT_TOKENS,
  });
  await provision(client, desiredAccount(ACCOUNT_SETUP, []), { baseUrl: emulator.url });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
  await harness.close();
});

let keys = 0;
const key = () => `key-${(keys += 1)}`;

async function issued(cardType: 'VIRTUAL' | 'PHYSICAL', firstName = key()): Promise<string> {
  const { programId } = await new CardProgramService(harness.database).create(company.system, {
    name: key(),
    cardType,
    color: 'atlantic',
  });
  const { personId } = await company.addPerson(firstName);
  const { cardId } = await issuing.issue(company.system, { idempotencyKey: key(), holderId: personId, programId, name: 'Coffee' });
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
  const cardId = await issued('PHYSICAL', 'Bruno');
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
    fulfillment: { card_personalization: { text: { name_line_1: { value: 'BRUNO SILVA' } } } },
  });
});

const replace = async (cardId: string, reason: ReplacementReason): Promise<string> =>
  (await cards.replace(company.system, { idempotencyKey: key(), cardId, reason })).cardId;
const tell = (cardId: string) => teller.run({ companyId: company.companyId, cardId });

test.each(['LOST', 'STOLEN'] as const)('a card that is %s ends at once, and the new one has another number', async (reason) => {
  const old = await issued('VIRTUAL');
  const next = await replace(old, reason);

  expect(await cardOf(old)).toMatchObject({ status: 'TERMINATED', issuerStatus: 'ACTIVE', waitingForIssuer: true });
  // Marqeta makes the new card from the old one, so that one must still be there.
  await tell(old);
  expect((await client.cards.get(old)).state).toBe('ACTIVE');
  await tell(next);
  await tell(old);

  expect(await cardOf(old)).toMatchObject({ status: 'TERMINATED', issuerStatus: 'TERMINATED', waitingForIssuer: false });
  const [before, after] = [await client.cards.get(old), await client.cards.get(next)];
  expect(after).toMatchObject({ state: 'ACTIVE', user_token: before.user_token, new_pan_from_card_token: old });
  expect(after.pan).not.toBe(before.pan);
  expect(await cardOf(next)).toMatchObject({
    name: 'Coffee',
    status: 'ACTIVE',
    issuerStatus: 'ACTIVE',
    replacementReason: reason,
    lineId: old,
  });
});

test('a damaged card goes on until the new one, of the same number, is activated', async () => {
  const old = await issued('PHYSICAL');
  await cards.activate(company.system, { idempotencyKey: key(), cardId: old });
  await tell(old);
  const next = await replace(old, 'DAMAGED');
  await tell(next);

  expect((await client.cards.get(old)).state).toBe('ACTIVE');
  expect(await client.cards.get(next)).toMatchObject({ state: 'UNACTIVATED', reissue_pan_from_card_token: old });
  expect((await cardOf(next)).lastFour).toBe((await cardOf(old)).lastFour);

  await cards.activate(company.system, { idempotencyKey: key(), cardId: next });
  await tell(next);
  expect((await client.cards.get(next)).state).toBe('ACTIVE');
  expect((await client.cards.get(old)).state).toBe('TERMINATED');
});

test('a card is renewed before it expires, once', async () => {
  const old = await issued('VIRTUAL');
  const owner = new pg.Client({ connectionString: harness.clone.adminUrl });
  await owner.connect();
  const expiring = async (days: number): Promise<string[]> => {
    await owner.query(`DELETE FROM graphile_worker._private_jobs`);
    const at = new Date(harness.database.clock.now().getTime() + days * 86_400_000);
    await owner.query(`UPDATE cards SET expires_at = $2 WHERE id = $1`, [old, at]);
    await new FindExpiring(harness.database).run();
    const { rows } = await owner.query<{ payload: { cardId: string } }>(
      `SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'card.renew'`,
    );
    return rows.map(({ payload }) => payload.cardId);
  };
  expect(await expiring(46)).toEqual([]);
  expect(await expiring(44)).toEqual([old]);

  const renewal = new RenewCard(cards);
  await renewal.run({ companyId: company.companyId, cardId: old });
  await renewal.run({ companyId: company.companyId, cardId: old });

  expect(await expiring(44)).toEqual([]);
  await owner.end();
  const [next, ...others] = await read(harness.database, company.companyId, (manager) => manager.findBy(Card, { replacesCardId: old }));
  if (next === undefined) throw new Error('the card was not renewed');
  expect(others).toEqual([]);
  await tell(next.id);
  expect((await client.cards.get(old)).state).toBe('TERMINATED');
  expect(await client.cards.get(next.id)).toMatchObject({ state: 'ACTIVE', reissue_pan_from_card_token: old });
});
