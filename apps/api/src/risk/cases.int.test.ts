import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../access/viewer.ts';
import { NotificationWriter } from '../notifications/notification-writer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking, told } from '../testing/money-harness.ts';
import { PurchaseWatch } from './purchase-watch.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let harness: GraphQLHarness;
let watch: PurchaseWatch;
let scene: Scene;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
  watch = new PurchaseWatch(harness.database);
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

type Answer = Awaited<ReturnType<GraphQLHarness['ask']>>;
type Shown = { id: string; rule: string; state: string; outcome: string | null; sentence: string; alertCount: number; version: number };

/** Bruno tries to buy something that the company's funds do not cover. */
async function decline(but: object = {}): Promise<void> {
  const at = harness.clock.now().toISOString();
  const { status } = await harness.marqeta.ask(asking(scene.brunos, { amount: 90_000, currency: 'EUR', at, ...but }));
  expect(status).toBe(402);
}
async function declineFiveTimes(): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    harness.clock.advance(60_000);
    await decline();
  }
}
async function clear(token: string, amount: number): Promise<void> {
  const at = harness.clock.now().toISOString();
  const body = told(scene.brunos, 'webhook.authorization.clearing', {
    ...{ token: randomUUID(), preceding_related_transaction_token: token, amount, request_amount: amount, currency_code: 'EUR' },
    ...{ user_transaction_time: at, created_time: at },
  });
  expect(await harness.marqeta.deliver(body)).toBe(200);
}
const catchUp = () => watch.catchUp(scene.companyId);
const key = () => `key ${(keys += 1)}`;
const SHOWN = 'id rule state outcome sentence alertCount version';

async function casesOf(viewer: Member, filter = '{}'): Promise<Shown[]> {
  const { data, errors } = await harness.ask(viewer, `{ riskCases(filter: ${filter}) { edges { node { ${SHOWN} } } totalCount } }`);
  expect(errors).toEqual([]);
  return (data as { riskCases: { edges: { node: Shown }[] } }).riskCases.edges.map(({ node }) => node);
}
async function theCase(): Promise<Shown> {
  const [found, ...others] = await casesOf(scene.as.ana);
  expect(others).toEqual([]);
  return found!;
}
function command(viewer: Member, name: string, input: object): Promise<Answer> {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  return harness.ask(viewer, `mutation ($input: ${type}!) { ${name}(input: $input) { ${SHOWN} assignee { firstName } } }`, {
    input: { idempotencyKey: key(), ...input },
  });
}
const codeOf = ({ errors }: Answer): unknown => errors[0]?.extensions?.['code'];

describe('a rule that finds something', () => {
  test('opens a case, which says what it found and in which purchase', async () => {
    await declineFiveTimes();
    await catchUp();

    expect(await theCase()).toMatchObject({
      ...{ rule: 'DECLINES_IN_A_ROW', state: 'OPEN', outcome: null, alertCount: 1, version: 1 },
      sentence: '5 purchases in a row were declined within 60 minutes.',
    });
    expect((await casesOf({ ...scene.as.ana, locale: 'pt-PT' }))[0]?.sentence).toBe('5 compras seguidas foram recusadas em 60 minutos.');
    const { data } = await harness.ask(
      scene.as.ana,
      '{ riskCases { edges { node { person { firstName } card { id } alerts { sentence settingsVersion transaction { status } } } } } }',
    );
    expect(data).toMatchObject({
      riskCases: {
        edges: [
          {
            node: {
              ...{ person: { firstName: 'Bruno' }, card: { id: scene.brunosCard } },
              alerts: [{ settingsVersion: 0, transaction: { status: 'DECLINED' } }],
            },
          },
        ],
      },
    });
  });

  test('looks at the limits that bind the card', async () => {
    await harness.controls.set(scene.company.system, {
      ...{ idempotencyKey: key(), scope: 'PERSON', subjectId: scene.as.bruno.userId, controlType: 'AMOUNT_LIMIT' },
      ...{ window: 'TRANSACTION', amountMinor: '7500' },
    });
    for (const amount of [74, 74.5, 74.9]) {
      harness.clock.advance(60_000);
      const at = harness.clock.now().toISOString();
      expect((await harness.marqeta.ask(asking(scene.brunos, { amount, currency: 'EUR', at }))).status).toBe(200);
    }
    await catchUp();

    expect(await theCase()).toMatchObject({
      ...{ rule: 'STRUCTURING', sentence: '3 purchases within 24 hours, each just below €75.00.' },
    });
  });

  test.each([
    ['once they are taken as they were held', 100, 1],
    ['never where less is taken', 62.37, 0],
  ])('waits with round amounts that a pump holds until they are taken: there is a case %s', async (_when, amount, cases) => {
    const tokens = Array.from({ length: 4 }, () => randomUUID());
    for (const token of tokens) {
      harness.clock.advance(HOUR_MS);
      const at = harness.clock.now().toISOString();
      const pump = asking(scene.brunos, { token, amount: 100, currency: 'EUR', mcc: '5542', at });
      expect((await harness.marqeta.ask(pump)).status).toBe(200);
    }
    await catchUp();
    expect(await casesOf(scene.as.ana)).toEqual([]);

    harness.clock.advance(48 * HOUR_MS);
    for (const token of tokens) await clear(token, amount);
    await catchUp();
    await catchUp();

    const found = await casesOf(scene.as.ana);
    expect(found.map(({ rule, alertCount }) => [rule, alertCount])).toEqual(Array.from({ length: cases }, () => ['ROUND_AMOUNTS', 1]));
  });

  test('does so once, however often the feed is read, and whoever reads it', async () => {
    await declineFiveTimes();
    await Promise.all([catchUp(), new PurchaseWatch(harness.database).catchUp(scene.companyId)]);
    await harness.admin.query(`UPDATE risk_cursors SET number = 0 WHERE company_id = $1`, [scene.companyId]);
    await catchUp();

    expect(await theCase()).toMatchObject({ alertCount: 1 });
    const { rows } = await harness.admin.query(`SELECT DISTINCT settings_version FROM risk_assessments WHERE company_id = $1`, [
      scene.companyId,
    ]);
    expect(rows).toEqual([{ settings_version: 0 }]);
  });

  test('adds to the open case within a week of the last alert, and opens another one after that', async () => {
    await declineFiveTimes();
    await catchUp();
    harness.clock.advance(7 * DAY_MS - 10 * 60_000);
    await declineFiveTimes();
    await catchUp();
    expect(await theCase()).toMatchObject({ alertCount: 2, version: 2 });

    harness.clock.advance(7 * DAY_MS);
    await declineFiveTimes();
    await catchUp();

    expect((await casesOf(scene.as.ana)).map(({ alertCount }) => alertCount)).toEqual([1, 2]);
  });

  test('opens another case once somebody has closed the first', async () => {
    await declineFiveTimes();
    await catchUp();
    const { id } = await theCase();
    await command(scene.as.ana, 'closeRiskCase', { caseId: id, outcome: 'FINE' });
    harness.clock.advance(2 * HOUR_MS);
    await declineFiveTimes();
    await catchUp();

    expect((await casesOf(scene.as.ana)).map(({ state }) => state)).toEqual(['OPEN', 'CLOSED']);
  });

  test('learns from what is older than three days, and makes no case of it', async () => {
    await declineFiveTimes();
    harness.clock.advance(3 * DAY_MS + 1);
    await catchUp();

    expect(await casesOf(scene.as.ana)).toEqual([]);
    const { rows } = await harness.admin.query(`SELECT FROM risk_assessments WHERE company_id = $1`, [scene.companyId]);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('is found again after a crash between the case and the end of the batch, and not twice', async () => {
    await declineFiveTimes();
    await catchUp();
    await harness.admin.query(`DELETE FROM risk_assessments WHERE company_id = $1`, [scene.companyId]);
    await harness.admin.query(`UPDATE risk_cursors SET number = 0 WHERE company_id = $1`, [scene.companyId]);

    await catchUp();

    expect(await theCase()).toMatchObject({ alertCount: 1, version: 1 });
  });

  test('never holds the gate where it finds nothing', async () => {
    await decline();
    const holder = await harness.admin.connect();
    await holder.query('BEGIN');
    await holder.query(`SELECT FROM company_gates WHERE company_id = $1 FOR NO KEY UPDATE`, [scene.companyId]);

    await catchUp();

    await holder.query('ROLLBACK');
    holder.release();
    expect(await casesOf(scene.as.ana)).toEqual([]);
  });
});

describe('a case', () => {
  let found: Shown;

  beforeEach(async () => {
    await declineFiveTimes();
    await catchUp();
    found = await theCase();
  });
  const give = (by: Member, assigneeId: string | null, but = {}) => command(by, 'assignRiskCase', { caseId: found.id, assigneeId, ...but });
  const close = (by: Member, but = {}) => command(by, 'closeRiskCase', { caseId: found.id, outcome: 'FALSE_POSITIVE', ...but });

  test('is seen by admins and by managers of the holder’s team, and by nobody else', async () => {
    expect(await casesOf(scene.as.marta)).toHaveLength(1);
    for (const other of [scene.as.bruno, scene.as.carol, scene.as.rui]) expect(await casesOf(other)).toEqual([]);
    const { data } = await harness.ask(scene.as.bruno, `{ riskCase(id: "${found.id}") { id } }`);
    expect(data).toEqual({ riskCase: null });
    expect(codeOf(await close(scene.as.bruno))).toBe('NOT_FOUND');
  });

  test('is not seen by a manager whose own purchases it is about', async () => {
    await harness.admin.query(`UPDATE risk_cases SET user_id = $2 WHERE id = $1`, [found.id, scene.as.marta.userId]);

    expect(await casesOf(scene.as.marta)).toEqual([]);
    expect(codeOf(await close(scene.as.marta))).toBe('NOT_FOUND');
  });

  test('shows a manager no purchase that belongs to a team of others', async () => {
    const purchases = async (viewer: Member) => {
      const { data } = await harness.ask(viewer, `{ riskCase(id: "${found.id}") { alerts { transaction { status } } } }`);
      return data;
    };
    await harness.admin.query(`UPDATE transactions SET team_ids = $2 WHERE company_id = $1`, [scene.companyId, [scene.sales]]);

    expect(await purchases(scene.as.marta)).toEqual({ riskCase: { alerts: [{ transaction: null }] } });
    expect(await purchases(scene.as.ana)).toEqual({ riskCase: { alerts: [{ transaction: { status: 'DECLINED' } }] } });
  });

  test('is not seen in another company', async () => {
    const elsewhere = await harness.prepare('Elsewhere');

    expect(await casesOf(elsewhere.as.ana)).toEqual([]);
    expect(codeOf(await close(elsewhere.as.ana))).toBe('NOT_FOUND');
  });

  test('is given to somebody, closed with an outcome, and opened again, and its history says by whom', async () => {
    expect((await give(scene.as.ana, scene.as.marta.userId)).data).toMatchObject({
      assignRiskCase: { state: 'ASSIGNED', version: 2, assignee: { firstName: 'Marta' } },
    });
    await command(scene.as.marta, 'commentOnRiskCase', { caseId: found.id, comment: 'He forgot his PIN.' });
    expect((await close(scene.as.marta, { comment: 'Asked him.' })).data).toMatchObject({
      closeRiskCase: { state: 'CLOSED', outcome: 'FALSE_POSITIVE' },
    });
    expect((await command(scene.as.ana, 'reopenRiskCase', { caseId: found.id })).data).toMatchObject({
      reopenRiskCase: { state: 'ASSIGNED', outcome: null, assignee: { firstName: 'Marta' } },
    });

    const { data } = await harness.ask(
      scene.as.ana,
      `{ riskCase(id: "${found.id}") { history { kind comment outcome byName assignee { firstName } } assignees { firstName } } }`,
    );
    const none = { comment: null, outcome: null, assignee: null };
    expect(data).toEqual({
      riskCase: {
        history: [
          { ...none, kind: 'ASSIGNED', byName: 'Ana Costa', assignee: { firstName: 'Marta' } },
          { ...none, kind: 'COMMENTED', byName: 'Marta Silva', comment: 'He forgot his PIN.' },
          { ...none, kind: 'CLOSED', byName: 'Marta Silva', comment: 'Asked him.', outcome: 'FALSE_POSITIVE' },
          { ...none, kind: 'REOPENED', byName: 'Ana Costa' },
        ],
        assignees: [{ firstName: 'Ana' }, { firstName: 'Marta' }],
      },
    });
  });

  test('is given to nobody who could not handle it', async () => {
    for (const other of [scene.as.bruno.userId, scene.as.rui.userId, randomUUID()])
      expect(codeOf(await give(scene.as.ana, other))).toBe('RISK_CASE_ASSIGNEE');
    await harness.admin.query(`UPDATE risk_cases SET user_id = $2 WHERE id = $1`, [found.id, scene.as.marta.userId]);
    expect(codeOf(await give(scene.as.ana, scene.as.marta.userId))).toBe('RISK_CASE_ASSIGNEE');
  });

  test('is closed once, by who saw it as it is', async () => {
    expect(codeOf(await close(scene.as.ana, { expectedVersion: 7 }))).toBe('STALE');
    const answers = await Promise.all([close(scene.as.ana), close(scene.as.marta)]);

    expect(new Set(answers.map(codeOf))).toEqual(new Set(['RISK_CASE_CLOSED', undefined]));
    expect(codeOf(await give(scene.as.ana, null))).toBe('RISK_CASE_CLOSED');
  });

  test('is closed once by a command that is repeated', async () => {
    const again = { idempotencyKey: 'the same' };
    const first = await close(scene.as.ana, again);

    expect(await close(scene.as.ana, again)).toEqual(first);
    expect(codeOf(await command(scene.as.ana, 'reopenRiskCase', { caseId: found.id, comment: 'x'.repeat(2_001) }))).toBe('INVALID_INPUT');
  });

  test('is found by state, rule, assignee and person', async () => {
    await give(scene.as.ana, scene.as.marta.userId);
    const ids = async (filter: string) => (await casesOf(scene.as.ana, filter)).length;

    expect(await ids('{ states: [ASSIGNED], rule: DECLINES_IN_A_ROW }')).toBe(1);
    expect(await ids('{ states: [OPEN, CLOSED] }')).toBe(0);
    expect(await ids('{ rule: VELOCITY }')).toBe(0);
    expect(await ids(`{ assigneeId: "${scene.as.marta.userId}", personId: "${scene.as.bruno.userId}" }`)).toBe(1);
    expect(await ids('{ personId: "somebody" }')).toBe(0);
  });

  test('is told to every admin, and its alerts that follow are not', async () => {
    harness.clock.advance(2 * HOUR_MS);
    await declineFiveTimes();
    await catchUp();
    await new NotificationWriter(harness.database).catchUp(scene.companyId);

    const inbox = async (viewer: Member) => {
      const { data } = await harness.ask(viewer, '{ notifications { edges { node { kind title body href } } } }');
      return (data as { notifications: { edges: { node: { kind: string } }[] } }).notifications.edges
        .map(({ node }) => node)
        .filter(({ kind }) => kind.startsWith('risk_case.'));
    };
    expect(await inbox(scene.as.ana)).toEqual([
      {
        ...{ kind: 'risk_case.opened', title: 'Something unusual: many declines in a row' },
        ...{ body: '5 purchases in a row were declined within 60 minutes.', href: `/admin/cases/${found.id}` },
      },
    ]);
    for (const other of [scene.as.bruno, scene.as.marta]) expect(await inbox(other)).toEqual([]);
  });
});

describe('what a company looks for', () => {
  const set = (by: Member, but: object) =>
    harness.ask(
      by,
      `mutation ($input: SetRiskRuleInput!) { setRiskRule(input: $input) { version changedBy rules { rule isOn thresholds { name value usual } } } }`,
      { input: { idempotencyKey: key(), rule: 'DECLINES_IN_A_ROW', isOn: true, ...but } },
    );

  test('is set by an admin, binds the next purchase, and is kept in versions', async () => {
    const { data } = await set(scene.as.ana, { thresholds: [{ name: 'PURCHASES', value: 2 }], expectedVersion: 0 });
    expect(data).toMatchObject({ setRiskRule: { version: 1, changedBy: 'Ana Costa' } });
    const { rules } = data!['setRiskRule'] as { rules: { rule: string; isOn: boolean; thresholds: object[] }[] };
    expect(rules).toContainEqual({
      ...{ rule: 'DECLINES_IN_A_ROW', isOn: true },
      thresholds: [
        { name: 'PURCHASES', value: 2, usual: 5 },
        { name: 'MINUTES', value: 60, usual: 60 },
      ],
    });

    await decline();
    harness.clock.advance(60_000);
    await decline();
    await catchUp();
    expect(await theCase()).toMatchObject({ sentence: '2 purchases in a row were declined within 60 minutes.' });
    const { rows } = await harness.admin.query(`SELECT settings_version FROM risk_alerts WHERE company_id = $1`, [scene.companyId]);
    expect(rows).toEqual([{ settings_version: 1 }]);
  });

  test('is not looked for once it is switched off', async () => {
    await set(scene.as.ana, { isOn: false });
    await declineFiveTimes();
    await catchUp();

    expect(await casesOf(scene.as.ana)).toEqual([]);
  });

  test.each([
    ['a threshold of another rule', { thresholds: [{ name: 'PEOPLE', value: 3 }] }, 'INVALID_INPUT'],
    ['one below the least', { thresholds: [{ name: 'PURCHASES', value: 1 }] }, 'INVALID_INPUT'],
    ['a version that was not seen', { expectedVersion: 3 }, 'STALE'],
  ])('is not set with %s', async (_what, but, code) => {
    expect(codeOf(await set(scene.as.ana, but))).toBe(code);
  });

  test('is set by no manager', async () => {
    expect(codeOf(await set(scene.as.marta, {}))).toBe('FORBIDDEN');
  });
});
