import { getNamedType, isInputObjectType } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from './access/viewer.ts';
import { buildContract } from './schema.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from './testing/graphql-harness.ts';

/**
 * What is asked for with `dryRun` is answered, or refused, as if it were done, and leaves every table as it was. A mutation that takes
 * the flag and stands in no row below fails the last test.
 */
type Case = {
  /** What of the answer is compared with that of the same mutation when it is done. Empty for what answers with a plain value. */
  readonly shows: string;
  readonly given: (ids: Ids) => object;
  /** Something that is refused by a rule, not by access. */
  readonly refused: (ids: Ids) => object;
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
  const approvals = await harness.admin.query<{ id: string }>(
    `INSERT INTO approvals (company_id, id, command, input, subject_type, subject_id, requested_by, created_at)
     VALUES ($1, gen_random_uuid(), 'funds.loosenFourEyes', '{"currency":"EUR","fromMinor":"1","toMinor":null}', 'fund_setting', 'EUR', $2, now()) RETURNING id`,
    [companyId, scene.as.marta.userId],
  );
  const approval = approvals.rows[0]?.id ?? '';
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

function asking({ by }: Case): Viewer {
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
    const before = await everything();
    const [given, refused] = [
      { ...tried.given(ids), idempotencyKey: 'given' },
      { ...tried.refused(ids), idempotencyKey: 'refused' },
    ];
    const run = (input: object) => ask(asking(tried), field, tried.shows, input);

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

test('every mutation that takes the flag stands in a row', () => {
  const taking = Object.keys(CONTRACT).filter((field) => {
    const input = inputOf(field);
    return isInputObjectType(input) && 'dryRun' in input.getFields();
  });

  expect(taking.toSorted()).toEqual(Object.keys(CASES).toSorted());
});
