import { randomUUID } from 'node:crypto';
import type { GraphQLFormattedError } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member, Viewer } from '../access/viewer.ts';
import { NotificationWriter } from '../notifications/notification-writer.ts';
import { brokenBooks } from '../testing/broken-books.ts';
import { memberAs } from '../testing/feed-harness.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking, told } from '../testing/money-harness.ts';
import { WatchFunds } from './watch.job.ts';

let harness: GraphQLHarness;
let scene: Scene;
let ana: Member;
let berta: Member;
let operator: Viewer;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
/** A company with 10,000.00 EUR and two admins. */
beforeEach(async () => {
  scene = await harness.prepare();
  ({ ana } = scene.as);
  const { personId } = await scene.company.addPerson('Berta', { role: 'ADMIN' });
  berta = memberAs({ companyId: scene.companyId, userId: personId, displayName: 'Berta Silva' });
  operator = { ...ana, companyId: null, userId: null, role: 'OPERATOR', displayName: 'Olga' };
});

type Movement = { id: string; state: string; version: number; actions: string[]; approval: { id: string } | null };
const MOVEMENT = '{ id state version actions approval { id } }';

/** The answer of a mutation, or the code of its refusal. */
async function command<T>(by: Viewer, field: string, type: string, input: object, selection = ''): Promise<T | string> {
  keys += 1;
  const { data, errors } = await harness.ask(by, `mutation ($input: ${type}!) { ${field}(input: $input) ${selection} }`, {
    input: { idempotencyKey: `key ${keys}`, ...input },
  });
  const [refusal] = errors;
  return refusal === undefined ? (data?.[field] as T) : codeOf(refusal);
}

function codeOf({ extensions, message }: GraphQLFormattedError): string {
  const code = extensions?.['code'];
  return typeof code === 'string' ? code : message;
}

async function done<T>(answer: Promise<T | string>): Promise<T> {
  const value = await answer;
  if (typeof value === 'string') throw new Error(value);
  return value;
}

const wish = (minor: number) => ({ amountMinor: String(minor), currency: 'EUR', reference: `Transfer ${minor}` });
const topUp = (minor: number, by: Viewer = ana) => command<Movement>(by, 'announceTopUp', 'AnnounceTopUpInput', wish(minor), MOVEMENT);
const withdraw = (minor: number, by: Viewer = ana) =>
  command<Movement>(by, 'requestWithdrawal', 'RequestWithdrawalInput', wish(minor), MOVEMENT);
const cancel = (movementId: string, by: Viewer = ana) => command<Movement>(by, 'cancelFunds', 'CancelFundsInput', { movementId }, MOVEMENT);
const answer = (approvalId: string | undefined, by: Viewer, yes = true) =>
  command<{ status: string }>(
    by,
    'answerApproval',
    'AnswerApprovalInput',
    { approvalId, answer: yes ? 'APPROVED' : 'DECLINED' },
    '{ status }',
  );
const settle = (movementId: string, action: string, but: object = {}, by: Viewer = operator) =>
  command<boolean>(by, 'settleFunds', 'SettleFundsInput', {
    companyId: scene.companyId,
    movementId,
    action,
    reason: 'Said by the bank.',
    ...but,
  });
const set = (but: object, by: Viewer = ana) =>
  command<Setting>(
    by,
    'setFunds',
    'SetFundsInput',
    { currency: 'EUR', fourEyesAboveMinor: null, lowBelowMinor: null, ...but },
    '{ fourEyesAbove { minor } loosening { fourEyesAbove { minor } } approval { id } version }',
  );
type Setting = {
  fourEyesAbove: { minor: string } | null;
  loosening: { fourEyesAbove: { minor: string } | null } | null;
  approval: { id: string } | null;
  version: number;
};

async function balances(): Promise<Record<string, number>> {
  const { rows } = await harness.admin.query<{ account: string; minor: string }>(
    `SELECT account, balance_minor AS minor FROM ledger_accounts WHERE company_id = $1 AND balance_minor <> 0 AND account <> 'EXTERNAL' ORDER BY account`,
    [scene.companyId],
  );
  return Object.fromEntries(rows.map(({ account, minor }) => [account, Number(minor)]));
}

async function stateOf(id: string): Promise<string> {
  const { data } = await harness.ask(ana, 'query ($id: ID!) { fundMovement(id: $id) { state } }', { id });
  return (data as { fundMovement: { state: string } }).fundMovement.state;
}

async function broken(): Promise<string[]> {
  const results = await brokenBooks(harness.database.gateway, harness.clock.now(), [scene.companyId]);
  return results.map(({ code }) => code);
}

const buy = async (amount: number) => (await harness.marqeta.ask(asking(scene.brunos, { amount, currency: 'EUR' }))).status;

describe('a top-up', () => {
  test('is in transit until the operator says that it has arrived', async () => {
    const { id, state } = await done(topUp(50_000));
    expect(state).toBe('IN_TRANSIT');
    expect(await balances()).toEqual({ AVAILABLE: 1_000_000, IN_TRANSIT: 50_000 });

    expect(await settle(id, 'ARRIVE')).toBe(true);

    expect(await balances()).toEqual({ AVAILABLE: 1_050_000 });
    expect(await broken()).toEqual([]);
  });

  test('that comes back before it arrived is undone', async () => {
    const { id } = await done(topUp(50_000));

    await settle(id, 'RETURN');

    expect(await balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect(await broken()).toEqual([]);
  });

  test('that comes back after it was spent is owed, and the next one pays that first', async () => {
    const { id } = await done(topUp(50_000));
    await settle(id, 'ARRIVE');
    expect(await buy(10_300)).toBe(200);

    await settle(id, 'RETURN');

    expect(await balances()).toEqual({ HELD: 1_030_000, RECEIVABLE: -30_000 });
    expect(await buy(1)).toBe(402);
    const next = await done(topUp(40_000));
    await settle(next.id, 'ARRIVE');
    expect(await balances()).toEqual({ AVAILABLE: 10_000, HELD: 1_030_000 });
    expect(await broken()).toEqual([]);
  });

  test('can be taken back while it is in transit, and not afterwards', async () => {
    const { id } = await done(topUp(50_000));
    const other = await done(topUp(60_000));
    await settle(other.id, 'ARRIVE');

    expect(await cancel(id)).toMatchObject({ state: 'CANCELLED', actions: [] });
    expect(await cancel(other.id)).toBe('FUND_STATE');
    expect(await balances()).toEqual({ AVAILABLE: 1_060_000 });
  });

  test('said twice by the operator counts once', async () => {
    const { id } = await done(topUp(50_000));
    await settle(id, 'ARRIVE');

    expect(await settle(id, 'ARRIVE')).toBe('FUND_STATE');

    expect(await balances()).toEqual({ AVAILABLE: 1_050_000 });
  });

  test.each<[string, object, string]>([
    ['nothing', { amountMinor: '0' }, 'INVALID_INPUT'],
    ['less than nothing', { amountMinor: '-5' }, 'INVALID_INPUT'],
    ['more than fits', { amountMinor: '1000000000000000' }, 'INVALID_INPUT'],
    ['no reference', { reference: '  ' }, 'INVALID_INPUT'],
    ['a reference that no bank takes', { reference: 'x'.repeat(141) }, 'INVALID_INPUT'],
    ['a currency that the company has nothing in', { currency: 'JPY' }, 'CURRENCY_NOT_USED'],
  ])('of %s is refused', async (_what, but, code) => {
    expect(await command(ana, 'announceTopUp', 'AnnounceTopUpInput', { ...wish(5), ...but }, MOVEMENT)).toBe(code);
  });

  test('sent again with the same key is one', async () => {
    const input = { ...wish(5), idempotencyKey: 'once' };
    const first = await done(command<Movement>(ana, 'announceTopUp', 'AnnounceTopUpInput', input, MOVEMENT));

    expect(await command(ana, 'announceTopUp', 'AnnounceTopUpInput', input, MOVEMENT)).toEqual(first);
    expect(await balances()).toMatchObject({ IN_TRANSIT: 5 });
  });

  test('by the system itself has arrived at once', async () => {
    await harness.funds.fund(scene.company.system, { minor: 700n, currency: 'EUR' });

    expect(await balances()).toEqual({ AVAILABLE: 1_000_700 });
    expect(() => harness.funds.fund(scene.company.system, { minor: 0n, currency: 'EUR' })).toThrow(/above zero/);
  });
});

describe('a withdrawal', () => {
  test('is set aside at once, so that it cannot be spent, and leaves when it is paid', async () => {
    const { id } = await done(withdraw(990_000));
    expect(await balances()).toEqual({ AVAILABLE: 10_000, RESERVED: 990_000 });
    expect(await buy(101)).toBe(402);

    expect(await settle(id, 'PAY')).toBe('FUND_STATE');
    expect(await settle(id, 'START')).toBe(true);
    expect(await settle(id, 'PAY')).toBe(true);

    expect(await stateOf(id)).toBe('PAID');
    expect(await balances()).toEqual({ AVAILABLE: 10_000 });
    expect(await broken()).toEqual([]);
  });

  test('of more than is available is refused, to the cent', async () => {
    expect(await withdraw(1_000_001)).toBe('NOT_ENOUGH_AVAILABLE');
    expect(await withdraw(1_000_000)).toMatchObject({ state: 'RESERVED' });
  });

  test.each<[string, string[]]>([
    ['refused by the operator', ['REFUSE']],
    ['refused by the bank once it was sent', ['START', 'REFUSE']],
    ['sent back by the bank after it was paid', ['START', 'PAY', 'RETURN']],
  ])('%s is available again', async (_what, actions) => {
    const { id } = await done(withdraw(400_000));

    for (const action of actions) expect(await settle(id, action)).toBe(true);

    expect(await balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect(await broken()).toEqual([]);
  });

  test('can be taken back until the operator has it in hand', async () => {
    const [one, other] = [await done(withdraw(1_000)), await done(withdraw(2_000))];
    await settle(other.id, 'START');

    expect(await cancel(one.id)).toMatchObject({ state: 'CANCELLED' });
    expect(await cancel(other.id)).toBe('FUND_STATE');
    expect(await balances()).toEqual({ AVAILABLE: 998_000, RESERVED: 2_000 });
  });

  test('two withdrawals and a purchase for the last of the funds at once: whatever fits, and never more', async () => {
    for (let round = 0; round < 8; round += 1) {
      const before = (await balances())['AVAILABLE'] ?? 0;
      const half = Math.floor(before / 2) + 1;

      const [first, second, status] = await Promise.all([withdraw(half), withdraw(half, berta), buy(half / 100)]);

      const outcomes = [first !== 'NOT_ENOUGH_AVAILABLE', second !== 'NOT_ENOUGH_AVAILABLE', status === 200];
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect((await balances())['AVAILABLE']).toBe(before - half);
      expect(await broken()).toEqual([]);
      await harness.funds.fund(scene.company.system, { minor: 10_001n, currency: 'EUR' });
    }
  });
});

describe('four eyes', () => {
  beforeEach(async () => {
    await done(set({ fourEyesAboveMinor: '100000' }));
  });

  test('let what is not above the setting through', async () => {
    expect(await withdraw(100_000)).toMatchObject({ state: 'RESERVED', approval: null });
  });

  test('hold what is above it until another admin agrees; nothing has moved before', async () => {
    const { id, state, actions, approval } = await done(withdraw(100_001));
    expect([state, actions]).toEqual(['AWAITING_APPROVAL', ['CANCEL']]);
    expect(await balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect(await answer(approval?.id, ana)).toBe('APPROVAL_IS_OWN');
    expect(await answer(approval?.id, scene.as.rui)).toBe('FORBIDDEN');

    expect(await answer(approval?.id, berta)).toEqual({ status: 'APPROVED' });

    expect(await stateOf(id)).toBe('RESERVED');
    expect(await balances()).toEqual({ AVAILABLE: 899_999, RESERVED: 100_001 });
    expect(await broken()).toEqual([]);
  });

  test('are not got round in small parts within a day', async () => {
    expect(await withdraw(60_000)).toMatchObject({ state: 'RESERVED' });
    expect(await withdraw(60_000)).toMatchObject({ state: 'AWAITING_APPROVAL' });
    expect(await topUp(60_000)).toMatchObject({ state: 'IN_TRANSIT' });

    harness.clock.set(new Date(harness.clock.now().getTime() + 24 * 3_600_000));

    expect(await withdraw(60_000)).toMatchObject({ state: 'RESERVED' });
  });

  test('a no, or the taking back of the question, ends it', async () => {
    const [one, other] = [await done(topUp(200_000)), await done(topUp(200_000))];

    await answer(one.approval?.id, berta, false);
    const back = await command(ana, 'withdrawApproval', 'WithdrawApprovalInput', { approvalId: other.approval?.id }, '{ status }');

    expect(back).toEqual({ status: 'WITHDRAWN' });
    expect([await stateOf(one.id), await stateOf(other.id)]).toEqual(['DECLINED', 'CANCELLED']);
    expect(await cancel(other.id)).toBe('FUND_STATE');
    expect(await balances()).toEqual({ AVAILABLE: 1_000_000 });
  });

  test('a yes to what is no longer available is refused, and the question stays', async () => {
    const { id, approval } = await done(withdraw(900_000));
    expect(await buy(2_000)).toBe(200);

    expect(await answer(approval?.id, berta)).toBe('NOT_ENOUGH_AVAILABLE');

    expect(await stateOf(id)).toBe('AWAITING_APPROVAL');
    expect(await answer(approval?.id, berta, false)).toEqual({ status: 'DECLINED' });
  });

  test('what waits for another admin is not there for the operator', async () => {
    const { id } = await done(topUp(200_000));

    expect(await settle(id, 'ARRIVE')).toBe('FUND_STATE');
    expect(await queue()).toEqual([]);
  });

  test('are loosened only with four eyes', async () => {
    const asked = await done(set({ fourEyesAboveMinor: null, lowBelowMinor: '5' }));
    expect(asked).toMatchObject({ fourEyesAbove: { minor: '100000' }, loosening: { fourEyesAbove: null } });
    expect(await set({ fourEyesAboveMinor: '200000' })).toBe('LOOSENING_PENDING');
    expect(await answer(asked.approval?.id, ana)).toBe('APPROVAL_IS_OWN');

    await answer(asked.approval?.id, berta);

    expect(await withdraw(900_000)).toMatchObject({ state: 'RESERVED' });
  });

  test('are tightened at once, and a yes to loosen what has been tightened since is refused', async () => {
    const asked = await done(set({ fourEyesAboveMinor: '200000' }));

    expect(await set({ fourEyesAboveMinor: '50000' }, berta)).toMatchObject({ fourEyesAbove: { minor: '50000' } });

    expect(await answer(asked.approval?.id, berta)).toBe('STALE');
    expect(await answer(asked.approval?.id, berta, false)).toEqual({ status: 'DECLINED' });
    expect(await set({ fourEyesAboveMinor: '60000' })).toMatchObject({ loosening: { fourEyesAbove: { minor: '60000' } } });
  });

  test('need a second admin to be set', async () => {
    await harness.admin.query(`UPDATE users SET status = 'SUSPENDED' WHERE company_id = $1 AND id = $2`, [scene.companyId, berta.userId]);

    expect(await set({ fourEyesAboveMinor: '5' })).toBe('TWO_ADMINS_NEEDED');
  });
});

type Queued = { companyName: string; reference: string; state: string; actions: string[] };
async function queue(by: Viewer = operator): Promise<Queued[]> {
  const { data, errors } = await harness.ask(by, '{ fundQueue { companyId companyName reference state actions amount { minor } } }');
  expect(errors).toEqual([]);
  const queued = (data as { fundQueue: (Queued & { companyId: string })[] }).fundQueue;
  return queued.filter(({ companyId }) => companyId === scene.companyId).filter(({ reference }) => reference !== 'test');
}

describe('an operator', () => {
  test('sees what waits, oldest first, and then what a bank may still send back, for 90 days', async () => {
    const arrived = await done(topUp(1));
    await settle(arrived.id, 'ARRIVE');
    await done(topUp(2));
    await done(withdraw(3));
    await cancel((await done(withdraw(4))).id);

    expect(await queue()).toMatchObject([
      { reference: 'Transfer 2', state: 'IN_TRANSIT', actions: ['ARRIVE', 'RETURN'] },
      { reference: 'Transfer 3', state: 'RESERVED', actions: ['START', 'REFUSE'] },
      { reference: 'Transfer 1', state: 'ARRIVED', actions: ['RETURN'] },
    ]);

    harness.clock.set(new Date(harness.clock.now().getTime() + 91 * 24 * 3_600_000));
    expect((await queue()).map(({ reference }) => reference)).toEqual(['Transfer 2', 'Transfer 3']);
  });

  test('gives a reason for what nobody wished for, and stands in the company’s own log', async () => {
    const { id } = await done(withdraw(5));

    expect(await settle(id, 'REFUSE', { reason: ' ' })).toBe('INVALID_INPUT');
    expect(await settle(id, 'REFUSE', { reason: 'The account is closed.' })).toBe(true);

    const { rows } = await harness.admin.query(
      `SELECT actor_name, reason FROM audit_events WHERE company_id = $1 AND command = 'funds.settle'`,
      [scene.companyId],
    );
    expect(rows).toEqual([{ actor_name: 'operator Olga', reason: 'The account is closed.' }]);
  });

  test('decides on what was seen, and in the company that was named', async () => {
    const { id, version } = await done(topUp(5));

    expect(await settle(id, 'ARRIVE', { expectedVersion: version + 1 })).toBe('STALE');
    expect(await settle(id, 'ARRIVE', { companyId: (await harness.createCompany('Other')).companyId })).toBe('NOT_FOUND');
    expect(await settle(id, 'ARRIVE', {}, ana)).toBe('FORBIDDEN');
  });
});

describe('how a balance is made', () => {
  const SPAN = { currency: 'EUR', account: 'AVAILABLE' };
  const ENTRIES = `query ($of: AccountSpanInput!, $kinds: [String!], $first: Int, $after: String) {
    accountEntries(of: $of, kinds: $kinds, first: $first, after: $after) {
      edges { node { kind amount { minor } balance { minor } otherAccount transaction { id } fundMovement { reference } } } pageInfo { endCursor hasNextPage } } }`;
  type Entry = {
    kind: string;
    amount: { minor: string };
    balance: { minor: string } | null;
    transaction: object | null;
    fundMovement: { reference: string } | null;
  };
  type Page = { accountEntries: { edges: { node: Entry }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } };

  async function entries(variables: object): Promise<Page['accountEntries']> {
    const { data, errors } = await harness.ask(ana, ENTRIES, { of: SPAN, ...variables });
    expect(errors).toEqual([]);
    return (data as Page).accountEntries;
  }

  async function makeup(of: object) {
    const { data, errors } = await harness.ask(
      ana,
      'query ($of: AccountSpanInput!) { accountMakeup(of: $of) { opening { minor } sums { kind transfers amount { minor } } closing { minor } } }',
      { of: { ...SPAN, ...of } },
    );
    expect(errors).toEqual([]);
    const found = data as {
      accountMakeup: { opening: { minor: string }; closing: { minor: string }; sums: { kind: string; amount: { minor: string } }[] };
    };
    return found.accountMakeup;
  }

  beforeEach(async () => {
    await buy(100);
    await harness.marqeta.deliver(
      told(scene.brunos, 'webhook.authorization.clearing.force-capture', {
        ...{ token: randomUUID(), currency_code: 'EUR', amount: 30, request_amount: 30 },
      }),
    );
    await done(withdraw(20_000));
  });

  test('is told by kind, and adds up to what is available', async () => {
    const { opening, sums, closing } = await makeup({});

    expect(sums.map(({ kind, amount }) => [kind, amount.minor])).toEqual([
      ['top_up', '1000000'],
      ['withdrawal', '-20000'],
      ['hold', '-10000'],
      ['clearing', '-3000'],
    ]);
    expect([opening.minor, closing.minor]).toEqual(['0', '967000']);
  });

  test('of a time between two moments begins with what was there before', async () => {
    const from = new Date(harness.clock.now().getTime() + 1_000);
    harness.clock.set(from);
    await buy(5);
    const to = new Date(from.getTime() + 1_000);
    harness.clock.set(to);
    await buy(7);

    expect(await makeup({ from, to })).toEqual({
      opening: { minor: '967000' },
      sums: [{ kind: 'hold', transfers: 1, amount: { minor: '-500' } }],
      closing: { minor: '966500' },
    });
    expect((await entries({ of: { ...SPAN, to } })).edges[0]?.node).toMatchObject({
      amount: { minor: '-500' },
      balance: { minor: '966500' },
    });
  });

  test('is shown transfer by transfer with its balance, also across pages, each with what it belongs to', async () => {
    const first = await entries({ first: 2 });
    const second = await entries({ first: 2, after: first.pageInfo.endCursor });

    const all = [...first.edges, ...second.edges].map(({ node }) => node);
    expect(all.map(({ kind, balance }) => [kind, balance?.minor])).toEqual([
      ['withdrawal', '967000'],
      ['clearing', '987000'],
      ['hold', '990000'],
      ['top_up', '1000000'],
    ]);
    expect(all.map(({ transaction, fundMovement }) => [transaction !== null, fundMovement?.reference])).toEqual([
      [false, 'Transfer 20000'],
      [true, undefined],
      [true, undefined],
      [false, 'test'],
    ]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  test('of some kinds only has no balance to tell', async () => {
    const { edges } = await entries({ kinds: ['hold'] });

    expect(edges.map(({ node }) => [node.kind, node.balance])).toEqual([['hold', null]]);
  });
});

describe('little left', () => {
  const watch = () => new WatchFunds(harness.database).run();
  async function titles(by: Member): Promise<string[]> {
    await new NotificationWriter(harness.database).catchUp(scene.companyId);
    const { data } = await harness.ask(by, '{ notifications { edges { node { title href } } } }');
    const { edges } = (data as { notifications: { edges: { node: { title: string } }[] } }).notifications;
    return edges.map(({ node }) => node.title).filter((title) => !title.startsWith('Your card'));
  }

  test('is told to every admin once, and again only after it rose', async () => {
    await done(set({ lowBelowMinor: '500000' }));
    await watch();
    expect(await titles(ana)).toEqual([]);

    await done(withdraw(500_001));
    await watch();
    await watch();
    expect([await titles(ana), await titles(berta), await titles(scene.as.bruno)]).toEqual([
      ['Only €4,999.99 is available'],
      ['Only €4,999.99 is available'],
      [],
    ]);

    await harness.funds.fund(scene.company.system, { minor: 1n, currency: 'EUR' });
    await watch();
    await buy(1);
    await watch();
    expect(await titles(ana)).toEqual(['Only €4,999.00 is available', 'Only €4,999.99 is available']);
  });

  test('is forgotten with the setting', async () => {
    await done(set({ lowBelowMinor: '5000000' }));
    await watch();
    await done(set({}));
    await watch();

    const { data } = await harness.ask(ana, '{ fundSettings { lowSince lowBelow { minor } } }');
    expect(data).toEqual({ fundSettings: [{ lowSince: null, lowBelow: null }] });
  });

  test('what became of a top-up and a withdrawal is told to who has to know', async () => {
    await done(set({ fourEyesAboveMinor: '100000' }));
    const { id, approval } = await done(topUp(200_000));
    expect(await titles(berta)).toEqual(['Ana Costa asks you to agree to a top-up of €2,000.00']);
    expect(await titles(ana)).toEqual([]);

    await answer(approval?.id, berta);
    await settle(id, 'ARRIVE');
    expect(await titles(ana)).toEqual(['Your top-up of €2,000.00 has arrived']);
  });
});

test('what was asked and what came of it stands in its history, with who and why', async () => {
  const { id } = await done(withdraw(5));
  await settle(id, 'START');
  await settle(id, 'REFUSE');

  const { data } = await harness.ask(
    scene.as.rui,
    'query ($id: ID!) { fundMovement(id: $id) { history { state byName reason } actions } }',
    { id },
  );

  expect(data).toEqual({
    fundMovement: {
      actions: [],
      history: [
        { state: 'RESERVED', byName: 'Ana Costa', reason: null },
        { state: 'SENDING', byName: 'operator Olga', reason: 'Said by the bank.' },
        { state: 'REFUSED', byName: 'operator Olga', reason: 'Said by the bank.' },
      ],
    },
  });
});

test('a movement of another company is not there', async () => {
  const { id } = await done(topUp(5));
  const { companyId, adminId } = await harness.createCompany('Other');
  const stranger = memberAs({ companyId, userId: adminId });

  expect((await harness.ask(stranger, 'query ($id: ID!) { fundMovement(id: $id) { state } }', { id })).data).toEqual({
    fundMovement: null,
  });
  expect(await cancel(id, stranger)).toBe('NOT_FOUND');
});

test('what moves money asks for a fresh proof; what only announces, declines or takes back does not', async () => {
  const stale = (viewer: Viewer) => ({ ...viewer, provenAtMs: harness.clock.now().getTime() - 600_001 });
  await done(command(ana, 'setFunds', 'SetFundsInput', { currency: 'EUR', fourEyesAboveMinor: '1' }, '{ id }'));
  const asked = await done(withdraw(500));
  const another = await done(withdraw(600));
  const announced = await done(topUp(1, stale(ana)));

  expect(await withdraw(500, stale(ana))).toBe('STEP_UP_REQUIRED');
  expect(await command(stale(ana), 'setFunds', 'SetFundsInput', { currency: 'EUR', lowBelowMinor: '5' }, '{ id }')).toBe(
    'STEP_UP_REQUIRED',
  );
  expect(await answer(asked.approval?.id, stale(berta))).toBe('STEP_UP_REQUIRED');
  expect(await settle(announced.id, 'ARRIVE', {}, stale(operator))).toBe('STEP_UP_REQUIRED');
  expect(await answer(another.approval?.id, stale(berta), false)).toEqual({ status: 'DECLINED' });
  expect(await answer(asked.approval?.id, berta)).toEqual({ status: 'APPROVED' });
});
