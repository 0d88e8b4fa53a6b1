import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ForbiddenError } from '../access/access.errors.ts';
import type { Viewer } from '../access/viewer.ts';
import { DEFAULT_TOKENS } from '../marqeta/account-tokens.ts';
import { holderJobs, MarqetaHolders } from '../people/marqeta-holders.ts';
import { IdempotencyKeyReusedError, InvalidInputError, NotFoundError, StaleVersionError } from '../platform/errors.ts';
import { createLog } from '../platform/log.ts';
import { money, type Money } from '../platform/money.ts';
import { read } from '../platform/transact.ts';
import { startWorker } from '../platform/worker.ts';
import { FakeMarqeta } from '../testing/fake-marqeta.ts';
import { openPeople, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { applyCardTransition } from './apply-card-transition.ts';
import {
  CardFrozenByOthersError,
  CardHeldByIssuerError,
  CardNotReplaceableError,
  CardTransitionError,
  HolderNotActiveError,
  NothingRefusedError,
} from './card.errors.ts';
import { Card } from './card.entity.ts';
import { CardProgramService } from './card-program.service.ts';
import { CardService } from './card.service.ts';
import { IssueService } from './issue/issue.service.ts';
import { cardEntities } from './entities.ts';
import type { FirstLimit } from './limit-window.ts';
import { SettleWaiting } from './settle-waiting.job.ts';
import { TellMarqeta } from './tell-marqeta.job.ts';

let harness: PeopleHarness;
let marqeta: FakeMarqeta;
let client: MarqetaClient;
let cards: CardService;
let issuing: IssueService;
let programs: CardProgramService;
let teller: TellMarqeta;
let firstLimits: { cardId: string; amount: Money; window: string }[];

beforeAll(async () => {
  harness = await openPeople(cardEntities);
  marqeta = await FakeMarqeta.start();
  client = createMarqetaClient({
    baseUrl: marqeta.baseUrl,
    applicationToken: 'app',
    accessToken: 'key',
    timeoutMs: 500,
    retry: { attempts: 1 },
  });
  const limits: FirstLimit = {
    setFirstLimit(_tx, _by, { cards: limited, amount, window }) {
      firstLimits.push(...limited.map(({ cardId }) => ({ cardId, amount, window })));
      return Promise.resolve();
    },
  };
  cards = new CardService(harness.database);
  issuing = new IssueService(harness.database, limits);
  programs = new CardProgramService(harness.database);
  teller = new TellMarqeta(harness.database, client, {
    holders: new MarqetaHolders(harness.database, client, DEFAULT_TOKENS),
    tokens: DEFAULT_TOKENS,
  });
});
afterAll(async () => {
  await client.close();
  await marqeta.stop();
  await harness.close();
});

type Given = {
  company: TestCompany;
  holder: string;
  virtual: string;
  physical: string;
  as: Record<'admin' | 'manager' | 'holder', Viewer>;
};
let given: Given;

beforeEach(async () => {
  firstLimits = [];
  marqeta.reset();
  given = await prepare();
});

async function prepare(): Promise<Given> {
  const company = await harness.createCompany();
  const team = await company.addTeam('Design');
  const { personId: holder } = await company.addPerson('Bruno', { teams: [{ teamId: team }] });
  const { personId: manager } = await company.addPerson('Marta', { role: 'MANAGER', teams: [{ teamId: team, isManager: true }] });
  const { programId: virtual } = await programs.create(company.system, { name: 'Everyday', cardType: 'VIRTUAL', color: 'atlantic' });
  const { programId: physical } = await programs.create(company.system, { name: 'Travel', cardType: 'PHYSICAL', color: 'graphite' });
  const viewer = (userId: string, role: Viewer['role'], displayName: string): Viewer => ({
    ...{ identityId: userId, sessionId: userId, companyId: company.companyId, userId, role, displayName },
    ...{ teamIds: [team], managedTeamIds: role === 'MANAGER' ? [team] : [], locale: 'en', accessVersion: 1, provenAtMs: 0 },
  });
  return {
    ...{ company, holder, virtual, physical },
    as: {
      admin: viewer(company.adminId, 'ADMIN', 'Ana Costa'),
      manager: viewer(manager, 'MANAGER', 'Marta Silva'),
      holder: viewer(holder, 'EMPLOYEE', 'Bruno Silva'),
    },
  };
}

let keys = 0;
const key = () => `key-${(keys += 1)}`;
const issue = (programId = given.virtual, but = {}) =>
  issuing.issue(given.as.admin, { idempotencyKey: key(), holderId: given.holder, programId, name: 'Coffee', ...but });
const tell = (cardId: string) => teller.run({ companyId: given.company.companyId, cardId });
const cardOf = (id: string): Promise<Card> =>
  read(harness.database, given.company.companyId, (manager) => manager.findOneByOrFail(Card, { companyId: given.company.companyId, id }));
const query = <Row>(sql: string, ...parameters: unknown[]): Promise<Row[]> =>
  read(harness.database, given.company.companyId, (manager) => manager.query<Row[]>(sql, parameters));
const kindsOf = async (cardId: string) =>
  (await query<{ kind: string }>(`SELECT kind FROM card_events WHERE card_id = $1 ORDER BY id`, cardId)).map((row) => row.kind);
const feedOf = async (cardId: string) =>
  (await query<{ event: string }>(`SELECT event FROM feed_events WHERE card_id = $1 ORDER BY number`, cardId)).map((row) => row.event);

/** A virtual card that Marqeta has. */
async function issued(programId = given.virtual): Promise<string> {
  const { cardId } = await issue(programId);
  await tell(cardId);
  return cardId;
}

describe('issuing', () => {
  test('a virtual card waits for the issuer, then is active with its last four digits', async () => {
    const { cardId } = await issue();
    expect(await cardOf(cardId)).toMatchObject({ status: 'ACTIVE', issuerStatus: 'REQUESTED', waitingForIssuer: true, lastFour: null });

    await tell(cardId);

    expect(await cardOf(cardId)).toMatchObject({
      status: 'ACTIVE',
      issuerStatus: 'ACTIVE',
      waitingForIssuer: false,
      lastFour: expect.stringMatching(/^\d{4}$/),
      expiresAt: new Date('2030-03-31T23:59:59Z'),
      version: 1,
    });
    expect(await kindsOf(cardId)).toEqual(['card.issued', 'issuer.created']);
    expect(await feedOf(cardId)).toEqual(['card.issued', 'issuer.created']);
  });

  test('tells Marqeta of business, cardholder and product first, and of the person no more than the name', async () => {
    await issued();

    expect(marqeta.made('businesses')).toEqual([expect.objectContaining({ token: given.company.companyId })]);
    expect(marqeta.made('users')).toEqual([
      {
        token: given.holder,
        account_holder_group_token: DEFAULT_TOKENS.holderGroup,
        first_name: 'Bruno',
        last_name: 'Silva',
        parent_token: given.company.companyId,
        uses_parent_account: true,
        corporate_card_holder: true,
      },
    ]);
    expect(marqeta.made('cardproducts')[0]).toMatchObject({
      token: given.virtual,
      config: {
        card_life_cycle: { activate_upon_issue: true },
        fulfillment: { payment_instrument: 'VIRTUAL_PAN' },
        jit_funding: {
          programgateway_funding_source: { enabled: true, funding_source_token: 'afc_gateway', refunds_destination: 'GATEWAY' },
        },
      },
    });
  });

  test('a physical card is activated when its holder says so', async () => {
    const cardId = await issued(given.physical);
    expect(await cardOf(cardId)).toMatchObject({ status: 'UNACTIVATED', issuerStatus: 'UNACTIVATED', waitingForIssuer: false });

    await cards.activate(given.as.holder, { idempotencyKey: key(), cardId });
    expect(await cardOf(cardId)).toMatchObject({ status: 'ACTIVE', issuerStatus: 'UNACTIVATED', waitingForIssuer: true });
    await tell(cardId);

    expect(await cardOf(cardId)).toMatchObject({ status: 'ACTIVE', issuerStatus: 'ACTIVE', waitingForIssuer: false });
    expect(marqeta.made('cardtransitions')).toMatchObject([{ state: 'ACTIVE', reason_code: '00', channel: 'API' }]);
  });

  test('sets the first limit in the same transaction', async () => {
    const { cardId } = await issue(given.virtual, { limit: { minor: 50_000n, window: 'MONTH' } });

    expect(firstLimits).toMatchObject([{ cardId, amount: money(50_000n, 'EUR'), window: 'MONTH' }]);
  });

  test('with the same key issues one card, with another input under that key none', async () => {
    const input = { idempotencyKey: key(), holderId: given.holder, programId: given.virtual, name: 'Coffee' };
    const [one, two] = await Promise.all([issuing.issue(given.as.admin, input), issuing.issue(given.as.admin, input)]);

    expect(one).toEqual(two);
    await expect(issuing.issue(given.as.admin, { ...input, name: 'Tea' })).rejects.toThrow(IdempotencyKeyReusedError);
    expect(await query(`SELECT 1 FROM cards`)).toHaveLength(1);
  });

  test.each<[string, (other: Given) => object, new (...all: never[]) => Error]>([
    ['a holder of another company', (other) => ({ holderId: other.holder }), NotFoundError],
    ['a program of another company', (other) => ({ programId: other.virtual }), NotFoundError],
    ['an id that is none', () => ({ holderId: 'x' }), NotFoundError],
    ['no name', () => ({ name: '  ' }), InvalidInputError],
    ['a limit of nothing', () => ({ limit: { minor: 0n, window: 'DAY' } }), InvalidInputError],
  ])('refuses %s and leaves nothing behind', async (_what, but, error) => {
    const other = await prepare();

    await expect(issue(given.virtual, but(other))).rejects.toThrow(error);

    expect(await query(`SELECT 1 FROM cards`)).toHaveLength(0);
    expect(await query(`SELECT 1 FROM idempotency_keys`)).toHaveLength(0);
  });

  test('is not for the suspended, nor by who is no admin', async () => {
    await query1(`UPDATE users SET status = 'SUSPENDED' WHERE id = $1`, given.holder);
    await expect(issue()).rejects.toThrow(HolderNotActiveError);
    await query1(`UPDATE users SET status = 'ACTIVE' WHERE id = $1`, given.holder);

    const input = { idempotencyKey: key(), holderId: given.holder, programId: given.virtual, name: 'Coffee' };
    await expect(issuing.issue(given.as.manager, input)).rejects.toThrow(ForbiddenError);
    await expect(issuing.issue(given.as.holder, input)).rejects.toThrow(ForbiddenError);
  });
});

describe('a command', () => {
  test('to freeze binds at commit; Marqeta hears of it afterwards', async () => {
    const cardId = await issued();

    await cards.freeze(given.as.holder, { idempotencyKey: key(), cardId, reason: 'lost on the train' });
    expect(await cardOf(cardId)).toMatchObject({ status: 'SUSPENDED', issuerStatus: 'ACTIVE', waitingForIssuer: true, version: 2 });
    await tell(cardId);

    expect(await cardOf(cardId)).toMatchObject({ status: 'SUSPENDED', issuerStatus: 'SUSPENDED', waitingForIssuer: false, version: 2 });
    expect(await kindsOf(cardId)).toEqual(['card.issued', 'issuer.created', 'card.suspended', 'issuer.suspended']);
    const [event] = await query<object>(`SELECT actor_name, reason FROM card_events WHERE kind = 'card.suspended'`);
    expect(event).toEqual({ actor_name: 'Bruno Silva', reason: 'lost on the train' });
    const [audit] = await query<object>(`SELECT command, before, after, reason FROM audit_events WHERE command = 'card.freeze'`);
    expect(audit).toEqual({
      command: 'card.freeze',
      before: { status: 'ACTIVE' },
      after: { status: 'SUSPENDED' },
      reason: 'lost on the train',
    });
  });

  test('takes a reason that breaks off within a character, as a field that is full leaves it', async () => {
    const cardId = await issued();

    await cards.freeze(given.as.holder, { idempotencyKey: key(), cardId, reason: 'lost \ud83d' });

    const [event] = await query<object>(`SELECT reason FROM card_events WHERE kind = 'card.suspended'`);
    expect(event).toEqual({ reason: 'lost \ufffd' });
  });

  test('to terminate is final', async () => {
    const cardId = await issued();

    await cards.terminate(given.as.admin, { idempotencyKey: key(), cardId });
    await tell(cardId);

    expect(await cardOf(cardId)).toMatchObject({ status: 'TERMINATED', issuerStatus: 'TERMINATED', waitingForIssuer: false });
    await expect(cards.unfreeze(given.as.admin, { idempotencyKey: key(), cardId })).rejects.toThrow(CardTransitionError);
  });

  test('with a version that is no longer true is refused', async () => {
    const cardId = await issued();
    await cards.freeze(given.as.admin, { idempotencyKey: key(), cardId, expectedVersion: 1 });

    await expect(cards.unfreeze(given.as.admin, { idempotencyKey: key(), cardId, expectedVersion: 1 })).rejects.toThrow(StaleVersionError);
    await cards.unfreeze(given.as.admin, { idempotencyKey: key(), cardId, expectedVersion: 2 });
  });

  test('repeated with its key does nothing again; its key with another input is refused', async () => {
    const cardId = await issued();
    const input = { idempotencyKey: key(), cardId };
    await cards.freeze(given.as.admin, input);
    await cards.unfreeze(given.as.admin, { idempotencyKey: key(), cardId });

    expect(await cards.freeze(given.as.admin, input)).toEqual({ cardId });
    expect(await cardOf(cardId)).toMatchObject({ status: 'ACTIVE', version: 3 });
    await expect(cards.freeze(given.as.admin, { ...input, reason: 'another' })).rejects.toThrow(IdempotencyKeyReusedError);
    await expect(cards.terminate(given.as.admin, input)).rejects.toThrow(IdempotencyKeyReusedError);
  });

  test.each<['freeze' | 'unfreeze' | 'activate' | 'terminate']>([['freeze'], ['unfreeze'], ['activate'], ['terminate']])(
    'to %s does not find a card of another company',
    async (which) => {
      const cardId = await issued();
      const other = await prepare();

      await expect(cards[which](other.as.admin, { idempotencyKey: key(), cardId })).rejects.toThrow(NotFoundError);
      await expect(cards[which](other.as.admin, { idempotencyKey: key(), cardId: 'x' })).rejects.toThrow(NotFoundError);
    },
  );

  test('to a colleague’s card is not found by an employee and found by their manager', async () => {
    const cardId = await issued();
    const { personId } = await given.company.addPerson('Carla');
    const carla = { ...given.as.holder, userId: personId, teamIds: [] };

    await expect(cards.freeze(carla, { idempotencyKey: key(), cardId })).rejects.toThrow(NotFoundError);
    await cards.freeze(given.as.manager, { idempotencyKey: key(), cardId });
    await expect(cards.unfreeze(given.as.holder, { idempotencyKey: key(), cardId })).rejects.toThrow(CardFrozenByOthersError);
    await cards.unfreeze(given.as.admin, { idempotencyKey: key(), cardId });
    await expect(cards.terminate(given.as.manager, { idempotencyKey: key(), cardId })).rejects.toThrow(ForbiddenError);
  });

  test('ten at once: as many take effect as the states allow, and Marqeta ends where we do', async () => {
    const cardId = await issued();

    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        n % 2 === 0
          ? cards.freeze(given.as.admin, { idempotencyKey: key(), cardId })
          : cards.unfreeze(given.as.admin, { idempotencyKey: key(), cardId }),
      ),
    );
    await tell(cardId);

    const done = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
    const card = await cardOf(cardId);
    expect(card.version).toBe(1 + done);
    expect(card.status).toBe(done % 2 === 0 ? 'ACTIVE' : 'SUSPENDED');
    expect(card.issuerStatus).toBe(card.status);
    expect(marqeta.card(cardId)?.state).toBe(card.status);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(CardTransitionError);
    const numbers = (await query<{ number: string }>(`SELECT number FROM feed_events ORDER BY number`)).map((row) => Number(row.number));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});

describe('while Marqeta is away', () => {
  test('an issued card waits, and settles as exactly one card when Marqeta is back', async () => {
    marqeta.goAway();
    const { cardId } = await issue();
    await expect(tell(cardId)).rejects.toThrow(/no answer|503/);
    expect(await cardOf(cardId)).toMatchObject({ issuerStatus: 'REQUESTED', waitingForIssuer: true });

    marqeta.comeBack();
    await tell(cardId);
    await tell(cardId);

    expect(await cardOf(cardId)).toMatchObject({ issuerStatus: 'ACTIVE', waitingForIssuer: false });
    expect(marqeta.made('cards')).toHaveLength(1);
  });

  test('an answer that is lost on the way doubles neither a card nor a transition', async () => {
    const { cardId } = await issue();
    marqeta.loseAnswersOf('/cards');
    await expect(tell(cardId)).rejects.toThrow();
    marqeta.comeBack();
    await tell(cardId);
    await cards.freeze(given.as.admin, { idempotencyKey: key(), cardId });
    marqeta.loseAnswersOf('/cardtransitions');
    await expect(tell(cardId)).rejects.toThrow();
    marqeta.comeBack();
    await tell(cardId);

    expect(await cardOf(cardId)).toMatchObject({ status: 'SUSPENDED', issuerStatus: 'SUSPENDED', waitingForIssuer: false });
    expect(marqeta.made('cards')).toHaveLength(1);
    expect(marqeta.made('cardtransitions')).toHaveLength(1);
  });

  test('a freeze binds, and a card frozen before Marqeta had it is made frozen', async () => {
    marqeta.goAway();
    const { cardId } = await issue();
    await cards.freeze(given.as.holder, { idempotencyKey: key(), cardId });
    expect(await cardOf(cardId)).toMatchObject({ status: 'SUSPENDED', waitingForIssuer: true });

    marqeta.comeBack();
    await tell(cardId);

    expect(marqeta.card(cardId)?.state).toBe('SUSPENDED');
  });

  test('nobody has to do anything: the worker tells Marqeta, and tells it again', async () => {
    await asSuperuser(`DELETE FROM graphile_worker._private_jobs`);
    marqeta.goAway();
    const { cardId } = await issue();
    const log = createLog('silent');
    const jobs = [teller, ...holderJobs(new MarqetaHolders(harness.database, client, DEFAULT_TOKENS), harness.database)];
    const worker = await startWorker({ ownerUrl: harness.clone.urls.owner, jobs, log });
    try {
      await vi.waitFor(async () => expect(await failedAttempts(cardId)).toBeGreaterThan(0), { timeout: 10_000, interval: 50 });
      marqeta.comeBack();
      await vi.waitFor(async () => expect((await cardOf(cardId)).issuerStatus).toBe('ACTIVE'), { timeout: 20_000, interval: 50 });
      await cards.freeze(given.as.holder, { idempotencyKey: key(), cardId });
      await vi.waitFor(async () => expect(marqeta.card(cardId)?.state).toBe('SUSPENDED'), { timeout: 10_000, interval: 50 });
    } finally {
      await worker.stop();
    }

    expect(marqeta.made('cards')).toHaveLength(1);
  });

  test('every minute the cards that wait are told again', async () => {
    marqeta.goAway();
    const { cardId } = await issue();
    await asSuperuser(`DELETE FROM graphile_worker._private_jobs`);
    const settle = new SettleWaiting(harness.database);
    await settle.run();
    const early = await queuedJobs();
    harness.clock.advance(30_000);

    await settle.run();
    await settle.run();

    expect(early).not.toContain(`card.tellMarqeta:${cardId}`);
    expect((await queuedJobs()).filter((job) => job === `card.tellMarqeta:${cardId}`)).toHaveLength(1);
  });
});

describe('what Marqeta refuses', () => {
  test('is recorded and not asked again, until something changes', async () => {
    const cardId = await issued(given.physical);
    await cards.activate(given.as.holder, { idempotencyKey: key(), cardId });
    marqeta.refuse('/cardtransitions', 422, '422001');

    await tell(cardId);
    const asked = marqeta.asked('/cardtransitions');
    await tell(cardId);

    expect(await cardOf(cardId)).toMatchObject({
      status: 'ACTIVE',
      issuerStatus: 'UNACTIVATED',
      issuerRefusal: '422001',
      waitingForIssuer: false,
    });
    expect(await kindsOf(cardId)).toContain('issuer.refused');
    expect(marqeta.asked('/cardtransitions')).toBe(asked);
  });

  test('is asked for again when an admin says so, and then made once', async () => {
    marqeta.refuse('/cards', 400, '400001');
    const { cardId } = await issue();
    await tell(cardId);
    const refused = await cardOf(cardId);
    marqeta.comeBack();

    await expect(cards.askAgain(given.as.holder, { idempotencyKey: key(), cardId })).rejects.toThrow(ForbiddenError);
    await cards.askAgain(given.as.admin, { idempotencyKey: key(), cardId });
    const waiting = await cardOf(cardId);
    await tell(cardId);

    expect(refused).toMatchObject({ issuerStatus: 'REQUESTED', issuerRefusal: '400001', waitingForIssuer: false });
    expect(waiting).toMatchObject({ issuerStatus: 'REQUESTED', issuerRefusal: null, waitingForIssuer: true });
    expect(await cardOf(cardId)).toMatchObject({ issuerStatus: 'ACTIVE', waitingForIssuer: false });
    expect(await kindsOf(cardId)).toEqual(['card.issued', 'issuer.refused', 'card.asked_again', 'issuer.created']);
    expect(marqeta.made('cards')).toHaveLength(1);
    await expect(cards.askAgain(given.as.admin, { idempotencyKey: key(), cardId })).rejects.toThrow(NothingRefusedError);
  });

  test('because our picture was old leads to the new picture', async () => {
    const cardId = await issued();
    await cards.freeze(given.as.admin, { idempotencyKey: key(), cardId });
    marqeta.moveByItself(cardId, 'TERMINATED', 'FRAUD');

    await tell(cardId);

    expect(await cardOf(cardId)).toMatchObject({
      status: 'TERMINATED',
      issuerStatus: 'TERMINATED',
      issuerChannel: 'FRAUD',
      issuerRefusal: null,
    });
  });
});

describe('a transition that Marqeta reports', () => {
  const apply = async (transition: Parameters<typeof applyCardTransition>[1]) => {
    const gateway = await harness.database.gateway.connect();
    try {
      await gateway.query('BEGIN');
      const applied = await applyCardTransition(gateway, transition, harness.clock);
      await gateway.query('COMMIT');
      return applied;
    } catch (error) {
      await gateway.query('ROLLBACK');
      throw error;
    } finally {
      gateway.release();
    }
  };

  test('by fraud is kept, and no command of ours opens the card', async () => {
    const cardId = await issued();
    const transition = marqeta.moveByItself(cardId, 'SUSPENDED', 'FRAUD');

    const applied = await apply(transition);
    await tell(cardId);

    expect(applied).toMatchObject({ companyId: given.company.companyId, feedNumber: expect.any(BigInt) });
    expect(await cardOf(cardId)).toMatchObject({
      status: 'ACTIVE',
      issuerStatus: 'SUSPENDED',
      issuerChannel: 'FRAUD',
      waitingForIssuer: false,
    });
    expect(marqeta.card(cardId)?.state).toBe('SUSPENDED');
    await cards.freeze(given.as.admin, { idempotencyKey: key(), cardId });
    await expect(cards.unfreeze(given.as.admin, { idempotencyKey: key(), cardId })).rejects.toThrow(CardHeldByIssuerError);
  });

  test('of our own doing is not shown twice, whether the webhook or the answer comes first', async () => {
    const cardId = await issued();
    await cards.freeze(given.as.admin, { idempotencyKey: key(), cardId });
    await tell(cardId);
    const transition = marqeta.lastTransition(cardId);

    const again = await apply(transition);

    expect(again).toEqual({ companyId: given.company.companyId, feedNumber: null });
    expect(await kindsOf(cardId)).toEqual(['card.issued', 'issuer.created', 'card.suspended', 'issuer.suspended']);
  });

  test('that undoes our freeze is answered with our freeze', async () => {
    const cardId = await issued();
    await cards.freeze(given.as.admin, { idempotencyKey: key(), cardId });
    await tell(cardId);

    await asSuperuser(`DELETE FROM graphile_worker._private_jobs`);
    await apply(marqeta.moveByItself(cardId, 'ACTIVE', 'ADMIN'));
    expect(await cardOf(cardId)).toMatchObject({ status: 'SUSPENDED', issuerStatus: 'ACTIVE', waitingForIssuer: true });
    expect(await queuedJobs()).toContain(`card.tellMarqeta:${cardId}`);
    await tell(cardId);

    expect(marqeta.card(cardId)?.state).toBe('SUSPENDED');
  });

  test('of a card that nobody has is nobody’s', async () => {
    const cardId = await issued();
    const transition = marqeta.moveByItself(cardId, 'SUSPENDED', 'FRAUD');

    expect(await apply({ ...transition, card_token: 'not-ours' })).toBeNull();
  });

  test('reports that arrive late do not undo newer ones', async () => {
    const cardId = await issued();
    const frozen = marqeta.moveByItself(cardId, 'SUSPENDED', 'FRAUD');
    const reinstated = marqeta.moveByItself(cardId, 'ACTIVE', 'FRAUD');

    await apply(reinstated);
    await apply(frozen);

    expect(await cardOf(cardId)).toMatchObject({ issuerStatus: 'ACTIVE', waitingForIssuer: false });
    expect(await kindsOf(cardId)).toEqual(['card.issued', 'issuer.created', 'issuer.reinstated', 'issuer.suspended']);
  });
});

async function failedAttempts(cardId: string): Promise<number> {
  const rows = await asSuperuser(`SELECT attempts FROM graphile_worker._private_jobs WHERE key = $1 AND last_error IS NOT NULL`, [
    `card.tellMarqeta:${cardId}`,
  ]);
  return (rows[0] as { attempts?: number } | undefined)?.attempts ?? 0;
}

async function queuedJobs(): Promise<string[]> {
  const rows = await asSuperuser(`SELECT key FROM graphile_worker._private_jobs WHERE key IS NOT NULL`);
  return rows.map((row) => String((row as { key: unknown }).key));
}

const query1 = (sql: string, ...parameters: unknown[]) => asSuperuser(sql, parameters);

async function asSuperuser(sql: string, parameters: unknown[] = []): Promise<unknown[]> {
  const superuser = new pg.Client({ connectionString: harness.clone.adminUrl });
  await superuser.connect();
  try {
    return (await superuser.query(sql, parameters)).rows;
  } finally {
    await superuser.end();
  }
}

describe('replacing', () => {
  const replace = (cardId: string, by = given.as.holder, but = {}) =>
    cards.replace(by, { idempotencyKey: key(), cardId, reason: 'LOST', ...but });

  test('is written into the history of both cards', async () => {
    const old = await issued();
    const { cardId: next } = await replace(old, given.as.holder, { note: ' Left in   a taxi ' });

    const events = await query(`SELECT kind, actor_name, reason FROM card_events WHERE card_id = $1 ORDER BY id`, old);
    expect(events.at(-1)).toEqual({ kind: 'card.lost', actor_name: 'Bruno Silva', reason: 'Left in a taxi' });
    expect(await kindsOf(next)).toEqual(['card.issued']);
    expect([await feedOf(old), await feedOf(next)]).toEqual([['card.issued', 'issuer.created', 'card.lost'], ['card.issued']]);
    expect(await cardOf(next)).toMatchObject({ userId: given.holder, cardProductId: given.virtual, replacesCardId: old, lineId: old });
  });

  test('of a card that took the place of another one goes on in the same line', async () => {
    const first = await issued();
    const { cardId: second } = await replace(first);
    await tell(second);
    const { cardId: third } = await replace(second);
    expect(await cardOf(third)).toMatchObject({ replacesCardId: second, lineId: first });
  });

  test('happens once, however many ask at the same moment', async () => {
    const old = await issued();
    const asked = await Promise.allSettled([given.as.holder, given.as.manager, given.as.admin].map((by) => replace(old, by)));

    const refusals = asked.filter(({ status }) => status === 'rejected');
    expect(refusals).toHaveLength(2);
    for (const refusal of refusals) expect(refusal).toMatchObject({ reason: expect.any(CardNotReplaceableError) });
    expect(await query(`SELECT id FROM cards WHERE replaces_card_id = $1`, old)).toHaveLength(1);
  });

  test.each([
    ['LOST', '10'],
    ['STOLEN', '23'],
  ] as const)('a card that is %s ends with code %s, even when Marqeta does not make another one', async (reason, code) => {
    const old = await issued();
    const { cardId: next } = await replace(old, given.as.holder, { reason });
    await tell(old);
    expect(marqeta.asked('/cardtransitions')).toBe(0);

    marqeta.refuse('/cards', 400, '400057');
    await tell(next);
    marqeta.comeBack();
    await tell(old);

    expect(await cardOf(next)).toMatchObject({ issuerRefusal: '400057', waitingForIssuer: false });
    expect(marqeta.made('cardtransitions').at(-1)).toMatchObject({ card_token: old, state: 'TERMINATED', reason_code: code });
    expect(await cardOf(old)).toMatchObject({ issuerStatus: 'TERMINATED', waitingForIssuer: false });
  });

  test('the same key again gives the same card', async () => {
    const old = await issued();
    const input = { idempotencyKey: key(), cardId: old, reason: 'STOLEN' } as const;
    expect(await cards.replace(given.as.holder, input)).toEqual(await cards.replace(given.as.holder, input));
    await expect(cards.replace(given.as.holder, { ...input, reason: 'LOST' })).rejects.toThrow(IdempotencyKeyReusedError);
  });

  test('is refused for what cannot be: no plastic to damage, no end in sight, a holder who left, a card of another company', async () => {
    const old = await issued();
    await expect(replace(old, given.as.holder, { reason: 'DAMAGED' })).rejects.toThrow(CardNotReplaceableError);
    await expect(replace(old, given.as.holder, { reason: 'EXPIRING' })).rejects.toThrow(CardNotReplaceableError);
    await query1(`UPDATE users SET status = 'SUSPENDED' WHERE id = $1`, given.holder);
    await expect(replace(old, given.as.admin)).rejects.toThrow(HolderNotActiveError);
    const other = await prepare();
    await expect(replace(old, other.as.admin)).rejects.toThrow(NotFoundError);
    expect(await cardOf(old)).toMatchObject({ status: 'ACTIVE' });
  });
});
