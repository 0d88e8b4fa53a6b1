import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../access/viewer.ts';
import { NotificationWriter } from '../notifications/notification-writer.ts';
import { memberAs } from '../testing/feed-harness.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking } from '../testing/money-harness.ts';
import { FindLeavers, Leave } from './leave.job.ts';

const MONDAY = new Date('2026-03-02T09:15:04Z');
/** In Lisbon, where it is winter, days are UTC's. */
const FRIDAY = '2026-03-06';
const FRIDAY_EVENING = new Date('2026-03-06T23:59:59Z');
const SATURDAY = new Date('2026-03-07T00:00:01Z');

let harness: GraphQLHarness;
let scene: Scene;
let bruno: string;
let marta: string;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  harness.clock.set(MONDAY);
  scene = await harness.prepare();
  bruno = scene.as.bruno.userId;
  marta = scene.as.marta.userId;
});

type Answer = Awaited<ReturnType<GraphQLHarness['ask']>>;
type Shown = { status: string; offboarding: Record<string, unknown> | null };

const SHOWN =
  'status offboarding { state lastDay endsAt cards refusal successions { team { name } person { firstName } } casesTo { firstName } }';

/** Somebody who has just given their password. */
const proven = (viewer: Member): Member => ({ ...viewer, provenAtMs: harness.clock.now().getTime() });

function offboard(by: Member, personId: string, but: object = {}): Promise<Answer> {
  const input = { idempotencyKey: randomUUID(), personId, cards: 'KEEP', ...but };
  return harness.ask(by, `mutation ($input: OffboardPersonInput!) { offboardPerson(input: $input) { ${SHOWN} } }`, { input });
}
function cancel(by: Member, personId: string): Promise<Answer> {
  const input = { idempotencyKey: randomUUID(), personId };
  return harness.ask(by, `mutation ($input: CancelOffboardingInput!) { cancelOffboarding(input: $input) { ${SHOWN} } }`, { input });
}
const byAna = (personId: string, but: object = {}): Promise<Answer> => offboard(proven(scene.as.ana), personId, but);
const codeOf = ({ errors }: Answer): unknown => errors[0]?.extensions?.['code'];

async function person(id: string): Promise<Shown> {
  const { data, errors } = await harness.ask(scene.as.ana, `query ($id: ID!) { person(id: $id) { ${SHOWN} } }`, { id });
  expect(errors).toEqual([]);
  return (data as { person: Shown }).person;
}
async function cardOf(id: string): Promise<{ status: string; frozen_with: string | null }> {
  const { rows } = await harness.admin.query(`SELECT status, frozen_with FROM cards WHERE id = $1`, [id]);
  return rows[0];
}
async function buy(card: { readonly token: string }): Promise<number> {
  const at = harness.clock.now().toISOString();
  return (await harness.marqeta.ask(asking(card, { amount: 5, currency: 'EUR', at }))).status;
}
/** What the worker does with whatever is due: the job's own moment, and the sweep. */
const leave = (personId: string): Promise<void> => new Leave(harness.offboardings).run({ companyId: scene.companyId, personId });
async function dueJobs(personId: string): Promise<Date[]> {
  const { rows } = await harness.admin.query(
    `SELECT run_at FROM graphile_worker.jobs WHERE task_identifier = 'person.leave' AND key = $1`,
    [`person.leave:${personId}`],
  );
  return rows.map(({ run_at: runAt }) => runAt as Date);
}
async function anotherAdmin(name = 'Olga'): Promise<Member> {
  const { personId } = await scene.company.addPerson(name, { role: 'ADMIN' });
  const { rows } = await harness.admin.query(`SELECT identity_id FROM users WHERE id = $1`, [personId]);
  const of = { companyId: scene.companyId, userId: personId, identityId: rows[0].identity_id as string };
  return proven(memberAs({ ...of, displayName: `${name} Silva`, role: 'ADMIN' }));
}

describe('somebody who leaves now', () => {
  test('spends and signs in no more', async () => {
    expect(await buy(scene.brunos)).toBe(200);

    const { data, errors } = await byAna(bruno);

    expect(errors).toEqual([]);
    expect(data).toMatchObject({ offboardPerson: { status: 'CLOSED', offboarding: { state: 'DONE', lastDay: null, refusal: null } } });
    expect(await cardOf(scene.brunosCard)).toMatchObject({ status: 'TERMINATED' });
    expect(await buy(scene.brunos)).toBe(402);
  });

  test('is signed out of this company alone', async () => {
    const elsewhere = await harness.createCompany('Elsewhere');
    await harness.admin.query(
      `INSERT INTO sessions (id, identity_id, company_id, user_id, app, rotated_at, created_at, expires_at)
       SELECT gen_random_uuid(), $1, u.company_id, u.id, 'portal', $3, $3, $3::timestamptz + interval '1 day' FROM users u WHERE u.id = ANY ($2)`,
      [scene.as.bruno.identityId, [bruno, elsewhere.adminId], MONDAY],
    );

    await byAna(bruno);

    const { rows } = await harness.admin.query(
      `SELECT company_id, revoked_because FROM sessions WHERE identity_id = $1 AND revoked_because IS NOT NULL`,
      [scene.as.bruno.identityId],
    );
    expect(rows).toEqual([{ company_id: scene.companyId, revoked_because: 'ended' }]);
  });

  test('hands teams to who is named, and cases to who may look into them', async () => {
    const ines = (await scene.company.addPerson('Inês', { role: 'MANAGER' })).personId;
    await harness.admin.query(
      `INSERT INTO risk_cases (company_id, id, rule, subject, user_id, team_ids, state, assignee_id, alert_count, opened_at, last_alert_at)
       VALUES ($1, gen_random_uuid(), 'DORMANT_CARD', 'x', $2, ARRAY[$3::uuid], 'ASSIGNED', $4, 1, $5, $5),
              ($1, gen_random_uuid(), 'VELOCITY', 'company', NULL, '{}', 'ASSIGNED', $4, 1, $5, $5)`,
      [scene.companyId, bruno, scene.design, marta, MONDAY],
    );

    const { errors } = await byAna(marta, { successors: [{ teamId: scene.design, personId: ines }], casesToId: ines });

    expect(errors).toEqual([]);
    const { data } = await harness.ask(
      scene.as.ana,
      '{ teams { name managers { firstName } } riskCases { edges { node { rule state assignee { firstName } } } } }',
    );
    expect((data as { teams: object[] }).teams).toContainEqual({ name: 'Design', managers: [{ firstName: 'Inês' }] });
    const cases = (data as { riskCases: { edges: { node: { rule: string } }[] } }).riskCases.edges.map(({ node }) => node);
    expect(cases.toSorted((one, other) => (one.rule < other.rule ? -1 : 1))).toEqual([
      { rule: 'DORMANT_CARD', state: 'ASSIGNED', assignee: { firstName: 'Inês' } },
      { rule: 'VELOCITY', state: 'OPEN', assignee: null },
    ]);
  });

  test('leaves no request behind that somebody would still say yes to', async () => {
    const olga = await anotherAdmin();
    await harness.funds.set(proven(scene.as.ana), {
      idempotencyKey: randomUUID(),
      currency: 'EUR',
      fourEyesAboveMinor: 100n,
      lowBelowMinor: null,
    });
    const asked = await harness.ask(
      olga,
      'mutation ($input: RequestWithdrawalInput!) { requestWithdrawal(input: $input) { state approval { status } } }',
      {
        input: { idempotencyKey: randomUUID(), amountMinor: '50000', currency: 'EUR', reference: 'Rent' },
      },
    );
    expect(asked).toMatchObject({ errors: [], data: { requestWithdrawal: { approval: { status: 'PENDING' } } } });

    expect((await byAna(olga.userId)).errors).toEqual([]);

    const { data } = await harness.ask(scene.as.ana, '{ fundMovements { edges { node { kind state approval { status } } } } }');
    expect(JSON.stringify(data)).toContain('"kind":"WITHDRAWAL","state":"CANCELLED","approval":{"status":"WITHDRAWN"}');
  });
});

describe('somebody with a last day', () => {
  test('spends until it is over by the company’s clock, and leaves then', async () => {
    const { data } = await byAna(bruno, { lastDay: FRIDAY });
    expect(data).toMatchObject({
      offboardPerson: { status: 'ACTIVE', offboarding: { state: 'SCHEDULED', lastDay: FRIDAY, endsAt: '2026-03-07T00:00:00.000Z' } },
    });
    expect(await dueJobs(bruno)).toEqual([new Date('2026-03-07T00:00:00Z')]);

    harness.clock.set(FRIDAY_EVENING);
    await leave(bruno);
    expect([await buy(scene.brunos), (await person(bruno)).status]).toEqual([200, 'ACTIVE']);

    harness.clock.set(SATURDAY);
    await leave(bruno);
    expect([await buy(scene.brunos), await person(bruno)]).toMatchObject([402, { status: 'CLOSED', offboarding: { state: 'DONE' } }]);
  });

  test('leaves once, however often the job runs, and is in the log once', async () => {
    await byAna(bruno, { lastDay: FRIDAY });
    harness.clock.set(SATURDAY);

    await Promise.all([leave(bruno), leave(bruno)]);
    await leave(bruno);

    const { rows } = await harness.admin.query(
      `SELECT subject_type FROM audit_events WHERE company_id = $1 AND command = 'person.leave' AND subject_id = $2 AND after->>'status' = 'CLOSED'`,
      [scene.companyId, bruno],
    );
    expect(rows).toHaveLength(1);
  });

  test('is found each hour when the company’s clock was set forward', async () => {
    await byAna(bruno, { lastDay: FRIDAY });
    harness.clock.set(new Date('2026-03-06T12:00:00Z'));
    await new FindLeavers(harness.database).run();
    expect(await dueJobs(bruno)).toEqual([new Date('2026-03-07T00:00:00Z')]);

    await harness.admin.query(`UPDATE companies SET time_zone = 'Pacific/Auckland' WHERE id = $1`, [scene.companyId]);
    await new FindLeavers(harness.database).run();
    await leave(bruno);

    expect(await person(bruno)).toMatchObject({ status: 'CLOSED' });
  });

  test('waits longer when it was set back', async () => {
    await byAna(bruno, { lastDay: FRIDAY });
    await harness.admin.query(`UPDATE companies SET time_zone = 'America/New_York' WHERE id = $1`, [scene.companyId]);
    harness.clock.set(SATURDAY);

    await leave(bruno);

    expect(await person(bruno)).toMatchObject({ status: 'ACTIVE', offboarding: { state: 'SCHEDULED' } });
    expect(await dueJobs(bruno)).toEqual([new Date('2026-03-07T05:00:00Z')]);
  });

  test('stays when that is cancelled before', async () => {
    await byAna(bruno, { lastDay: FRIDAY });

    expect((await cancel(proven(scene.as.ana), bruno)).errors).toEqual([]);
    harness.clock.set(SATURDAY);
    await leave(bruno);

    expect([await buy(scene.brunos), await person(bruno)]).toMatchObject([200, { status: 'ACTIVE', offboarding: { state: 'CANCELLED' } }]);
    expect(codeOf(await cancel(proven(scene.as.ana), bruno))).toBe('OFFBOARDING_NOT_SCHEDULED');
  });

  test('is given another day after that', async () => {
    await byAna(bruno, { lastDay: FRIDAY });
    expect(codeOf(await byAna(bruno, { lastDay: '2026-03-09' }))).toBe('OFFBOARDING_SCHEDULED');
    await cancel(proven(scene.as.ana), bruno);

    expect((await byAna(bruno, { lastDay: '2026-03-09' })).errors).toEqual([]);
    expect(await person(bruno)).toMatchObject({ offboarding: { state: 'SCHEDULED', lastDay: '2026-03-09' } });
  });

  test('does not spend until then when the cards are frozen, and unfreezes none', async () => {
    await harness.cards.freeze(scene.as.bruno, { idempotencyKey: randomUUID(), cardId: scene.brunosCard });

    await byAna(bruno, { lastDay: FRIDAY, cards: 'FREEZE' });

    expect(await cardOf(scene.brunosCard)).toEqual({ status: 'SUSPENDED', frozen_with: 'ADMIN' });
    const unfreeze = { idempotencyKey: randomUUID(), cardId: scene.brunosCard };
    await expect(harness.cards.unfreeze(scene.as.bruno, unfreeze)).rejects.toMatchObject({ code: 'CARD_FROZEN_BY_OTHERS' });
    expect(await buy(scene.brunos)).toBe(402);
  });

  test('is told by whom the cards were frozen, also where they froze one themselves before', async () => {
    const own = { cardId: scene.brunosCard };
    await harness.cards.freeze(scene.as.bruno, { ...own, idempotencyKey: randomUUID() });
    await harness.cards.unfreeze(scene.as.bruno, { ...own, idempotencyKey: randomUUID() });
    harness.clock.advance(60_000);
    await byAna(bruno, { lastDay: FRIDAY, cards: 'FREEZE' });

    await new NotificationWriter(harness.database).catchUp(scene.companyId);

    const { rows } = await harness.admin.query(
      `SELECT detail->>'byName' AS by FROM notifications WHERE user_id = $1 AND kind = 'card.suspended'`,
      [bruno],
    );
    expect(rows).toEqual([{ by: 'Ana Costa' }]);
  });

  test('activates no card that had not been', async () => {
    await harness.admin.query(`UPDATE cards SET status = 'UNACTIVATED', issuer_status = 'UNACTIVATED' WHERE id = $1`, [scene.brunosCard]);

    await byAna(bruno, { lastDay: FRIDAY, cards: 'FREEZE' });

    expect(await cardOf(scene.brunosCard)).toMatchObject({ status: 'TERMINATED' });
  });

  test('leaves although who was to take over has left before', async () => {
    const ines = (await scene.company.addPerson('Inês', { role: 'MANAGER' })).personId;
    await byAna(marta, { lastDay: FRIDAY, successors: [{ teamId: scene.design, personId: ines }] });
    await byAna(ines);
    harness.clock.set(SATURDAY);

    await leave(marta);

    expect(await person(marta)).toMatchObject({ status: 'CLOSED' });
    const { data } = await harness.ask(scene.as.ana, '{ teams { name managers { firstName } } }');
    expect((data as { teams: object[] }).teams).toContainEqual({ name: 'Design', managers: [] });
  });
});

describe('nobody has leave', () => {
  test.each<[string, () => Promise<Answer>, string]>([
    ['themselves', () => byAna(scene.as.ana.userId), 'NOT_YOURSELF'],
    ['by a manager', () => offboard(proven(scene.as.marta), bruno), 'FORBIDDEN'],
    ['without having shown that it is them', () => offboard({ ...scene.as.ana, provenAtMs: 0 }, bruno), 'STEP_UP_REQUIRED'],
    ['who is of another company', async () => byAna((await harness.prepare()).as.bruno.userId), 'NOT_FOUND'],
    ['on a day that is over', () => byAna(bruno, { lastDay: '2026-03-01' }), 'INVALID_INPUT'],
    [
      'with a successor who manages nothing',
      () => byAna(marta, { successors: [{ teamId: scene.design, personId: bruno }] }),
      'SUCCESSOR_NOT_POSSIBLE',
    ],
    [
      'with themselves as successor',
      () => byAna(marta, { successors: [{ teamId: scene.design, personId: marta }] }),
      'SUCCESSOR_NOT_POSSIBLE',
    ],
    [
      'with a successor for a team that they do not manage',
      () => byAna(marta, { successors: [{ teamId: scene.sales, personId: scene.as.ana.userId }] }),
      'NOT_FOUND',
    ],
    ['with cases for an employee', () => byAna(marta, { casesToId: bruno }), 'SUCCESSOR_NOT_POSSIBLE'],
  ])('%s', async (_whom, command, code) => {
    expect(codeOf(await command())).toBe(code);

    expect(await person(bruno)).toEqual({ status: 'ACTIVE', offboarding: null });
  });

  test('who has left', async () => {
    await byAna(bruno);

    expect(codeOf(await byAna(bruno))).toBe('PERSON_LEFT');
  });

  test('who has become the last admin when the day comes: it is refused and says so', async () => {
    const olga = await anotherAdmin();
    await byAna(olga.userId, { lastDay: FRIDAY });
    expect((await offboard(olga, scene.as.ana.userId)).errors).toEqual([]);
    harness.clock.set(SATURDAY);

    await leave(olga.userId);

    const { rows } = await harness.admin.query(
      `SELECT u.status, o.state, o.refusal FROM users u JOIN offboardings o ON o.user_id = u.id WHERE u.id = $1`,
      [olga.userId],
    );
    expect(rows).toEqual([{ status: 'ACTIVE', state: 'REFUSED', refusal: 'LAST_ADMIN' }]);
  });
});

describe('at the same moment', () => {
  test('of two admins who have each other leave, one stays', async () => {
    const olga = await anotherAdmin();

    const answers = await Promise.all([byAna(olga.userId), offboard(olga, scene.as.ana.userId)]);

    expect(new Set(answers.map(codeOf))).toEqual(new Set(['LAST_ADMIN', undefined]));
    const { rows } = await harness.admin.query(
      `SELECT count(*)::int AS left FROM users WHERE company_id = $1 AND role = 'ADMIN' AND status = 'ACTIVE'`,
      [scene.companyId],
    );
    expect(rows).toEqual([{ left: 1 }]);
  });

  test('of two admins who plan, one day stands', async () => {
    const olga = await anotherAdmin();

    const answers = await Promise.all([byAna(bruno, { lastDay: FRIDAY }), offboard(olga, bruno, { lastDay: '2026-03-09' })]);

    expect(new Set(answers.map(codeOf))).toEqual(new Set(['OFFBOARDING_SCHEDULED', undefined]));
  });

  test('a command that is repeated is carried out once', async () => {
    const idempotencyKey = randomUUID();

    const answers = await Promise.all([byAna(bruno, { idempotencyKey }), byAna(bruno, { idempotencyKey })]);

    expect(answers.map(codeOf)).toEqual([undefined, undefined]);
  });

  test('purchases are approved before somebody has left and never after, and what was approved stays held', async () => {
    const answers = await Promise.all([buy(scene.brunos), byAna(bruno), buy(scene.brunos), buy(scene.brunos)]);
    expect(await buy(scene.brunos)).toBe(402);

    const approved = answers.filter((answer) => answer === 200).length;
    const { rows } = await harness.admin.query(
      `SELECT count(*) FILTER (WHERE status = 'PENDING')::int AS pending, coalesce(sum(held_minor), 0)::int AS held FROM transactions WHERE company_id = $1`,
      [scene.companyId],
    );
    expect(rows).toEqual([{ pending: approved, held: approved * 500 }]);
  });
});

describe('what somebody has in hand', () => {
  const HOLDINGS = `holdings { cards { card { id } held { minor } } subscriptions { merchantName amount { minor } } managedTeams { name }
    serviceAccounts { name } pendingPurchases openDisputes ownRequests requestsToAnswer assignedCases openSessions }`;
  const holdings = async (viewer: Member, id: string): Promise<unknown> => {
    const { data, errors } = await harness.ask(viewer, `query ($id: ID!) { person(id: $id) { ${HOLDINGS} } }`, { id });
    expect(errors).toEqual([]);
    return (data as { person: { holdings: unknown } | null }).person?.holdings;
  };

  test('is their cards with what is held, and what merchants charge them with regularly', async () => {
    await buy(scene.brunos);
    await harness.admin.query(`UPDATE transactions SET channels = 'ONLINE RECURRING', merchant_name = 'Nimbus' WHERE company_id = $1`, [
      scene.companyId,
    ]);

    expect(await holdings(scene.as.ana, bruno)).toEqual({
      cards: [{ card: { id: scene.brunosCard }, held: { minor: '500' } }],
      subscriptions: [{ merchantName: 'Nimbus', amount: { minor: '500' } }],
      ...{ managedTeams: [], serviceAccounts: [], pendingPurchases: 1, openDisputes: 0 },
      ...{ ownRequests: 0, requestsToAnswer: 0, assignedCases: 0, openSessions: 0 },
    });
  });

  test('is also the teams that they manage, and the programs that act by keys of theirs', async () => {
    const olga = await anotherAdmin();
    const { accountId } = await harness.apiKeys.createAccount(olga, { idempotencyKey: randomUUID(), name: 'Books', scopes: [] });
    await harness.apiKeys.createKey(olga, { idempotencyKey: randomUUID(), serviceAccountId: accountId });

    expect(await holdings(scene.as.ana, olga.userId)).toMatchObject({ serviceAccounts: [{ name: 'Books' }] });
    expect(await holdings(scene.as.ana, marta)).toMatchObject({ managedTeams: [{ name: 'Design' }], serviceAccounts: [] });
  });

  test('is shown to admins alone', async () => {
    expect(await holdings(scene.as.marta, bruno)).toBeNull();
    expect(await holdings(scene.as.bruno, bruno)).toBeNull();
  });
});
