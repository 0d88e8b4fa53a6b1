import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_TOKENS } from '../marqeta/account-tokens.ts';
import { desiredAccount } from '../marqeta/provisioning/desired.ts';
import { provision } from '../marqeta/provisioning/provision.ts';
import { holderJobs, MarqetaHolders } from '../people/marqeta-holders.ts';
import { createLog } from '../platform/log.ts';
import { read } from '../platform/transact.ts';
import { type RunningWorker, startWorker } from '../platform/worker.ts';
import { ACCOUNT_SETUP } from '../testing/account-setup.ts';
import { openPeople, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { Card } from './card.entity.ts';
import { CardProgramService } from './card-program.service.ts';
import { CardService } from './card.service.ts';
import { IssueService } from './issue/issue.service.ts';
import { cardEntities } from './entities.ts';
import { SettleWaiting } from './settle-waiting.job.ts';
import { TellMarqeta } from './tell-marqeta.job.ts';

let harness: PeopleHarness;
let company: TestCompany;
let folder: string;
let emulator: RunningEmulator;
let client: MarqetaClient;
let cards: CardService;
let issuing: IssueService;
let teller: TellMarqeta;
let holders: MarqetaHolders;
let programId: string;
let holderId: string;

beforeAll(async () => {
  harness = await openPeople(cardEntities);
  folder = mkdtempSync(join(tmpdir(), 'afc-outage-'));
  emulator = await emulatorOn(0);
  // A client that gives up at once, so that it is the job which has to go on.
  client = createMarqetaClient({
    baseUrl: `${emulator.url}/v3`,
    applicationToken: 'app',
    accessToken: 'key',
    timeoutMs: 500,
    retry: { attempts: 1 },
    breaker: { failures: 10, pauseMs: 200 },
  });
  cards = new CardService(harness.database);
  issuing = new IssueService(harness.database, { setFirstLimit: () => Promise.resolve() });
  holders = new MarqetaHolders(harness.database, client, DEFAULT_TOKENS);
  teller = new TellMarqeta(harness.database, client, { holders, tokens: DEFAULT_TOKENS });
  await provision(client, desiredAccount(ACCOUNT_SETUP, []), { baseUrl: emulator.url });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
  await harness.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  company = await harness.createCompany();
  ({ programId } = await new CardProgramService(harness.database).create(company.system, {
    name: 'Travel',
    cardType: 'VIRTUAL',
    color: 'atlantic',
  }));
  holderId = (await company.addPerson('Bruno')).personId;
});
afterEach(() => control('DELETE', 'faults'));

/** One that knows after a restart what it knew before. */
const emulatorOn = (port: number) => startEmulator({ port, dataDir: folder, settings: { applicationToken: 'app', accessToken: 'key' } });

async function control(method: string, path: string, body?: object): Promise<void> {
  const answer = await fetch(`${emulator.url}/control/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
const fault = (body: object) => control('POST', 'faults', { on: 'api', ...body });

let keys = 0;
const key = () => `key-${(keys += 1)}`;
const issue = async () => (await issuing.issue(company.system, { idempotencyKey: key(), holderId, programId, name: 'Coffee' })).cardId;
const cardOf = (id: string) =>
  read(harness.database, company.companyId, (manager) => manager.findOneByOrFail(Card, { companyId: company.companyId, id }));

/** As the worker does: what fails is tried again, a bounded number of times. */
async function tellUntilSettled(cardId: string, attempts = 40): Promise<void> {
  for (let attempt = 1; (await cardOf(cardId)).waitingForIssuer; attempt += 1) {
    if (attempt > attempts) throw new Error('the card still waits');
    await teller.run({ companyId: company.companyId, cardId }).catch(() => undefined);
    if (client.circuit() === 'OPEN') await vi.waitFor(() => expect(client.circuit()).not.toBe('OPEN'), { timeout: 5_000, interval: 20 });
  }
}

/** What Marqeta has of this company: a second one of anything would be a command done twice. */
async function atMarqeta(): Promise<{ users: number; cards: { token: string; state: string; transitions: string[] }[] }> {
  const users: string[] = [];
  for await (const user of client.users.children(company.companyId)) users.push(user.token);
  const found = [];
  for (const user of users) {
    for await (const card of client.cards.ofUser(user)) {
      const transitions: string[] = [];
      for await (const { type } of client.cards.transitions(card.token)) if (type.startsWith('state.')) transitions.unshift(type);
      found.push({ token: card.token, state: card.state, transitions });
    }
  }
  return { users: users.length, cards: found };
}

describe('an outage delays and neither loses nor doubles', () => {
  test('what was asked for while Marqeta was stopped: it settles by itself after its start', async () => {
    const port = Number(new URL(emulator.url).port);
    const jobs = [teller, new SettleWaiting(harness.database), ...holderJobs(holders, harness.database)];
    const before = await issue();
    await tellUntilSettled(before);
    await emulator.close();
    let worker: RunningWorker | null = null;
    try {
      worker = await startWorker({ ownerUrl: harness.clone.urls.owner, jobs, log: createLog('silent') });
      const [fresh, frozen] = [await issue(), await issue()];
      await cards.freeze(company.system, { idempotencyKey: key(), cardId: frozen });
      await cards.terminate(company.system, { idempotencyKey: key(), cardId: before });
      for (const cardId of [fresh, frozen, before]) expect((await cardOf(cardId)).waitingForIssuer).toBe(true);
      expect((await cardOf(fresh)).issuerStatus).toBe('REQUESTED');

      emulator = await emulatorOn(port);

      await vi.waitFor(
        async () => {
          for (const cardId of [fresh, frozen, before]) expect((await cardOf(cardId)).waitingForIssuer).toBe(false);
        },
        { timeout: 60_000, interval: 100 },
      );
      // The admin, whom the worker tells Marqeta of as well, and the holder of the cards.
      await vi.waitFor(async () => expect((await atMarqeta()).users).toBe(2), { timeout: 60_000, interval: 100 });
      const there = await atMarqeta();
      expect(new Map(there.cards.map((card) => [card.token, card.transitions]))).toEqual(
        new Map([
          [fresh, ['state.activated']],
          [frozen, ['state.activated', 'state.suspended']],
          [before, ['state.activated', 'state.terminated']],
        ]),
      );
    } finally {
      await worker?.stop();
    }
  });

  test.each(
    ['/v3/businesses', '/v3/users', '/v3/cardproducts', '/v3/cards', '/v3/cardtransitions'].flatMap((path) =>
      (['error', 'drop', 'bad_json', 'silence'] as const).map((kind) => [kind, path] as const),
    ),
  )('what took effect although the answer was spoilt (%s of POST %s)', async (kind, path) => {
    await fault({ kind, match: `POST ${path}`, when: 'after', count: 2 });
    const cardId = await issue();
    await tellUntilSettled(cardId);
    await cards.freeze(company.system, { idempotencyKey: key(), cardId });
    await tellUntilSettled(cardId);

    expect(await cardOf(cardId)).toMatchObject({ status: 'SUSPENDED', issuerStatus: 'SUSPENDED', issuerRefusal: null });
    expect(await atMarqeta()).toEqual({
      users: 1,
      cards: [{ token: cardId, state: 'SUSPENDED', transitions: ['state.activated', 'state.suspended'] }],
    });
  });

  test('a freeze whose answer was lost, and taken back before it was heard of, is taken back at Marqeta too', async () => {
    const cardId = await issue();
    await tellUntilSettled(cardId);
    await fault({ kind: 'error', match: 'POST /v3/cardtransitions', when: 'after' });
    await cards.freeze(company.system, { idempotencyKey: key(), cardId });
    await teller.run({ companyId: company.companyId, cardId }).catch(() => undefined);
    await cards.unfreeze(company.system, { idempotencyKey: key(), cardId });
    expect(await cardOf(cardId)).toMatchObject({ status: 'ACTIVE', issuerStatus: 'ACTIVE', waitingForIssuer: true });

    await control('DELETE', 'faults');
    await tellUntilSettled(cardId);

    expect(await cardOf(cardId)).toMatchObject({ status: 'ACTIVE', issuerStatus: 'ACTIVE' });
    const [there] = (await atMarqeta()).cards.filter(({ token }) => token === cardId);
    expect(there).toMatchObject({ state: 'ACTIVE', transitions: ['state.activated', 'state.suspended', 'state.reinstated'] });
  });

  test('any commands, with anything going wrong on the way: Marqeta ends where we do', async () => {
    const commands = fc.array(fc.constantFrom('freeze' as const, 'unfreeze' as const, 'tell' as const), { minLength: 1, maxLength: 8 });
    const faults = fc.array(
      fc.record({
        kind: fc.constantFrom('error', 'drop', 'bad_json'),
        match: fc.constantFrom('POST /v3/**', 'GET /v3/**'),
        when: fc.constantFrom('before', 'after'),
        probability: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
      }),
      { minLength: 1, maxLength: 3 },
    );

    await fc.assert(
      fc.asyncProperty(commands, faults, async (steps, wrong) => {
        for (const body of wrong) await fault(body);
        const cardId = await issue();
        for (const step of steps) {
          // What the card's state does not allow is refused, which changes nothing.
          if (step !== 'tell') await cards[step](company.system, { idempotencyKey: key(), cardId }).catch(() => undefined);
          else await teller.run({ companyId: company.companyId, cardId }).catch(() => undefined);
        }
        await control('DELETE', 'faults');
        await tellUntilSettled(cardId);

        const card = await cardOf(cardId);
        const there = (await atMarqeta()).cards.filter(({ token }) => token === cardId);
        expect(there.map(({ state }) => state)).toEqual([card.status]);
        expect(card.issuerStatus).toBe(card.status);
      }),
      { numRuns: 25 },
    );
  });
});
