import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import fc from 'fast-check';
import fastify from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TellMarqeta } from '../../cards/tell-marqeta.job.ts';
import { DEFAULT_TOKENS } from '../../marqeta/account-tokens.ts';
import { desiredAccount } from '../../marqeta/provisioning/desired.ts';
import { provision } from '../../marqeta/provisioning/provision.ts';
import { MarqetaHolders } from '../../people/marqeta-holders.ts';
import { read } from '../../platform/transact.ts';
import { ACCOUNT_SETUP } from '../../testing/account-setup.ts';
import { memberAs } from '../../testing/feed-harness.ts';
import { type GraphQLHarness, openGraphQL } from '../../testing/graphql-harness.ts';
import { asking, GATEWAY, SECRET, WEBHOOK } from '../../testing/money-harness.ts';
import type { TestCompany } from '../../testing/people-harness.ts';
import type { ControlScope } from '../scope.ts';
import type { SetControl } from '../plan-control.ts';
import { findControl } from '../control-store.ts';
import { CheckMirrors, MirrorControls } from './mirror.job.ts';
import { type ControlMirror, mirrorsOfControl, mirrorStateOf } from './mirror-state.ts';

let harness: GraphQLHarness;
let emulator: RunningEmulator;
let client: MarqetaClient;
let job: MirrorControls;
let company: TestCompany;
let person: string;
let program: string;
let card: string;
/** Where Marqeta asks: us, or a gateway that says yes to everything, as Marqeta itself would while ours is away. */
let gateways: { readonly ours: string; readonly sayingYes: string };
const yes = fastify({ logger: false });
let keys = 0;
const key = () => `key ${(keys += 1)}`;
const RUNS = process.env['LONG'] === '1' ? 60 : 6;

beforeAll(async () => {
  harness = await openGraphQL();
  yes.post('/', async ({ body }) => yesTo(body as Question));
  gateways = {
    ours: `${await harness.marqeta.app.listen({ port: 0, host: '127.0.0.1' })}/webhooks/marqeta/auth`,
    sayingYes: `${await yes.listen({ port: 0, host: '127.0.0.1' })}/`,
  };
  emulator = await startEmulator({ port: 0, dataDir: ':memory:', settings: { applicationToken: 'app', accessToken: 'key' } });
  client = createMarqetaClient({ baseUrl: `${emulator.url}/v3`, applicationToken: 'app', accessToken: 'key' });
  job = new MirrorControls(harness.database, client);
});
afterAll(async () => {
  await client.close();
  await emulator.close();
  await yes.close();
  await harness.close();
});

/** A company of one person with one card that can spend. */
beforeEach(async () => {
  const { database, programs, issuing, funds } = harness;
  await ask('ours');
  company = await harness.createCompany();
  await funds.fund(company.system, { minor: 100_000_000n, currency: 'EUR' });
  person = (await company.addPerson('Bruno')).personId;
  program = (await programs.create(company.system, { name: 'Everyday', cardType: 'VIRTUAL', color: 'atlantic' })).programId;
  card = (await issuing.issue(company.system, { idempotencyKey: key(), holderId: person, programId: program, name: 'Coffee' })).cardId;
  const holders = new MarqetaHolders(database, client, DEFAULT_TOKENS);
  await new TellMarqeta(database, client, { holders, tokens: DEFAULT_TOKENS }).run({ companyId: company.companyId, cardId: card });
  await moveTo(harness.clock.now());
});

async function ask(whom: keyof typeof gateways): Promise<void> {
  const setup = {
    ...ACCOUNT_SETUP,
    gatewayUrl: gateways[whom],
    webhookUrl: gateways.ours.replace('/auth', ''),
    credentials: {
      ...{ gatewayUsername: GATEWAY.username, gatewayPassword: GATEWAY.password, webhookSecret: SECRET },
      ...{ webhookUsername: WEBHOOK.username, webhookPassword: WEBHOOK.password },
    },
  };
  await provision(client, desiredAccount(setup, []), { baseUrl: emulator.url });
}

type Wish = Pick<SetControl, 'controlType' | 'window' | 'amountMinor' | 'mccs'> & { scope?: ControlScope; id?: string; isActive?: boolean };
async function set({ scope = 'PERSON', ...wish }: Wish): Promise<string> {
  const subjectId = { PERSON: person, CARD_PROGRAM: program, CARD: card, COMPANY: null, TEAM: null }[scope];
  return (await harness.controls.set(company.system, { ...wish, scope, subjectId, idempotencyKey: key() })).controlId;
}
const daily = (amountMinor: string, but: Partial<Wish> = {}) => set({ controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor, ...but });
const mirror = (verifies = false) => job.run({ companyId: company.companyId, verifies });
const remove = (id: string) => harness.controls.remove(company.system, { id, idempotencyKey: key() });

function stateOf(controlId: string): Promise<ControlMirror> {
  return read(harness.database, company.companyId, async (manager) => {
    const control = await findControl(manager, company.companyId, controlId, { evenRemoved: true });
    const [mirrors = []] = await mirrorsOfControl.batch(manager, [controlId]);
    if (control === null) throw new Error('no such control');
    return mirrorStateOf(control, mirrors);
  });
}

/** What Marqeta has for our person and our program, and is on. */
async function atMarqeta() {
  const found = [];
  for (const filter of [{ user: person }, { card_product: program }])
    for await (const control of client.velocityControls.list(filter)) if (control.active === true) found.push(control);
  return found;
}

async function moveTo(now: Date): Promise<void> {
  harness.clock.set(now);
  await emulate('PUT', '/control/clock', { now: now.toISOString(), frozen: true });
}

async function emulate(method: string, url: string, body: object): Promise<unknown> {
  const authorization = `Basic ${Buffer.from('app:key').toString('base64')}`;
  const answer = await fetch(`${emulator.url}${url}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the emulator answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

type Bought = { response: { code: string } };

async function purchaseOf(amount: number, mcc = '5812'): Promise<Bought> {
  const wish = { card_token: card, amount, currency_code: 'EUR', card_acceptor: { mcc, mid: 'somewhere', country_code: 'USA' } };
  return ((await emulate('POST', '/v3/simulations/cardtransactions/authorization', wish)) as { transaction: Bought }).transaction;
}

/** The response code of a purchase (wire-format §11). */
async function buy(amount: number, mcc?: string): Promise<string> {
  return (await purchaseOf(amount, mcc)).response.code;
}

type Question = { gpa_order: { jit_funding: { token: string; method: string; user_token: string; amount: number } } };

function yesTo({ gpa_order: order }: Question) {
  const { token, method, user_token, amount } = order.jit_funding;
  return { jit_funding: { token, method, user_token, amount } };
}

describe('a control', () => {
  test('waits for the issuer until Marqeta has it, changes there, and goes', async () => {
    const id = await daily('10000');
    expect(await stateOf(id)).toMatchObject({ state: 'WAITING' });

    await mirror();
    expect(await stateOf(id)).toMatchObject({ state: 'MIRRORED' });
    expect(await atMarqeta()).toMatchObject([{ association: { user_token: person }, velocity_window: 'DAY', currency_code: 'EUR' }]);
    expect(Number((await atMarqeta())[0]?.amount_limit)).toBe(200);

    await daily('20000', { id });
    expect(await stateOf(id)).toMatchObject({ state: 'WAITING' });
    await mirror();
    expect([(await stateOf(id)).state, Number((await atMarqeta())[0]?.amount_limit)]).toEqual(['MIRRORED', 400]);

    await remove(id);
    expect(await stateOf(id)).toMatchObject({ state: 'WAITING' });
    await mirror();
    expect([await stateOf(id), await atMarqeta()]).toMatchObject([{ state: 'NOT_MIRRORED', reason: 'INACTIVE' }, []]);
  });

  test('of the company stands on its card product, and one of a card is ours alone', async () => {
    const [ofCompany, ofCard] = [await daily('10000', { scope: 'COMPANY' }), await daily('10000', { scope: 'CARD' })];
    await mirror();

    expect(await atMarqeta()).toMatchObject([{ association: { card_product_token: program } }]);
    expect([(await stateOf(ofCompany)).state, await stateOf(ofCard)]).toMatchObject([
      'MIRRORED',
      { state: 'NOT_MIRRORED', reason: 'SCOPE' },
    ]);
  });

  test('told twice is told once', async () => {
    await set({ controlType: 'MCC_BLOCK', mccs: ['7995'] });
    await mirror();
    const before = await atMarqeta();
    await moveTo(new Date(harness.clock.now().getTime() + 1_000));
    await mirror();
    await mirror(true);

    expect(await atMarqeta()).toEqual(before);
  });

  test('is told of as soon as it changes, by a job in the same transaction', async () => {
    await daily('10000');

    const tasks = await harness.database.gateway.query(`SELECT 1 FROM control_mirrors WHERE company_id = $1`, [company.companyId]);
    expect(tasks.rowCount).toBe(0);
    expect(await queued()).toContain(`controls.mirror:${company.companyId}`);
  });

  test('that Marqeta refuses is shown with why, left for an hour, and asked for again then', async () => {
    const name = (token: string) => harness.admin.query(`UPDATE users SET marqeta_user_token = $2 WHERE id = $1`, [person, token]);
    await name('a-cardholder-of-nobody');
    const id = await daily('10000');
    await mirror();
    expect(await stateOf(id)).toMatchObject({ state: 'DIFFERS', refusal: expect.stringMatching(/^400/) });

    const tries = async () =>
      (await harness.admin.query(`SELECT 1 FROM audit_events WHERE subject_id = $1 AND after ? 'atMarqeta'`, [id])).rowCount;
    const before = await tries();
    await moveTo(new Date(harness.clock.now().getTime() + 3_599_000));
    await mirror(true);
    expect([(await stateOf(id)).state, await tries()]).toEqual(['DIFFERS', before]);

    await client.users.create({ token: 'a-cardholder-of-nobody', first_name: 'Nobody' });
    await moveTo(new Date(harness.clock.now().getTime() + 1_000));
    await mirror(true);
    expect(await stateOf(id)).toMatchObject({ state: 'MIRRORED', refusal: null });
  });

  test('is compared every few minutes, with those of every company that has any', async () => {
    await mirror();
    const check = new CheckMirrors(harness.database);
    await check.run();
    expect(await queued()).not.toContain(`controls.mirror:${company.companyId} verified`);

    await daily('10000');
    await check.run();
    expect(await queued()).toContain(`controls.mirror:${company.companyId} verified`);
  });

  test('waits while Marqeta is away, and nothing is lost', async () => {
    const id = await daily('10000');
    const away = createMarqetaClient({
      baseUrl: 'http://127.0.0.1:1/v3',
      applicationToken: 'app',
      accessToken: 'key',
      retry: { attempts: 1 },
    });
    await expect(new MirrorControls(harness.database, away).run({ companyId: company.companyId })).rejects.toThrow();
    await away.close();
    expect(await stateOf(id)).toMatchObject({ state: 'WAITING' });

    // Removed before Marqeta was back: what may have come through is switched off all the same.
    await remove(id);
    await mirror();
    expect(await stateOf(id)).toMatchObject({ state: 'NOT_MIRRORED' });
  });
});

describe('while Marqeta decides without us', () => {
  beforeEach(() => ask('sayingYes'));

  test('nobody spends more than twice a limit in a day, nor a purchase above its own limit', async () => {
    await daily('10000');
    await set({ controlType: 'AMOUNT_LIMIT', window: 'TRANSACTION', amountMinor: '9000' });
    await mirror();

    expect([await buy(90.01), await buy(90), await buy(90), await buy(20.01), await buy(20)]).toEqual([
      '1834',
      '0000',
      '0000',
      '1834',
      '0000',
    ]);
  });

  test('blocked categories stay blocked, and a check of the card passes there', async () => {
    await set({ controlType: 'MCC_BLOCK', mccs: ['7995', '5813-5814'] });
    await mirror();
    expect([await buy(1, '7995'), await buy(1, '5814'), await buy(1, '5812')]).toEqual(['1834', '1834', '0000']);

    // "Card account verification success": an amount of zero asks whether the card is good.
    await ask('ours');
    expect(await buy(0, '7995')).toBe('1830');
  });

  test('only allowed categories pass', async () => {
    await set({ controlType: 'MCC_ALLOW', mccs: ['5812'], scope: 'COMPANY' });
    await mirror();

    expect([await buy(1, '5812'), await buy(1, '5811')]).toEqual(['0000', '1834']);
  });
});

test.each<[string, Wish, number, string, string]>([
  ['a limit', { controlType: 'AMOUNT_LIMIT', window: 'TRANSACTION', amountMinor: '9000' }, 90.01, '5812', '€90.00'],
  ['a blocked category', { controlType: 'MCC_BLOCK', mccs: ['7995'] }, 1, '7995', 'category 7995'],
])('what Marqeta declines by %s of ours is explained like what we decline', async (_what, control, amount, mcc, said) => {
  await set(control);
  await mirror();
  const declined = await purchaseOf(amount, mcc);
  expect(declined.response.code).toBe('1834');
  await harness.marqeta.deliver({ transactions: [declined] });

  const ana = memberAs({ companyId: company.companyId, userId: company.adminId, displayName: 'Ana Costa', role: 'ADMIN' });
  const { data } = await harness.ask(ana, '{ transactions(first: 1) { edges { node { status declineSentence } } } }');
  expect(JSON.stringify(data)).toContain('DECLINED');
  expect(JSON.stringify(data)).toContain(said);
  expect(JSON.stringify(data)).not.toContain('issuer');
});

describe('what somebody changed at Marqeta', () => {
  test.each<[string, (token: string) => Promise<unknown>]>([
    ['an amount', (token) => client.velocityControls.update(token, { amount_limit: '1' })],
    ['whether it is on', (token) => client.velocityControls.remove(token)],
    ['its window', (token) => client.velocityControls.update(token, { velocity_window: 'MONTH' })],
  ])('%s is found, put right and written down', async (_what, change) => {
    const id = await daily('10000');
    await mirror();
    const [before] = await atMarqeta();
    await change(before?.token ?? '');
    await mirror();
    expect(await stateOf(id)).toMatchObject({ state: 'MIRRORED', timesDiffered: 0 });

    await mirror(true);

    expect(await stateOf(id)).toMatchObject({ state: 'MIRRORED', timesDiffered: 1, differedAt: harness.clock.now() });
    expect(await atMarqeta()).toMatchObject([{ token: before?.token, amount_limit: before?.amount_limit, velocity_window: 'DAY' }]);
    const [told] = await audited(id);
    expect(JSON.stringify(told)).toContain('differs at Marqeta');
    await mirror(true);
    expect(await stateOf(id)).toMatchObject({ timesDiffered: 1 });
  });

  test('is shown while it cannot be put right', async () => {
    const id = await daily('10000');
    await mirror();
    const [before] = await atMarqeta();
    await client.velocityControls.update(before?.token ?? '', { amount_limit: '1' });
    const refusing = { ...client, velocityControls: { ...client.velocityControls, create: () => Promise.reject(new Error('away')) } };
    await expect(new MirrorControls(harness.database, refusing).run({ companyId: company.companyId, verifies: true })).rejects.toThrow(
      'away',
    );
    expect(await stateOf(id)).toMatchObject({ state: 'DIFFERS', timesDiffered: 1 });

    await mirror();
    expect(await stateOf(id)).toMatchObject({ state: 'MIRRORED', timesDiffered: 1 });
  });

  test('the merchants of a group are put right as well', async () => {
    const id = await set({ controlType: 'MCC_BLOCK', mccs: ['7995'] });
    await mirror();
    const [control] = await atMarqeta();
    const group = control?.merchant_scope?.mcc_group ?? '';
    await client.mccGroups.update(group, { mccs: ['5812'] });
    await mirror(true);

    expect((await client.mccGroups.get(group)).mccs).toEqual(['7995']);
    expect(await stateOf(id)).toMatchObject({ state: 'MIRRORED', timesDiffered: 1 });
  });
});

async function queued(): Promise<string[]> {
  const { rows } = await harness.admin.query<{ key: string }>(`SELECT key FROM graphile_worker._private_jobs WHERE key IS NOT NULL`);
  return rows.map((row) => row.key);
}

function audited(controlId: string): Promise<object[]> {
  return read(harness.database, company.companyId, (manager) =>
    manager.query<object[]>(`SELECT command, before, reason FROM audit_events WHERE subject_id = $1 AND reason IS NOT NULL`, [controlId]),
  );
}

const purchase = fc.record({
  afterMs: fc.oneof(fc.nat(3_600_000), fc.nat(12 * 3_600_000), fc.nat(40 * 3_600_000)),
  minor: fc.oneof(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 9_000 })),
  mcc: fc.constantFrom('5812', '5813', '7995'),
});
const wish = fc.oneof(
  fc.record({
    ...{ controlType: fc.constant('AMOUNT_LIMIT' as const), window: fc.constantFrom('TRANSACTION', 'DAY', 'WEEK', 'MONTH') },
    ...{
      amountMinor: fc.integer({ min: 100, max: 8_000 }).map(String),
      scope: fc.constantFrom<ControlScope>('COMPANY', 'CARD_PROGRAM', 'PERSON'),
    },
  }),
  fc.record({
    ...{ controlType: fc.constant('MCC_BLOCK' as const), mccs: fc.constantFrom(['7995'], ['5813-7995']) },
    scope: fc.constantFrom<ControlScope>('COMPANY', 'CARD_PROGRAM', 'PERSON'),
  }),
);

test('what our gateway approves never fails at a mirror, whichever controls there are', async () => {
  const seen = { approved: 0, declinedByUs: 0, declinedThere: 0 };
  const kindOf = ({ controlType, scope, ...more }: { controlType: string; scope: string; window?: string }) =>
    `${controlType} ${scope} ${more.window ?? ''}`;
  const wishes = fc.uniqueArray(wish, { minLength: 1, maxLength: 4, selector: kindOf });
  const purchases = fc.array(purchase, { minLength: 25, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(wishes, purchases, async (drawn, bought) => {
      const made: string[] = [];
      for (const one of drawn) made.push(await set(one));
      for (const { afterMs, minor, mcc } of bought) {
        await moveTo(new Date(harness.clock.now().getTime() + afterMs));
        await mirror(true);
        const code = await buy(minor / 100, mcc);
        if (code === '0000') seen.approved += 1;
        else if (code !== '1834') seen.declinedByUs += 1;
        else {
          seen.declinedThere += 1;
          // Marqeta did not ask: we would have said no as well.
          const question = { amount: minor / 100, currency: 'EUR', mcc, at: harness.clock.now().toISOString() };
          expect((await harness.marqeta.ask(asking({ token: card }, question))).status).toBe(402);
        }
      }
      for (const id of made) await remove(id);
      await mirror();
    }),
    // What was spent stays spent: a shorter example would be another story.
    { numRuns: RUNS, endOnFailure: true },
  );
  // Otherwise nothing was tried.
  expect(Math.min(seen.approved, seen.declinedByUs, seen.declinedThere)).toBeGreaterThan(0);
}, 240_000);
