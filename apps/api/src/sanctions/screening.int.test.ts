import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphQLFormattedError } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member, Viewer } from '../access/viewer.ts';
import { MailNotification } from '../notifications/mail-notification.job.ts';
import { MailSanctions } from '../notifications/mail-sanctions.job.ts';
import type { Mail, Mailer } from '../notifications/mailer.ts';
import { tellSanctionsHits } from '../notifications/tell-sanctions.ts';
import { OperatorService } from '../people/operator.service.ts';
import { memberAs } from '../testing/feed-harness.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { LoadSanctionsList } from './load-list.job.ts';
import { ScreenSubjects } from './screen.job.ts';

let harness: GraphQLHarness;
let scene: Scene;
let ana: Member;
let berta: Member;
let folder: string;
let path: string;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
  folder = await mkdtemp(join(tmpdir(), 'sanctions-'));
});
afterAll(async () => {
  await harness.close();
  await rm(folder, { recursive: true });
});
/** A company with two admins; no list. */
beforeEach(async () => {
  path = join(folder, `${randomUUID()}.csv`);
  await harness.admin.query(`TRUNCATE sanctions_entries, sanctions_screenings, sanctions_hits`);
  await harness.admin.query(
    `UPDATE sanctions_list SET version = NULL, entries = 0, loaded_at = NULL, problem = NULL, problem_since = NULL`,
  );
  // Nobody of an earlier test is compared.
  await harness.admin.query(`UPDATE users SET status = 'CLOSED'`);
  scene = await harness.prepare();
  ({ ana } = scene.as);
  const { personId } = await scene.company.addPerson('Berta', { role: 'ADMIN' });
  berta = memberAs({ companyId: scene.companyId, userId: personId, displayName: 'Berta Silva' });
});

const olga: Viewer = {
  ...{ identityId: randomUUID(), sessionId: 'session', companyId: null, userId: null, role: 'OPERATOR' },
  ...{ teamIds: [], managedTeamIds: [], displayName: 'Olga Operator', locale: 'en', accessVersion: 1, provenAtMs: 0 },
};

const list = (...lines: string[]) => writeFile(path, ['id,name,aliases,birth_date,country,list', ...lines].join('\n'));
const DRAGANOV = '7,"DRAGANOV, Viktor Petrovich",Vitya Draganov,1961,BG,SDN';
const load = () => new LoadSanctionsList(harness.database, path).run();
const screen = () => new ScreenSubjects(harness.database, { isOn: true, threshold: 90 }, tellSanctionsHits).run();
async function listed(...lines: string[]): Promise<void> {
  await list(...lines);
  await load();
  await screen();
}
const viktor = (but: object = {}) => scene.company.addPerson('Viktor', { lastName: 'Draganov', ...but });

type Hit = {
  readonly id: string;
  readonly companyName: string;
  readonly personId: string | null;
  readonly personName: string | null;
  readonly entry: { readonly id: string };
  readonly state: string;
  readonly decidedByName: string | null;
  readonly reason: string | null;
  readonly version: number;
};
const HIT = '{ id companyName personId personName entry { id } state decidedByName reason version }';

async function hits(by: Viewer, states: readonly string[] | null = null): Promise<Hit[]> {
  const query = `query ($states: [SanctionsHitState!]) { sanctionsHits(states: $states) { edges { node ${HIT} } totalCount } }`;
  const { data, errors } = await harness.ask(by, query, { states });
  if (data === null) throw new Error(errors[0]?.message);
  const { edges, totalCount } = data['sanctionsHits'] as { edges: { node: Hit }[]; totalCount: number };
  expect(totalCount).toBe(edges.length);
  return edges.map(({ node }) => node);
}

async function theOnly(by: Viewer): Promise<Hit> {
  const [hit, ...others] = await hits(by);
  if (hit === undefined || others.length > 0) throw new Error(`${others.length + (hit === undefined ? 0 : 1)} hits`);
  return hit;
}

/** The hit as it is then, or the code of the refusal. */
async function decide(by: Viewer, hitId: string, but: object = {}): Promise<Hit | string> {
  keys += 1;
  const input = { idempotencyKey: `key ${keys}`, hitId, decision: 'DISMISSED', reason: 'Born in another year', ...but };
  const { data, errors } = await harness.ask(
    by,
    `mutation ($input: DecideSanctionsHitInput!) { decideSanctionsHit(input: $input) ${HIT} }`,
    {
      input,
    },
  );
  const [refusal] = errors;
  return refusal === undefined ? (data?.['decideSanctionsHit'] as Hit) : codeOf(refusal);
}

function codeOf({ extensions, message }: GraphQLFormattedError): string {
  const code = extensions?.['code'];
  return typeof code === 'string' ? code : message;
}

async function health(): Promise<Record<string, unknown> | null> {
  const query = '{ installation { sanctionsList { version entries loadedAt problem problemSince openHits } } }';
  const { data, errors } = await harness.ask(olga, query);
  if (data === null) throw new Error(errors[0]?.message);
  return (data['installation'] as { sanctionsList: Record<string, unknown> | null }).sanctionsList;
}

describe('screening', () => {
  test('finds who is named like somebody on the list, and nobody else', async () => {
    const { personId } = await viktor();
    await scene.company.addPerson('Viktor', { lastName: 'Marinov', email: 'marinov@of-a-test.example' });

    await listed(DRAGANOV);

    expect(await theOnly(olga)).toMatchObject({ personId, personName: 'Viktor Draganov', entry: { id: '7' }, state: 'OPEN' });
  });

  test('finds who comes later, or is renamed', async () => {
    await listed(DRAGANOV);
    expect(await hits(olga)).toEqual([]);

    const { personId } = await viktor();
    await screen();
    expect(await theOnly(olga)).toMatchObject({ personId });

    await harness.admin.query(`UPDATE users SET first_name = 'Vitya', last_name = 'Draganov', version = version + 1 WHERE id = $1`, [
      scene.as.bruno.userId,
    ]);
    await screen();
    expect(new Set((await hits(olga)).map((hit) => hit.personName))).toEqual(new Set(['Viktor Draganov', 'Vitya Draganov']));
  });

  test('finds a company', async () => {
    await harness.prepare('Kestrel Freight');

    await listed('8,KESTREL FREIGHT LTD,,,,');

    expect(await theOnly(olga)).toMatchObject({ companyName: 'Kestrel Freight', personId: null, personName: null });
  });

  test('does not ask about who has left', async () => {
    const { personId } = await viktor();
    await harness.admin.query(`UPDATE users SET status = 'CLOSED' WHERE id = $1`, [personId]);

    await listed(DRAGANOV);

    expect(await hits(olga)).toEqual([]);
  });

  test('is off without a list', async () => {
    await viktor();
    await list(DRAGANOV);
    await load();

    await new LoadSanctionsList(harness.database, null).run();
    await new ScreenSubjects(harness.database, { isOn: false, threshold: 90 }, tellSanctionsHits).run();

    expect(await hits(olga)).toEqual([]);
  });

  test('twice at once finds a pair once', async () => {
    await viktor();
    await list(DRAGANOV);
    await load();

    await Promise.all([screen(), screen()]);

    expect(await hits(olga)).toHaveLength(1);
  });
});

describe('a list', () => {
  test('that is new opens new pairs alone: what was dismissed stays so', async () => {
    await viktor();
    await listed(DRAGANOV);
    const { id } = await theOnly(olga);
    await decide(olga, id);

    await listed(DRAGANOV, '9,Viktor Draganov,,1990,RS,EU');

    const pairs = (await hits(olga)).map(({ entry, state }) => [entry.id, state] as const);
    expect(pairs).toHaveLength(2);
    expect(new Map(pairs)).toEqual(
      new Map([
        ['7', 'DISMISSED'],
        ['9', 'OPEN'],
      ]),
    );
  });

  test.each<[string, () => Promise<void>, RegExp]>([
    ['is malformed', () => writeFile(path, 'id,name\n1,Viktor'), /first line/],
    ['is missing', () => rm(path), /ENOENT/],
  ])('that %s leaves the last good one in force, and operators are told until it is mended', async (_what, spoil, why) => {
    await listed(DRAGANOV);
    const good = await health();
    expect(good).toMatchObject({ entries: 1, problem: null, openHits: 0 });

    await spoil();
    await load();
    const bad = await health();
    harness.clock.advance(60_000);
    await load();
    await viktor();
    await screen();

    expect(bad).toMatchObject({ version: good?.['version'], entries: 1, problem: expect.stringMatching(why) });
    expect(await health()).toMatchObject({ problemSince: bad?.['problemSince'], openHits: 1 });
    await list(DRAGANOV);
    await load();
    expect(await health()).toMatchObject({ version: good?.['version'], problem: null, problemSince: null });
  });

  test('there need not be one', async () => {
    expect(await health()).toBeNull();
  });
});

describe('a hit', () => {
  test('is seen by operators and other admins, never by whom it is about', async () => {
    await harness.admin.query(`UPDATE users SET first_name = 'Viktor', last_name = 'Draganov', version = version + 1 WHERE id = $1`, [
      ana.userId,
    ]);
    await listed(DRAGANOV);
    const { id } = await theOnly(olga);

    expect(await theOnly(berta)).toMatchObject({ id, personId: ana.userId });
    expect(await hits(ana)).toEqual([]);
    expect(await decide(ana, id)).toBe('NOT_FOUND');
    expect(await decide(memberAs({ ...berta, companyId: randomUUID() }), id)).toBe('NOT_FOUND');
    expect(await decide(scene.as.marta, id)).toBe('FORBIDDEN');
  });

  test('about a company is not shown to its admins', async () => {
    const { as } = await harness.prepare('Osprey Freight');
    await listed('8,OSPREY FREIGHT LTD,,,,');
    const { id } = await theOnly(olga);

    expect(await hits(as.ana)).toEqual([]);
    expect(await decide(as.ana, id)).toBe('NOT_FOUND');
  });

  test('is decided with a reason, by an admin in the log of the company, without a word of whom', async () => {
    const { personId } = await viktor();
    await listed(DRAGANOV);
    const { id } = await theOnly(berta);

    expect(await decide(berta, id, { reason: ' ' })).toBe('INVALID_INPUT');
    expect(await decide(berta, id, { decision: 'CONFIRMED', reason: 'Same passport' })).toMatchObject({
      ...{ state: 'CONFIRMED', decidedByName: 'Berta Silva', reason: 'Same passport', version: 2 },
    });

    const { rows } = await harness.admin.query(`SELECT * FROM audit_events WHERE command = 'sanctionsHit.decide'`);
    expect(rows).toMatchObject([{ subject_type: 'sanctionsHit', subject_id: id, after: { state: 'CONFIRMED' }, reason: null }]);
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${personId}|Draganov|passport`));
  });

  test('is decided by an operator in the operators’ log', async () => {
    await viktor();
    await listed(DRAGANOV);
    const { id } = await theOnly(olga);

    expect(await decide(olga, id)).toMatchObject({ state: 'DISMISSED', decidedByName: 'Olga Operator', reason: 'Born in another year' });

    const { rows } = await harness.admin.query(`SELECT * FROM operator_audit_events WHERE subject_id = $1`, [id]);
    expect(rows).toMatchObject([{ command: 'sanctionsHit.decide', actor_name: 'Olga Operator', after: { state: 'DISMISSED' } }]);
    expect(await hits(olga, ['OPEN'])).toEqual([]);
  });

  test('can be decided anew by who has seen the last decision', async () => {
    await viktor();
    await listed(DRAGANOV);
    const { id } = await theOnly(olga);
    await decide(olga, id);

    expect(await decide(berta, id, { decision: 'CONFIRMED', expectedVersion: 1 })).toBe('STALE');
    expect(await decide(berta, id, { decision: 'CONFIRMED', expectedVersion: 2 })).toMatchObject({ state: 'CONFIRMED', version: 3 });
  });

  test('is decided once for a key', async () => {
    await viktor();
    await listed(DRAGANOV);
    const { id } = await theOnly(olga);

    for (const by of [olga, berta]) {
      const first = await decide(by, id, { idempotencyKey: 'the same' });
      expect(await decide(by, id, { idempotencyKey: 'the same' })).toEqual(first);
      expect(await decide(by, id, { idempotencyKey: 'the same', decision: 'CONFIRMED' })).toBe('IDEMPOTENCY_KEY_REUSED');
    }
  });
});

describe('of a new hit', () => {
  type Told = { readonly user_id: string; readonly id: string };
  async function told(): Promise<Told[]> {
    const { rows } = await harness.admin.query<Told>(
      `SELECT id, user_id FROM notifications WHERE company_id = $1 AND kind = 'sanctions.hits_found' ORDER BY id`,
      [scene.companyId],
    );
    return rows;
  }
  const hearers = async () => (await told()).map((one) => one.user_id).toSorted();
  const admins = () => [ana.userId, berta.userId].toSorted();

  async function bell(by: Member): Promise<unknown[]> {
    const { data, errors } = await harness.ask(by, '{ notifications { edges { node { title href } } } }');
    expect(errors).toEqual([]);
    return (data as { notifications: { edges: { node: unknown }[] } }).notifications.edges.map(({ node }) => node);
  }

  /** What is mailed by whatever job is due. */
  async function mails(): Promise<Mail[]> {
    const sent: Mail[] = [];
    const mailer: Mailer = { send: (mail) => Promise.resolve(void sent.push(mail)), close: () => undefined };
    const { database, sealer } = harness;
    const needs = { database, sealer, mailer, publicUrl: 'https://cards.example' };
    for (const { id } of await told()) await new MailNotification(needs).run({ companyId: scene.companyId, notificationId: id });
    await new MailSanctions(needs).run();
    return sent;
  }
  async function waitingMailsOfOperators(): Promise<Date[]> {
    const { rows } = await harness.admin.query<{ at: Date }>(
      `SELECT run_at AS at FROM graphile_worker.jobs WHERE task_identifier = 'sanctions.mailOperators'`,
    );
    return rows.map(({ at }) => at);
  }

  test('admins are told in the app and by mail, once, without a name', async () => {
    await viktor();
    await listed(DRAGANOV);
    await screen();

    expect(await hearers()).toEqual(admins());
    expect(await bell(ana)).toEqual([{ title: 'A possible match with the sanctions list', href: '/admin/sanctions' }]);
    const toAdmins = (await mails()).filter(({ subject }) => subject.startsWith('A possible match'));
    expect(toAdmins).toHaveLength(2);
    expect(JSON.stringify(toAdmins)).toContain('https://cards.example/admin/sanctions');
    expect(JSON.stringify(toAdmins)).not.toMatch(/Viktor|Draganov/i);
    const { rows } = await harness.admin.query(`SELECT FROM audit_events WHERE company_id = $1 AND command LIKE 'sanctions%'`, [
      scene.companyId,
    ]);
    expect(rows).toEqual([]);
  });

  test('that comes with a hundred others, each admin is told once of all', async () => {
    await viktor();
    await viktor({ email: 'other@of-a-test.example' });

    await listed(DRAGANOV, '9,Viktor Draganov,,1990,RS,EU');

    expect(await hearers()).toEqual(admins());
    expect(await bell(berta)).toMatchObject([{ title: '4 possible matches with the sanctions list' }]);
    expect(await waitingMailsOfOperators()).toHaveLength(1);
  });

  test('whom it is about is not told, and counts only what is of others', async () => {
    await harness.admin.query(`UPDATE users SET first_name = 'Viktor', last_name = 'Draganov', version = version + 1 WHERE id = $1`, [
      ana.userId,
    ]);

    await listed(DRAGANOV);
    expect(await hearers()).toEqual([berta.userId]);

    await viktor();
    await screen();
    expect(await bell(ana)).toMatchObject([{ title: 'A possible match with the sanctions list' }]);
  });

  test('about their company admins are not told, and operators are', async () => {
    const gannet = await harness.prepare('Gannet Freight');
    const operators = new OperatorService(harness.clone.urls.owner, harness.sealer, harness.clock);
    await operators.ensure({ email: 'ops@installation.example', displayName: 'Olga Operator', password: 'a password of an operator' });

    await listed('8,GANNET FREIGHT LTD,,,,');

    const { rows } = await harness.admin.query(`SELECT FROM notifications WHERE company_id = $1`, [gannet.companyId]);
    expect(rows).toEqual([]);
    const sent = await mails();
    expect(sent).toMatchObject([{ subject: 'The sanctions list may name somebody', text: expect.stringContaining('1 in all wait') }]);
    expect(JSON.stringify(sent)).not.toMatch(/gannet/i);
  });

  test('an operator whom it is about is not mailed', async () => {
    const { personId, email } = await viktor();
    await harness.admin.query(`UPDATE identities SET is_operator = true WHERE id = (SELECT identity_id FROM users WHERE id = $1)`, [
      personId,
    ]);

    await listed(DRAGANOV);

    expect((await mails()).map(({ to }) => to)).not.toContain(email);
  });

  test('a manager, an accountant and who is suspended are not told', async () => {
    await harness.admin.query(`UPDATE users SET status = 'SUSPENDED' WHERE id = $1`, [berta.userId]);
    await viktor();

    await listed(DRAGANOV);

    expect(await hearers()).toEqual([ana.userId]);
  });

  test('that was decided and comes back with another list, nobody is told again', async () => {
    await viktor();
    await listed(DRAGANOV);
    await decide(olga, (await theOnly(olga)).id);

    await listed(DRAGANOV, '10,Somebody Else,,,,');
    await listed('10,Somebody Else,,,,');
    await listed(DRAGANOV);

    expect(await hearers()).toEqual(admins());
    expect(await theOnly(olga)).toMatchObject({ state: 'DISMISSED' });
  });

  /** As the worker leaves it, once it has mailed of what other tests found. */
  async function mailedUntilNow(): Promise<void> {
    await harness.admin.query(`DELETE FROM graphile_worker._private_jobs WHERE key LIKE 'sanctions.mailOperators:%'`);
  }

  test('operators are mailed a minute later, of what was found until then', async () => {
    await mailedUntilNow();
    await viktor();
    await harness.prepare('Osprey Freight');
    const now = harness.clock.now();

    await listed(DRAGANOV, '8,OSPREY FREIGHT LTD,,,,');

    expect(await waitingMailsOfOperators()).toEqual([new Date(now.getTime() + 60_000)]);
  });

  test('operators’ mail is not put off by what is found while it waits', async () => {
    await mailedUntilNow();
    await viktor();
    const now = harness.clock.now();
    await listed(DRAGANOV);

    harness.clock.advance(59_000);
    await viktor({ email: 'late@of-a-test.example' });
    await screen();

    expect(await waitingMailsOfOperators()).toEqual([new Date(now.getTime() + 60_000)]);
  });
});
