import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import type { SetControl } from '../controls/plan-control.ts';
import { FeedExecution } from '../feed/execution.ts';
import { FeedRows } from '../feed/rows.ts';
import { Subscriptions } from '../feed/subscription.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking, told } from '../testing/money-harness.ts';
import { MailNotification } from './mail-notification.job.ts';
import { type Mailer, smtpMailer } from './mailer.ts';
import { NotificationWriter } from './notification-writer.ts';

let harness: GraphQLHarness;
let writer: NotificationWriter;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
  writer = new NotificationWriter(harness.database);
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
  await writer.catchUp(scene.companyId);
  await harness.admin.query(`DELETE FROM notifications WHERE company_id = $1`, [scene.companyId]);
});

type Inbox = { kind: string; title: string; body: string; href: string; readAt: string | null; id: string }[];

async function inboxOf(viewer: Viewer): Promise<Inbox> {
  const { data, errors } = await harness.ask(viewer, '{ notifications { edges { node { id kind title body href readAt } } } }');
  expect(errors).toEqual([]);
  return (data as { notifications: { edges: { node: Inbox[number] }[] } }).notifications.edges.map(({ node }) => node);
}

const decline = () => harness.marqeta.ask(asking(scene.brunos, { amount: 50_000, currency: 'EUR' }));
const freeze = (by: Viewer) => harness.cards.freeze(by, { idempotencyKey: 'freeze', cardId: scene.brunosCard });

test('the holder of a declined purchase is told why, in their language, and nobody else', async () => {
  await decline();
  await writer.catchUp(scene.companyId);

  const [notice, ...more] = await inboxOf(scene.as.bruno);
  expect(notice).toMatchObject({ kind: 'transaction.declined', body: 'The company’s available funds do not cover it.', readAt: null });
  expect(notice?.title).toMatch(/^€50,000\.00 at .+ was declined$/);
  expect(notice?.href).toMatch(/^\/transactions\/[0-9a-f-]{36}$/);
  expect(more).toEqual([]);
  expect((await inboxOf({ ...scene.as.bruno, locale: 'pt-PT' }))[0]?.body).toBe('Os fundos disponíveis da empresa não chegam.');
  expect(await inboxOf(scene.as.ana)).toEqual([]);
});

test('what an approval or a person’s own hand did is told to nobody', async () => {
  await harness.marqeta.ask(asking(scene.brunos, { amount: 5, currency: 'EUR' }));
  await freeze(scene.as.bruno);

  await writer.catchUp(scene.companyId);

  expect(await inboxOf(scene.as.bruno)).toEqual([]);
});

test('of an outage in which the issuer decided, admins are told once, and the holders not', async () => {
  const standIn = (token: string) =>
    harness.marqeta.deliver(
      told(scene.brunos, 'webhook.authorization.approved', { token, currency_code: 'EUR', standin_approved_by: 'COMMANDO_AUTO' }),
    );
  await standIn('outage-1');
  await standIn('outage-2');

  await writer.catchUp(scene.companyId);

  expect((await inboxOf(scene.as.ana)).map(({ kind, title }) => [kind, title])).toEqual([
    ['transaction.stood_in', 'The issuer decided while we were away'],
  ]);
  expect(await inboxOf(scene.as.bruno)).toEqual([]);
});

describe('of a limit that lets purchases through above it', () => {
  const buy = (amount: number) => harness.marqeta.ask(asking(scene.brunos, { amount, currency: 'EUR' }));
  const limit = (name: string, amountMinor: string, but: Partial<SetControl> = {}) =>
    harness.controls.set(scene.company.system, {
      ...{ idempotencyKey: name, scope: 'CARD', subjectId: scene.brunosCard, controlType: 'AMOUNT_LIMIT', window: 'MONTH' },
      ...{ amountMinor, atCap: 'TELL', ...but },
    });
  const bodies = async (viewer: Viewer) => (await inboxOf(viewer)).map(({ kind, body }) => [kind, body]);

  test('every admin is told which purchase passed it, once an hour, and the holder not', async () => {
    await limit('month', '1000');
    expect([(await buy(10)).status, (await buy(5)).status, (await buy(6)).status]).toEqual([200, 200, 200]);

    await writer.catchUp(scene.companyId);

    const rest = 'which lets such purchases through. There may be others of this hour.';
    const first = [
      'limit.passed_above',
      `A purchase of €5.00 went above “No more than €10.00 a month, above which admins are told”, ${rest}`,
    ];
    expect(await bodies(scene.as.ana)).toEqual([first]);
    expect(await bodies(scene.as.bruno)).toEqual([]);
    expect((await inboxOf(scene.as.ana))[0]?.href).toMatch(/^\/transactions\/[0-9a-f-]{36}$/);
    expect((await inboxOf({ ...scene.as.ana, locale: 'pt-PT' }))[0]?.body).toContain(
      'por mês, acima do qual os administradores são avisados”, que deixa passar tais compras',
    );

    harness.clock.advance(3_600_001);
    await buy(7);
    await writer.catchUp(scene.companyId);
    expect(await bodies(scene.as.ana)).toEqual([['limit.passed_above', expect.stringContaining('€7.00')], first]);
  });

  test('each control has its own hour, and says what it said when the purchase passed it', async () => {
    await limit('month', '1000');
    await buy(11);
    await writer.catchUp(scene.companyId);
    await limit('day', '200', { window: 'DAY', atCap: 'BUFFER', bufferMinor: '5000' });
    await buy(3);
    await limit('month changed', '2000', { window: 'YEAR' });

    await writer.catchUp(scene.companyId);

    expect((await bodies(scene.as.ana)).map(([, body]) => body)).toEqual([
      expect.stringContaining('A purchase of €3.00 went above “No more than €2.00 a day, with a buffer of €50.00”'),
      expect.stringContaining('A purchase of €11.00 went above “No more than €10.00 a month'),
    ]);
  });

  test('nobody is told of what is only tried out, or declined', async () => {
    await limit('shadow', '1000', { mode: 'SHADOW' });
    await buy(11);
    await limit('strict', '500', { window: 'DAY', atCap: 'DECLINE' });
    await buy(12);

    await writer.catchUp(scene.companyId);

    expect((await inboxOf(scene.as.ana)).map(({ kind }) => kind)).not.toContain('limit.passed_above');
  });
});

test('the holder is told who froze the card, and who closed it', async () => {
  await freeze(scene.as.marta);
  await harness.cards.terminate(scene.as.ana, { idempotencyKey: 'end', cardId: scene.brunosCard });

  await writer.catchUp(scene.companyId);

  expect(await inboxOf(scene.as.bruno)).toMatchObject([
    { kind: 'card.terminated', body: 'Ana Costa closed it for good.', href: `/cards/${scene.brunosCard}` },
    { kind: 'card.suspended', body: 'Marta Silva froze it. Purchases are declined until it is unfrozen.' },
  ]);
});

test.each(['marta', 'bruno'] as const)('a card that %s replaces is told to the holder, unless they did it themselves', async (name) => {
  await harness.cards.replace(scene.as[name], { idempotencyKey: `lost ${name}`, cardId: scene.brunosCard, reason: 'LOST' });

  await writer.catchUp(scene.companyId);

  expect((await inboxOf(scene.as.bruno)).map(({ kind, body }) => [kind, body])).toEqual(
    name === 'bruno'
      ? []
      : [
          ['card.issued', expect.any(String)],
          ['card.terminated', 'Marta Silva closed it for good.'],
        ],
  );
});

test('cards that were issued to many, and taken back, are told to each holder but who did it', async () => {
  const ask = async (field: string, type: string, input: object): Promise<string> => {
    const document = `mutation ($input: ${type}!) { ${field}(input: $input) { id } }`;
    const { data, errors } = await harness.ask(scene.as.ana, document, { input: { idempotencyKey: field, ...input } });
    expect(errors).toEqual([]);
    return (data as Record<string, { id: string }>)[field]?.id ?? '';
  };
  const holderIds = [scene.as.ana.userId, scene.as.bruno.userId];
  const bulkId = await ask('issueCards', 'IssueCardsInput', { holderIds, programId: scene.programId, name: 'Travel' });
  await ask('undoIssueBulk', 'UndoIssueBulkInput', { bulkId });

  await writer.catchUp(scene.companyId);

  expect(await inboxOf(scene.as.bruno)).toMatchObject([
    { kind: 'card.terminated', body: 'Ana Costa closed it for good.' },
    { kind: 'card.issued', title: 'Your card “Travel” is ready' },
  ]);
  expect(await inboxOf(scene.as.ana)).toEqual([]);
});

test('an event makes one notification, however often and by however many it is read', async () => {
  await decline();

  await Promise.all([writer.catchUp(scene.companyId), writer.catchUp(scene.companyId)]);
  await harness.admin.query(`UPDATE notification_cursors SET number = 0 WHERE company_id = $1`, [scene.companyId]);
  await writer.catchUp(scene.companyId);

  expect((await inboxOf(scene.as.bruno)).filter(({ kind }) => kind === 'transaction.declined')).toHaveLength(1);
});

test('a company whose hint was lost is found', async () => {
  expect(await writer.backlog()).not.toContain(scene.companyId);

  await decline();

  expect(await writer.backlog()).toContain(scene.companyId);
});

test('what is older than a day is not told any more', async () => {
  await decline();
  await harness.admin.query(`UPDATE feed_events SET at = at - interval '25 hours' WHERE company_id = $1`, [scene.companyId]);

  await writer.catchUp(scene.companyId);

  expect(await inboxOf(scene.as.bruno)).toEqual([]);
});

describe('reading', () => {
  const read = (viewer: Viewer, ids: string[] | null, key = 'read') =>
    harness.ask(viewer, `mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) }`, {
      input: { idempotencyKey: key, ids },
    });
  const unread = async (viewer: Viewer) => (await harness.ask(viewer, '{ viewer { unreadNotifications } }')).data;

  beforeEach(async () => {
    await decline();
    await decline();
    await writer.catchUp(scene.companyId);
  });

  test('one, then all, counts down to none', async () => {
    const [first] = await inboxOf(scene.as.bruno);
    expect(await unread(scene.as.bruno)).toEqual({ viewer: { unreadNotifications: 2 } });

    expect((await read(scene.as.bruno, [first?.id ?? ''], 'one')).data).toEqual({ markNotificationsRead: 1 });
    expect((await read(scene.as.bruno, null, 'all')).data).toEqual({ markNotificationsRead: 1 });

    expect(await unread(scene.as.bruno)).toEqual({ viewer: { unreadNotifications: 0 } });
    expect((await inboxOf(scene.as.bruno)).every(({ readAt }) => readAt !== null)).toBe(true);
  });

  test('leaves alone what is somebody else’s, in this company or another', async () => {
    const ids = (await inboxOf(scene.as.bruno)).map(({ id }) => id);
    const other = await harness.prepare('Other');

    for (const thief of [scene.as.ana, other.as.ana])
      expect((await read(thief, [...ids, 'nonsense'])).data).toEqual({ markNotificationsRead: 0 });

    expect(await unread(scene.as.bruno)).toEqual({ viewer: { unreadNotifications: 2 } });
  });
});

describe('live', () => {
  const news = async () =>
    (
      await harness.admin.query<{ event: string; user_id: string; notification_id: string | null }>(
        `SELECT event, user_id, notification_id FROM feed_events WHERE company_id = $1 AND kind = 'NOTIFICATION' ORDER BY number`,
        [scene.companyId],
      )
    ).rows;
  const gaps = async () =>
    (
      await harness.admin.query<{ gaps: string }>(
        `SELECT next_feed_number - 1 - (SELECT count(*) FROM feed_events WHERE company_id = $1) AS gaps FROM company_gates WHERE company_id = $1`,
        [scene.companyId],
      )
    ).rows[0]?.gaps;

  test('each that is written is told to its person, in the order of the company and without a gap', async () => {
    const earlier = (await news()).length;
    await decline();
    await decline();

    await writer.catchUp(scene.companyId);
    await writer.catchUp(scene.companyId);

    const written = (await inboxOf(scene.as.bruno)).map(({ id }) => id).toReversed();
    expect((await news()).slice(earlier)).toEqual(
      written.map((id) => ({ event: 'notification.received', user_id: scene.as.bruno.userId, notification_id: id })),
    );
    expect(await gaps()).toBe('0');
  });

  test('what was read is told once', async () => {
    await decline();
    await writer.catchUp(scene.companyId);
    const earlier = (await news()).length;
    const read = (key: string) =>
      harness.ask(scene.as.bruno, `mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) }`, {
        input: { idempotencyKey: key },
      });

    await read('all');
    await read('again');

    expect((await news()).slice(earlier)).toEqual([{ event: 'notification.read', user_id: scene.as.bruno.userId, notification_id: null }]);
  });

  test('a screen is told what it says, and how many are unread', async () => {
    await decline();
    await writer.catchUp(scene.companyId);
    const [notice] = await inboxOf(scene.as.bruno);

    const shown = await shownLive(scene.as.bruno, notice?.id ?? '');

    expect(shown).toEqual({
      data: { notificationReceived: { notification: { id: notice?.id, title: notice?.title }, unreadNotifications: 1 } },
    });
  });

  async function shownLive(viewer: Scene['as']['bruno'], notificationId: string): Promise<unknown> {
    const { database, schema } = harness;
    const execution = new FeedExecution(schema, database.clock, database.log);
    const subscription = new Subscriptions(schema).read({
      query: 'subscription { notificationReceived { notification { id title } unreadNotifications } }',
    });
    const at = { companyId: scene.companyId, id: notificationId, number: 1n, at: new Date(), event: 'notification.received' };
    const none = { transactionId: null, cardId: null, teamIds: [] };
    return new FeedRows(database).within(scene.companyId, async (snapshot) => {
      const event = { ...at, ...none, kind: 'NOTIFICATION', userId: viewer.userId, notificationId } as const;
      return JSON.parse(String(await execution.run({ viewer, locale: 'en', subscription }, event, snapshot)));
    });
  }
});

describe('by mail', () => {
  let smtp: SMTPServer;
  let received: { to: string; text: string }[];
  let refuse: number | null;
  let mailer: Mailer;

  beforeAll(async () => {
    smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo(_address, _session, done) {
        done(refuse === null ? null : Object.assign(new Error('no'), { responseCode: refuse }));
      },
      onData(stream, session, done) {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          received.push({ to: session.envelope.rcptTo[0]?.address ?? '', text });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve));
    const address = smtp.server.address();
    mailer = smtpMailer(`smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, 'Cards <cards@harborline.example>');
  });
  afterAll(async () => {
    mailer.close();
    await new Promise<void>((resolve) => smtp.close(resolve));
  });
  beforeEach(async () => {
    [received, refuse] = [[], null];
    await decline();
    await writer.catchUp(scene.companyId);
  });

  async function mail(by: Mailer | null = mailer): Promise<{ state: string; sent: boolean }> {
    const { database, sealer } = harness;
    const [note] = await inboxOf(scene.as.bruno);
    const job = new MailNotification({ database, sealer, mailer: by, publicUrl: 'https://cards.example' });
    await job.run({ companyId: scene.companyId, notificationId: note?.id ?? '' });
    const { rows } = await harness.admin.query(`SELECT mail_state, mailed_at FROM notifications WHERE id = $1`, [note?.id]);
    return { state: rows[0].mail_state, sent: rows[0].mailed_at !== null };
  }

  test('it is enqueued with the notification, and goes to the person once', async () => {
    const { rows } = await harness.admin.query(
      `SELECT key FROM graphile_worker.jobs WHERE task_identifier = 'notification.mail' ORDER BY id DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ key: `notification.mail:${(await inboxOf(scene.as.bruno))[0]?.id}` }]);

    expect(await mail()).toEqual({ state: 'SENT', sent: true });
    await mail();

    expect(received).toHaveLength(1);
    expect(received[0]?.to).toMatch(/^bruno@/);
    expect(received[0]?.text).toMatch(/Subject: .*was declined|Subject: =\?UTF-8/);
    expect(received[0]?.text).toContain('https://cards.example/portal/transactions/');
  });

  test.each([
    ['/cards/1', '/portal/cards/1'],
    ['/portal/verification', '/portal/verification'],
    ['/admin/verification', '/admin/verification'],
  ])('its link of %s leads to %s', async (href, path) => {
    await harness.admin.query(`UPDATE notifications SET href = $2 WHERE user_id = $1`, [scene.as.bruno.userId, href]);

    await mail();

    expect(received[0]?.text).toContain(`https://cards.example${path}\r\n`);
  });

  test('without a server it is skipped, and its row says so', async () => {
    expect(await mail(null)).toEqual({ state: 'SKIPPED', sent: false });
  });

  test('to who has left it is skipped', async () => {
    await harness.admin.query(`UPDATE users SET status = 'CLOSED' WHERE id = $1`, [scene.as.bruno.userId]);

    expect(await mail()).toEqual({ state: 'SKIPPED', sent: false });
  });

  test('what the server refuses for good is not tried again; what it refuses for now is', async () => {
    refuse = 451;
    await expect(mail()).rejects.toThrow();
    refuse = 550;
    expect(await mail()).toEqual({ state: 'FAILED', sent: false });
  });
});
