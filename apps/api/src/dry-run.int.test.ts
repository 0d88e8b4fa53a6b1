import { randomUUID } from 'node:crypto';
import { getNamedType, isInputObjectType } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commandOf } from './access/graphql-context.ts';
import type { Viewer } from './access/viewer.ts';
import { openContext } from './context.ts';
import { prepared } from './platform/prepared.ts';
import { buildContract } from './schema.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from './testing/graphql-harness.ts';
import { asking, told } from './testing/money-harness.ts';

/**
 * What is asked for with `dryRun` is answered, or refused, as if it were done, and leaves every table as it was. A mutation that takes
 * the flag and stands in no row below fails the last test.
 */
type Case = {
  /** What of the answer is compared with that of the same mutation when it is done. Empty for what answers with a plain value. */
  readonly shows: string;
  readonly given: (ids: Ids) => object | Promise<object>;
  /** Something that is refused by a rule, not by access. */
  readonly refused: (ids: Ids) => object | Promise<object>;
  readonly by?: 'operator';
};
type Named = 'company' | 'design' | 'bruno' | 'program' | 'card' | 'other';
type Ids = Readonly<
  Record<
    | Named
    | 'control'
    | 'exception'
    | 'stop'
    | 'bulk'
    | 'peopleBulk'
    | 'issueBulk'
    | 'invitationBulk'
    | 'sales'
    | 'movement'
    | 'approval'
    | 'letter'
    | 'dismissed',
    string
  >
>;

const AMOUNT = { amountMinor: '2500', currency: 'EUR', reference: 'March' };
const NUNO = { firstName: 'Nuno', lastName: 'Reis', email: 'nuno@x.example', role: 'EMPLOYEE' };
const STALE = { expectedVersion: 99 };
const CARD = 'status version issuerStatus';
const PERSON = 'status displayName';
const DISPUTE = 'state amount { minor }';
const GROUNDS = { reason: 'SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED', statement: 'The chairs never came.' };
const nobody = () => ({ personId: '0190a000-0000-7000-8000-000000000009' });
const FUNDS = 'state version amount { minor } reference history { state } approval { status }';
const CASES: Readonly<Record<string, Case>> = {
  announceTopUp: { shows: FUNDS, given: () => AMOUNT, refused: () => ({ ...AMOUNT, currency: 'JPY' }) },
  requestWithdrawal: { shows: FUNDS, given: () => AMOUNT, refused: () => ({ ...AMOUNT, amountMinor: '999999999999' }) },
  cancelFunds: {
    shows: FUNDS,
    given: ({ movement }) => ({ movementId: movement }),
    refused: ({ movement }) => ({ movementId: movement, ...STALE }),
  },
  setFunds: {
    shows: 'version currency lowBelow { minor } fourEyesAbove { minor }',
    given: () => ({ currency: 'EUR', lowBelowMinor: '700' }),
    refused: () => ({ currency: 'EUR', fourEyesAboveMinor: '5' }),
  },
  settleFunds: {
    shows: '',
    by: 'operator',
    given: ({ company, movement }) => ({ companyId: company, movementId: movement, action: 'ARRIVE' }),
    refused: ({ company, movement }) => ({ companyId: company, movementId: movement, action: 'ARRIVE', ...STALE }),
  },
  answerApproval: {
    shows: 'status version reason',
    given: ({ approval }) => ({ approvalId: approval, answer: 'DECLINED', reason: 'Not now' }),
    refused: ({ approval }) => ({ approvalId: approval, answer: 'DECLINED', ...STALE }),
  },
  setSpendingControl: {
    shows: 'scope version amount { minor } window sentence',
    given: ({ card }) => ({ scope: 'CARD', subjectId: card, controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '5000' }),
    // More in a day than in the month that there is.
    refused: ({ card }) => ({ scope: 'CARD', subjectId: card, controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '0' }),
  },
  removeSpendingControl: {
    shows: 'version isActive sentence',
    given: ({ control }) => ({ id: control }),
    refused: ({ control }) => ({ id: control, ...STALE }),
  },
  grantException: {
    shows: 'scope amount { minor } uses expiresAt reason',
    given: ({ card }) => ({ scope: 'CARD', subjectId: card, amountMinor: '900', minutes: 30, uses: 1, reason: 'A spare part' }),
    refused: ({ card }) => ({ scope: 'CARD', subjectId: card, amountMinor: '900', minutes: 0, uses: 1, reason: 'A spare part' }),
  },
  revokeException: {
    shows: 'endedAt reason',
    given: ({ exception }) => ({ id: exception }),
    refused: () => ({ id: 'none' }),
  },
  setCompanyClock: {
    shows: 'timeZone weekStartsOn fiscalYearStartsOn clockVersion',
    given: () => ({ timeZone: 'Europe/Madrid', weekStartsOn: 7, fiscalYearStartsOn: '04-06' }),
    refused: () => ({ timeZone: 'Europe/Madrid', weekStartsOn: 8, fiscalYearStartsOn: '04-06' }),
  },
  stopSpending: {
    shows: 'scope reason stoppedBy stoppedAt',
    given: ({ other }) => ({ scope: 'CARD', subjectId: other, reason: 'Lost?' }),
    refused: ({ other }) => ({ scope: 'CARD', subjectId: other, reason: ' ' }),
  },
  liftEmergencyStop: {
    shows: 'liftedBy liftedAt liftReason',
    given: ({ stop }) => ({ id: stop, reason: 'Found' }),
    refused: ({ stop }) => ({ id: stop, reason: ' ' }),
  },
  changeCards: {
    shows: 'action rows { refusal sentence card { status version } }',
    given: ({ card, other }) => ({ cardIds: [card, other, '0190a000-0000-7000-8000-000000000009'], action: 'TERMINATE' }),
    refused: () => ({ cardIds: [], action: 'TERMINATE' }),
  },
  undoCardBulk: {
    shows: 'action rows { refusal card { status } }',
    given: ({ bulk }) => ({ bulkId: bulk }),
    refused: () => ({ bulkId: 'none' }),
  },
  changePeople: {
    shows: 'action team { name } rows { refusal sentence person { displayName teams { name } } }',
    given: ({ bruno, sales }) => ({ personIds: [bruno, '0190a000-0000-7000-8000-000000000009'], action: 'ADD_TO_TEAM', teamId: sales }),
    refused: ({ sales }) => ({ personIds: [], action: 'ADD_TO_TEAM', teamId: sales }),
  },
  undoPeopleBulk: {
    shows: 'action rows { refusal person { teams { name } } }',
    given: ({ peopleBulk }) => ({ bulkId: peopleBulk }),
    refused: () => ({ bulkId: 'none' }),
  },
  issueCard: {
    shows: 'name status issuerStatus holder { displayName } limits { limit { minor } window }',
    given: ({ bruno, program }) => ({ holderId: bruno, programId: program, name: 'Travel', limitMinor: '70000', limitWindow: 'MONTH' }),
    refused: ({ bruno, program }) => ({ holderId: bruno, programId: program, name: ' ' }),
  },
  issueCards: {
    shows:
      'action program { name } rows { refusal sentence holder { displayName } card { name status limits { limit { minor } window } } }',
    given: ({ bruno, program }) => ({
      ...{ holderIds: [bruno, '0190a000-0000-7000-8000-000000000009'], programId: program },
      ...{ name: 'Travel', limitMinor: '70000', limitWindow: 'MONTH' },
    }),
    refused: ({ program }) => ({ holderIds: [], programId: program, name: 'Travel' }),
  },
  undoIssueBulk: {
    shows: 'action rows { refusal card { status } }',
    given: ({ issueBulk }) => ({ bulkId: issueBulk }),
    refused: () => ({ bulkId: 'none' }),
  },
  invitePeople: {
    shows: 'action rows { place refusal sentence invitation { firstName email role team { name } } }',
    given: ({ design }) => ({ people: [NUNO, { ...NUNO, email: 'no address' }, { ...NUNO, email: 'mira@x.example', teamId: design }] }),
    refused: () => ({ people: [] }),
  },
  undoInvitationBulk: {
    shows: 'action rows { refusal invitation { email } }',
    given: ({ invitationBulk }) => ({ bulkId: invitationBulk }),
    refused: () => ({ bulkId: 'none' }),
  },
  setBudget: {
    shows: 'month amount { minor } version',
    given: ({ design }) => ({ teamId: design, month: '2026-03', amountMinor: '90000' }),
    refused: ({ design }) => ({ teamId: design, month: '2026-03', amountMinor: '90000', ...STALE }),
  },
  replayDeadLetters: {
    shows: 'state actions deeds { command }',
    by: 'operator',
    given: ({ letter }) => ({ ids: [letter] }),
    refused: () => ({ ids: [] }),
  },
  dismissDeadLetters: {
    shows: 'state reason decidedByName deeds { command reason }',
    by: 'operator',
    given: ({ letter }) => ({ ids: [letter], reason: 'Of a test' }),
    refused: ({ letter }) => ({ ids: [letter], reason: '-' }),
  },
  restoreDeadLetters: {
    shows: 'state',
    by: 'operator',
    given: ({ dismissed }) => ({ ids: [dismissed] }),
    refused: () => ({ ids: [] }),
  },
  freezeCard: { shows: CARD, given: ({ card }) => ({ cardId: card }), refused: ({ card }) => ({ cardId: card, ...STALE }) },
  unfreezeCard: { shows: CARD, given: ({ other }) => ({ cardId: other }), refused: ({ other }) => ({ cardId: other, ...STALE }) },
  terminateCard: { shows: CARD, given: ({ card }) => ({ cardId: card }), refused: ({ card }) => ({ cardId: card, ...STALE }) },
  activateCard: {
    shows: CARD,
    async given({ card }) {
      await sql(`UPDATE cards SET status = 'UNACTIVATED', issuer_status = 'UNACTIVATED', card_type = 'PHYSICAL' WHERE id = $1`, card);
      return { cardId: card };
    },
    refused: ({ card }) => ({ cardId: card, ...STALE }),
  },
  askIssuerAgain: {
    shows: `${CARD} issuerRefusal`,
    async given({ card }) {
      await sql(`UPDATE cards SET status = 'ACTIVE', issuer_status = 'SUSPENDED', issuer_refusal = '400001' WHERE id = $1`, card);
      return { cardId: card };
    },
    refused: ({ other }) => ({ cardId: other }),
  },
  replaceCard: {
    shows: `${CARD} replaces { status }`,
    given: ({ card }) => ({ cardId: card, reason: 'LOST' }),
    refused: ({ card }) => ({ cardId: card, reason: 'LOST', ...STALE }),
  },
  moveWalletToken: {
    shows: 'state waitingForIssuer moves',
    async given({ company, card }) {
      const token = await sql(
        `INSERT INTO wallet_tokens (company_id, id, card_id, marqeta_token, state, changed_at)
         VALUES ($1, gen_random_uuid(), $2, gen_random_uuid()::text, 'ACTIVE', '2026-03-01') RETURNING id`,
        ...[company, card],
      );
      return { walletTokenId: token, to: 'SUSPENDED' };
    },
    refused: () => ({ walletTokenId: 'none', to: 'SUSPENDED' }),
  },
  relinkRefund: {
    shows: 'refundOf { confidence purchase { amount { minor } } decidedBy { displayName } }',
    async given() {
      const purchaseId = await happened('webhook.authorization.clearing.force-capture', 129);
      return { refundId: await happened('webhook.refund', 42), purchaseId };
    },
    refused: () => ({ refundId: 'none' }),
  },
  openDispute: {
    shows: DISPUTE,
    given: async () => ({ transactionId: await happened('webhook.authorization.clearing.force-capture', 129), ...GROUNDS }),
    refused: () => ({ transactionId: 'none', ...GROUNDS }),
  },
  decideDispute: {
    shows: `${DISPUTE} decisions`,
    async given() {
      const transactionId = await happened('webhook.authorization.clearing.force-capture', 129);
      const disputeId = await done('openDispute', { transactionId, ...GROUNDS });
      await sql(`UPDATE disputes SET state = 'REPRESENTMENT', waiting_since = NULL WHERE id = $1`, disputeId);
      return { disputeId, decision: 'ACCEPT' };
    },
    refused: () => ({ disputeId: 'none', decision: 'ACCEPT' }),
  },
  withdrawApproval: {
    shows: 'status version',
    async given({ company }) {
      return { approvalId: await asked(company, scene.as.ana.userId, 'USD') };
    },
    refused: ({ approval }) => ({ approvalId: approval }),
  },
  suspendPerson: { shows: PERSON, given: ({ bruno }) => ({ personId: bruno, reason: 'Lost phone' }), refused: nobody },
  liftSuspension: {
    shows: PERSON,
    async given({ bruno }) {
      await done('suspendPerson', { personId: bruno });
      return { personId: bruno };
    },
    refused: nobody,
  },
  renamePerson: {
    shows: PERSON,
    given: ({ bruno }) => ({ personId: bruno, firstName: 'Brunó', lastName: 'Silva' }),
    refused: ({ bruno }) => ({ personId: bruno, firstName: ' ', lastName: 'Silva' }),
  },
  closePerson: {
    shows: PERSON,
    given: async () => ({ personId: (await scene.company.addPerson('Dora')).personId }),
    // Who has a card.
    refused: ({ bruno }) => ({ personId: bruno }),
  },
  erasePerson: {
    shows: PERSON,
    async given() {
      const { personId } = await scene.company.addPerson('Dora');
      await done('closePerson', { personId });
      return { personId, confirm: 'Dora Silva' };
    },
    refused: ({ bruno }) => ({ personId: bruno, confirm: 'Bruno Silva' }),
  },
  offboardPerson: {
    shows: `${PERSON} cards { status } offboarding { state cards }`,
    given: ({ bruno }) => ({ personId: bruno, cards: 'KEEP' }),
    refused: () => ({ ...nobody(), cards: 'KEEP' }),
  },
  cancelOffboarding: {
    shows: `${PERSON} offboarding { state }`,
    async given({ bruno }) {
      await done('offboardPerson', { personId: bruno, cards: 'KEEP', lastDay: '2026-03-20' });
      return { personId: bruno };
    },
    refused: () => ({ personId: scene.as.carol.userId }),
  },
  setRetention: {
    shows: 'kind days',
    given: () => ({ rules: [{ kind: 'NOTIFICATIONS', days: 60 }] }),
    refused: () => ({ rules: [{ kind: 'NOTIFICATIONS', days: 0 }] }),
  },
};

const CONTRACT = buildContract().getMutationType()?.getFields() ?? {};
const inputOf = (field: string) => getNamedType(CONTRACT[field]?.args[0]?.type);

let harness: GraphQLHarness;
let scene: Scene;
let ids: Ids;
let messages = 0;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());

beforeEach(async () => {
  scene = await harness.prepare();
  const { companyId, programId: program, brunosCard: card, carolsCard: other, design, sales } = scene;
  const { system } = scene.company;
  const limit = { scope: 'CARD', subjectId: card, controlType: 'AMOUNT_LIMIT', window: 'MONTH', amountMinor: '100000' } as const;
  const spare = { scope: 'CARD', subjectId: card, amountMinor: '100', minutes: 60, uses: 1, reason: 'Before' } as const;
  const { controlId: control } = await harness.controls.set(system, { ...limit, idempotencyKey: 'limit' });
  const { exceptionId: exception } = await harness.exceptions.grant(system, { ...spare, idempotencyKey: 'exception' });
  const announced = { idempotencyKey: 'before', amount: { minor: 500n, currency: 'EUR' }, reference: 'Before' };
  const { movementId: movement } = await harness.funds.announceTopUp(system, announced);
  const stop = await done('stopSpending', { scope: 'CARD', subjectId: card, reason: 'Before' });
  const bulk = await done('changeCards', { cardIds: [other], action: 'FREEZE' });
  const carol = scene.as.carol.userId;
  const peopleBulk = await done('changePeople', { personIds: [carol], action: 'ADD_TO_TEAM', teamId: design });
  const issueBulk = await done('issueCards', { holderIds: [carol], programId: program, name: 'Before' });
  const invitationBulk = await done('invitePeople', { people: [{ ...NUNO, email: 'before@x.example' }] });
  const approval = await asked(companyId, scene.as.marta.userId, 'EUR');
  const [letter, dismissed] = [await unapplied(), await unapplied()];
  const dismissing = { idempotencyKey: `dismiss ${messages}`, ids: [dismissed], reason: 'Before' };
  const refused = (await ask(operator(), 'dismissDeadLetters', 'id', dismissing)).errors[0];
  if (refused !== undefined) throw new Error(refused.message);
  ids = {
    ...{ company: companyId, design, bruno: scene.as.bruno.userId, program, card, other },
    ...{ control, exception, stop, bulk, movement, approval, letter, dismissed },
    ...{ peopleBulk, issueBulk, invitationBulk, sales },
  };
});

/** @returns the id of the first row, where there is one */
async function sql(text: string, ...values: readonly unknown[]): Promise<string> {
  const { rows } = await harness.admin.query<{ id: string }>(text, [...values]);
  return rows[0]?.id ?? '';
}

/** What waits for another admin. */
function asked(companyId: string, by: string, currency: string): Promise<string> {
  return sql(
    `INSERT INTO approvals (company_id, id, command, input, subject_type, subject_id, requested_by, created_at)
     VALUES ($1, gen_random_uuid(), 'funds.loosenFourEyes', json_build_object('currency', $3::text, 'fromMinor', '1', 'toMinor', NULL), 'fund_setting', $3, $2, now())
     RETURNING id`,
    ...[companyId, by, currency],
  );
}

/** Something that Marqeta tells of Bruno's card, and what it is with us. */
async function happened(fixture: string, amount: number): Promise<string> {
  const token = randomUUID();
  const of = {
    token,
    currency_code: 'EUR',
    amount,
    request_amount: amount,
    user_transaction_time: `2026-03-0${amount > 100 ? 1 : 2}T09:15:04Z`,
  };
  await harness.marqeta.deliver(told(scene.brunos, fixture, of));
  return sql(`SELECT id FROM transactions WHERE marqeta_transaction_token = $1`, token);
}

/** A message of Marqeta that nobody understands. */
async function unapplied(): Promise<string> {
  messages += 1;
  await harness.marqeta.deliver({ moonphasetransitions: [{ token: `moon ${messages}`, type: 'phase.full' }] });
  const { rows } = await harness.admin.query<{ id: string }>(`SELECT id FROM dead_letters ORDER BY id DESC LIMIT 1`);
  return rows[0]?.id ?? '';
}

async function done(field: string, input: object): Promise<string> {
  const { data, errors } = await ask(scene.as.ana, field, 'id', { idempotencyKey: `before ${field}`, ...input });
  const made = data?.[field] as { id: string } | null | undefined;
  if (made == null) throw new Error(errors[0]?.message);
  return made.id;
}

function ask(viewer: Viewer, field: string, shows: string, input: object) {
  const selection = shows === '' ? '' : ` { ${shows} }`;
  return harness.ask(viewer, `mutation ($input: ${inputOf(field)?.name}!) { ${field}(input: $input)${selection} }`, { input });
}

function operator(): Viewer {
  return { ...scene.as.ana, companyId: null, userId: null, role: 'OPERATOR', sessionId: 'operator' };
}

function commander({ by }: Case): Viewer {
  return by === 'operator' ? operator() : scene.as.ana;
}

/** Every row of every table, the queue of jobs among them: how many there are, and which versions of them. */
async function everything(): Promise<Record<string, string>> {
  const tables = await harness.admin.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const looks = tables.rows.map(
    ({ name }) =>
      `SELECT '${name}' AS name, count(*) || ' ' || coalesce(sum(hashtextextended(t.xmin::text || t.ctid::text, 0)), 0) AS rows FROM ${name} t`,
  );
  const { rows } = await harness.admin.query<{ name: string; rows: string }>(looks.join(' UNION ALL '));
  return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
}

/** Ids and traces are made anew each time. */
function withoutIds(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer).replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'an id'));
}

test.each(Object.entries(CASES))(
  'a dry run of %s is answered or refused like the mutation, and leaves every table as it was',
  async (field, tried) => {
    const given = { ...(await tried.given(ids)), idempotencyKey: 'given' };
    const refused = { ...(await tried.refused(ids)), idempotencyKey: 'refused' };
    const before = await everything();
    const run = (input: object) => ask(commander(tried), field, tried.shows, input);

    const dryRefusal = await run({ ...refused, dryRun: true });
    const dry = await run({ ...given, dryRun: true });

    expect(await everything()).toEqual(before);
    const refusal = await run(refused);
    expect(refusal.errors[0]?.extensions?.['code']).toBeDefined();
    expect(dryRefusal).toEqual(refusal);
    const real = await run({ ...given, dryRun: false });
    expect(real.errors).toEqual([]);
    expect(withoutIds(dry)).toEqual(withoutIds(real));
    expect(await everything()).not.toEqual(before);
  },
);

test('what was done under a key is the answer to a dry run with it', async () => {
  const input = { ...AMOUNT, idempotencyKey: 'once' };
  const real = await ask(scene.as.ana, 'announceTopUp', 'id version', input);

  const dry = await ask(scene.as.ana, 'announceTopUp', 'id version', { ...input, dryRun: true });

  expect(dry).toEqual(real);
});

test('a withdrawal is foreseen to wait for a second admin', async () => {
  await harness.admin.query(
    `INSERT INTO fund_settings (company_id, currency, four_eyes_above_minor, updated_at) VALUES ($1, 'EUR', 1000, now())
     ON CONFLICT (company_id, currency) DO UPDATE SET four_eyes_above_minor = 1000`,
    [scene.companyId],
  );

  const { data } = await ask(scene.as.ana, 'requestWithdrawal', FUNDS, { ...AMOUNT, idempotencyKey: 'large', dryRun: true });

  expect(data).toMatchObject({ requestWithdrawal: { state: 'AWAITING_APPROVAL', approval: { status: 'PENDING' } } });
});

describe('in one request', () => {
  const both = (first: boolean, second: boolean) =>
    harness.ask(
      scene.as.ana,
      `mutation ($first: AnnounceTopUpInput!, $second: AnnounceTopUpInput!) {
         first: announceTopUp(input: $first) { state }
         second: announceTopUp(input: $second) { state }
       }`,
      { first: { ...AMOUNT, idempotencyKey: 'first', dryRun: first }, second: { ...AMOUNT, idempotencyKey: 'second', dryRun: second } },
    );

  test('nothing follows a dry run', async () => {
    const before = await everything();

    const { errors } = await both(true, false);

    expect(errors[0]).toMatchObject({ path: ['second'], extensions: { code: 'DRY_RUN_ALONE', field: 'dryRun' } });
    expect(await everything()).toEqual(before);
  });

  test('a dry run may follow what is done', async () => {
    const { errors } = await both(false, true);

    expect(errors).toEqual([]);
    const { rows } = await harness.admin.query(`SELECT count(*)::int AS asked FROM fund_movements WHERE company_id = $1`, [
      scene.companyId,
    ]);
    // What prepared the company, what waited before, and the first.
    expect(rows).toEqual([{ asked: 3 }]);
  });
});

describe('a purchase is answered in time', () => {
  beforeEach(() => sql(`UPDATE cards SET status = 'ACTIVE', frozen_with = NULL WHERE id = $1`, ids.other));
  afterEach(() => harness.admin.query(`DROP FUNCTION IF EXISTS take_time() CASCADE`));

  /** Of Carol's card. */
  const buy = async () => {
    const from = performance.now();
    const at = harness.clock.now().toISOString();
    const { status } = await harness.marqeta.ask(asking(scene.carols, { amount: 5, currency: 'EUR', at }));
    return { status, inTime: performance.now() - from < 1_500 };
  };
  const inTime = { status: 200, inTime: true };
  const gateIsHeld = async () => {
    const free = `SELECT FROM company_gates WHERE company_id = $1 FOR NO KEY UPDATE SKIP LOCKED`;
    while ((await harness.admin.query(free, [scene.companyId])).rowCount === 1);
  };
  /** Bruno's card, frozen on trial: its answer is not read yet. */
  const frozenOnTrial = async () => {
    const context = openContext(harness.database, { viewer: scene.as.ana, locale: 'en', traceId: 'trace-of-test' });
    const input = { cardId: ids.card, idempotencyKey: randomUUID() };
    await harness.cards.freeze(scene.as.ana, ...commandOf(context, { ...input, dryRun: true }));
    return context;
  };

  test('while a dry run takes long, which is ended with what to do', async () => {
    await harness.admin.query(`
      CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(5); RETURN new; END $$;
      CREATE TRIGGER take_time BEFORE UPDATE ON cards FOR EACH ROW WHEN (new.id = '${ids.card}') EXECUTE FUNCTION take_time()`);

    const dry = ask(scene.as.ana, 'freezeCard', 'status', { cardId: ids.card, idempotencyKey: randomUUID(), dryRun: true });
    await gateIsHeld();

    expect(await buy()).toEqual(inTime);
    expect((await dry).errors).toMatchObject([
      { extensions: { code: 'DRY_RUN_TOO_LONG', field: 'dryRun' }, message: expect.stringMatching(/Name fewer rows/) },
    ]);
    const { rows } = await harness.admin.query(`SELECT status FROM cards WHERE id = $1`, [ids.card]);
    expect(rows).toEqual([{ status: 'ACTIVE' }]);
  });

  test('while the answer of a dry run is read by one long statement, or by many', async () => {
    const context = await frozenOnTrial();
    const manager = await context.read();
    const long = prepared(manager, { name: 'long', text: 'SELECT pg_sleep(5)' }, []);
    const many = (async () => {
      for (;;) await manager.query('SELECT pg_sleep(0.1)');
    })();

    const refusals = Promise.allSettled([long, many]);
    expect(await buy()).toEqual(inTime);
    const tooLong = { status: 'rejected', reason: { code: 'DRY_RUN_TOO_LONG' } };
    expect(await refusals).toMatchObject([tooLong, tooLong]);
    await expect(context.read()).rejects.toMatchObject({ code: 'DRY_RUN_TOO_LONG' });
    await expect(prepared(manager, { name: 'late', text: 'SELECT 1' }, [])).rejects.toMatchObject({ code: 'DRY_RUN_TOO_LONG' });
    await context.close();
  });

  test('while the answer of a dry run is not read at all', async () => {
    const context = await frozenOnTrial();

    expect(await buy()).toEqual(inTime);

    await context.close();
  });
});

test('every mutation that takes the flag stands in a row', () => {
  const taking = Object.keys(CONTRACT).filter((field) => {
    const input = inputOf(field);
    return isInputObjectType(input) && 'dryRun' in input.getFields();
  });

  expect(taking.toSorted()).toEqual(Object.keys(CASES).toSorted());
});
