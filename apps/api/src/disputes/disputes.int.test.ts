import { createMarqetaClient } from '@afc/marqeta';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../access/viewer.ts';
import { NotificationWriter } from '../notifications/notification-writer.ts';
import { brokenBooks } from '../testing/broken-books.ts';
import { EmulatedMarqeta } from '../testing/emulated-marqeta.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { DisputeExistsError, DisputeOverError } from './dispute.errors.ts';
import type { OpenDispute } from './dispute.service.ts';
import { RemindOfDisputes } from './remind.job.ts';
import { SettleWaitingDisputes } from './settle-waiting.job.ts';
import { TellMarqetaOfDispute } from './tell-marqeta.job.ts';

const DAY_MS = 86_400_000;
const PDF = Buffer.from('%PDF-1.7\nreceipt');

let harness: GraphQLHarness;
let marqeta: EmulatedMarqeta;
let teller: TellMarqetaOfDispute;
let scene: Scene;
let clearing: string;
let purchase: string;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
  marqeta = await EmulatedMarqeta.start(harness.marqeta, () => harness.clock.now());
  teller = new TellMarqetaOfDispute(harness.database, marqeta.client);
});
afterAll(async () => {
  await marqeta.stop();
  await harness.close();
});

/** A company of its own, whose Bruno has bought something for 129 euros. */
beforeEach(async () => {
  scene = await harness.prepare();
  await marqeta.knowsCard(scene.brunos.token);
  clearing = await marqeta.clearedPurchase(scene.brunos.token, 129);
  const { rows } = await harness.admin.query<{ id: string }>(`SELECT id FROM transactions WHERE company_id = $1`, [scene.companyId]);
  purchase = rows[0]?.id ?? '';
});

const key = () => `key-${(keys += 1)}`;
const open = (by: Member, amountMinor: bigint | null = null) =>
  harness.disputes.open(by, {
    idempotencyKey: key(),
    transactionId: purchase,
    amountMinor,
    reason: 'SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED',
    statement: 'The chairs never came.',
  });
const tell = (disputeId: string) => teller.run({ companyId: scene.companyId, disputeId });
const answer = async (disputeId: string, state: string) => {
  harness.clock.advance(60_000);
  await marqeta.answer(disputeId, state);
  await marqeta.settle();
};
const decide = (by: Member, disputeId: string, decision: 'INSIST' | 'ACCEPT' | 'WRITE_OFF') =>
  harness.disputes.decide(by, { idempotencyKey: key(), disputeId, decision });
/** Opened by Bruno, known to Marqeta, and all its words heard. */
async function opened(): Promise<string> {
  const { disputeId } = await open(scene.as.bruno);
  await tell(disputeId);
  await marqeta.settle();
  return disputeId;
}

const DISPUTE = `id state waitingForIssuer isOver credited { minor } deadline { waitsFor at } decisions issuerRefusal version
  amount { minor currency } history { sentence }`;
async function shown(by: Member, disputeId: string): Promise<Record<string, unknown>> {
  const { data, errors } = await harness.ask(by, `query ($id: ID!) { dispute(id: $id) { ${DISPUTE} } }`, { id: disputeId });
  expect(errors).toEqual([]);
  return data?.['dispute'] as Record<string, unknown>;
}
async function balances(): Promise<Record<string, number>> {
  const { rows } = await harness.admin.query<{ account: string; minor: string }>(
    `SELECT account, balance_minor AS minor FROM ledger_accounts WHERE company_id = $1 AND account IN ('AVAILABLE', 'SPENT', 'DISPUTES') ORDER BY 1`,
    [scene.companyId],
  );
  return Object.fromEntries(rows.map(({ account, minor }) => [account, Number(minor)]));
}
async function brokenChecks(): Promise<string[]> {
  const results = await brokenBooks(harness.database.gateway, harness.clock.now(), [scene.companyId]);
  return results.map(({ code }) => code);
}
async function chargebacks(): Promise<string[]> {
  const tokens: string[] = [];
  for await (const { token } of marqeta.client.chargebacks.list({ transaction_token: clearing })) tokens.push(token);
  return tokens;
}
const heard = async (): Promise<string[]> => {
  const { rows } = await harness.admin.query<{ event: string }>(
    `SELECT event FROM feed_events WHERE company_id = $1 AND event LIKE 'dispute.%' ORDER BY number`,
    [scene.companyId],
  );
  return rows.map(({ event }) => event);
};
const timeline = async (by: Member): Promise<string[]> => {
  const { data } = await harness.ask(by, `query ($id: ID!) { transaction(id: $id) { timeline { sentence } } }`, { id: purchase });
  const { timeline: entries } = data!['transaction'] as { timeline: { sentence: string }[] };
  return entries.map(({ sentence }) => sentence);
};

describe('a dispute', () => {
  test('waits for Marqeta, is known there under its own id, and brings the money back at once', async () => {
    const { disputeId } = await open(scene.as.bruno);
    expect(await shown(scene.as.bruno, disputeId)).toMatchObject({ state: 'WAITING', waitingForIssuer: true, credited: { minor: '0' } });

    await tell(disputeId);
    await marqeta.settle();

    expect(await shown(scene.as.bruno, disputeId)).toMatchObject({
      state: 'INITIATED',
      waitingForIssuer: false,
      credited: { minor: '12900' },
      deadline: { waitsFor: 'MERCHANT' },
    });
    expect(await chargebacks()).toEqual([disputeId]);
    expect(await balances()).toEqual({ AVAILABLE: 1_000_000, SPENT: 12_900, DISPUTES: -12_900 });
    expect(await brokenChecks()).toEqual([]);
    expect(await timeline(scene.as.bruno)).toEqual(
      expect.arrayContaining(['Disputed for €129.00', 'The dispute is with the card network', '€129.00 came back by the dispute']),
    );
  });

  test('that the merchant contests is insisted on, and won', async () => {
    const disputeId = await opened();
    await answer(disputeId, 'REPRESENTMENT');
    expect(await shown(scene.as.ana, disputeId)).toMatchObject({
      state: 'REPRESENTMENT',
      credited: { minor: '0' },
      deadline: { waitsFor: 'COMPANY' },
      decisions: ['INSIST', 'ACCEPT'],
    });
    expect(await balances()).toMatchObject({ AVAILABLE: 987_100, DISPUTES: 0 });

    await decide(scene.as.ana, disputeId, 'INSIST');
    await tell(disputeId);
    await answer(disputeId, 'CASE_WON');

    const won = await shown(scene.as.ana, disputeId);
    expect(won).toMatchObject({ state: 'CASE_WON', isOver: true, credited: { minor: '12900' }, deadline: null, decisions: [] });
    expect((won['history'] as { sentence: string }[]).map(({ sentence }) => sentence)).toEqual([
      'Disputed for €129.00',
      'The dispute is with the card network',
      'The merchant contests the dispute',
      'The company insists on the dispute',
      'The dispute went on to pre-arbitration',
      'The dispute was won',
    ]);
    expect(await brokenChecks()).toEqual([]);
  });

  test('that is lost is written off once, and the company has the money', async () => {
    const disputeId = await opened();
    await answer(disputeId, 'REPRESENTMENT');
    await decide(scene.as.ana, disputeId, 'ACCEPT');
    await tell(disputeId);
    await marqeta.settle();
    expect(await shown(scene.as.ana, disputeId)).toMatchObject({ state: 'CASE_LOST', decisions: ['WRITE_OFF'], credited: { minor: '0' } });

    await decide(scene.as.ana, disputeId, 'WRITE_OFF');
    await tell(disputeId);
    await tell(disputeId);
    await marqeta.settle();

    expect(await shown(scene.as.ana, disputeId)).toMatchObject({
      state: 'WRITTEN_OFF_PROGRAM',
      credited: { minor: '12900' },
      decisions: [],
    });
    expect(await balances()).toMatchObject({ DISPUTES: -12_900 });
    expect(await brokenChecks()).toEqual([]);
  });

  test('is credited early by Marqeta, and the credit goes back when the case is lost', async () => {
    const disputeId = await opened();
    await answer(disputeId, 'REPRESENTMENT');
    await marqeta.client.chargebacks.grantProvisionalCredit(disputeId);
    await marqeta.settle();
    expect(await balances()).toMatchObject({ DISPUTES: -12_900 });

    await answer(disputeId, 'CASE_LOST');

    expect(await balances()).toMatchObject({ AVAILABLE: 987_100, DISPUTES: 0 });
    expect(await timeline(scene.as.bruno)).toEqual(
      expect.arrayContaining(['€129.00 was credited until the dispute is decided', '€129.00 of the dispute went back']),
    );
    expect(await brokenChecks()).toEqual([]);
  });

  test('that the network rejects can be opened again', async () => {
    const disputeId = await opened();
    await answer(disputeId, 'NETWORK_REJECTED');

    const again = await open(scene.as.bruno, 5_000n);
    await tell(again.disputeId);
    await marqeta.settle();

    expect(await shown(scene.as.bruno, again.disputeId)).toMatchObject({ state: 'INITIATED', amount: { minor: '5000', currency: 'EUR' } });
    expect(await balances()).toMatchObject({ DISPUTES: -5_000 });
  });

  test('that Marqeta does not take is refused, with its code, and can be opened again', async () => {
    await marqeta.client.chargebacks.create({
      transaction_token: clearing,
      amount: '100',
      channel: 'ISSUER',
      reason_description: 'FRAUD_TRANSACTION',
    });
    const { disputeId } = await open(scene.as.bruno);

    await tell(disputeId);

    expect(await shown(scene.as.bruno, disputeId)).toMatchObject({ state: 'REFUSED', issuerRefusal: '422001', isOver: true });
    await expect(open(scene.as.bruno, 2_900n)).resolves.toMatchObject({});
  });
});

describe('whatever happens between the two', () => {
  test('an outage delays a dispute, and never loses or doubles it', async () => {
    const away = createMarqetaClient({
      baseUrl: 'http://127.0.0.1:1/v3',
      applicationToken: 'a',
      accessToken: 'b',
      retry: { attempts: 1 },
    });
    const { disputeId } = await open(scene.as.bruno);
    await expect(new TellMarqetaOfDispute(harness.database, away).run({ companyId: scene.companyId, disputeId })).rejects.toThrow();
    await away.close();
    expect(await shown(scene.as.bruno, disputeId)).toMatchObject({ state: 'WAITING', waitingForIssuer: true });

    harness.clock.advance(31_000);
    await new SettleWaitingDisputes(harness.database).run();
    const { rows } = await harness.admin.query<{ payload: { disputeId: string } }>(
      `SELECT payload FROM graphile_worker._private_jobs WHERE key = $1`,
      [`dispute.tellMarqeta:${disputeId}`],
    );
    expect(rows).toEqual([{ payload: { companyId: scene.companyId, disputeId } }]);
    await Promise.all([tell(disputeId), tell(disputeId)]);
    await marqeta.settle();

    expect(await chargebacks()).toEqual([disputeId]);
    expect(await balances()).toMatchObject({ DISPUTES: -12_900 });
  });

  test('the webhook may be here before the answer', async () => {
    const { disputeId } = await open(scene.as.bruno);
    // What the job would send; its answer is lost, the webhooks are not.
    await marqeta.client.chargebacks.create({
      token: disputeId,
      transaction_token: clearing,
      amount: '129.00',
      channel: 'GATEWAY',
      reason_description: 'SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED',
      credit_user: true,
      memo: 'The chairs never came.',
    });
    await marqeta.settle();
    expect(await shown(scene.as.bruno, disputeId)).toMatchObject({ state: 'INITIATED', waitingForIssuer: false });
    await answer(disputeId, 'REPRESENTMENT');

    await tell(disputeId);

    expect(await shown(scene.as.bruno, disputeId)).toMatchObject({ state: 'REPRESENTMENT' });
    expect(await chargebacks()).toEqual([disputeId]);
  });

  test('steps told twice and backwards leave it where it came to', async () => {
    const disputeId = await opened();
    await answer(disputeId, 'REPRESENTMENT');
    await answer(disputeId, 'CASE_WON');
    const before = await shown(scene.as.ana, disputeId);
    const told = await heard();
    const transitions: object[] = [];
    for await (const transition of marqeta.client.chargebacks.transitions(disputeId)) transitions.push(transition);

    for (const chargebacktransitions of transitions.map((one) => [{ ...one, last_modified_time: '2026-03-09T00:00:00Z' }]))
      await harness.marqeta.deliver({ chargebacktransitions });

    expect(await shown(scene.as.ana, disputeId)).toEqual(before);
    expect(await heard()).toEqual(told);
    expect(await brokenChecks()).toEqual([]);
  });

  test('of two who open it at once one does', async () => {
    const outcomes = await Promise.allSettled([open(scene.as.bruno), open(scene.as.ana)]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((one) => one.status === 'rejected')?.reason).toBeInstanceOf(DisputeExistsError);
  });

  test('one who asks twice with one key opens one', async () => {
    const asked: OpenDispute = {
      idempotencyKey: key(),
      transactionId: purchase,
      amountMinor: 100n,
      reason: 'FRAUD_TRANSACTION',
      statement: 'Not me.',
    };

    const [one, two] = await Promise.all([harness.disputes.open(scene.as.bruno, asked), harness.disputes.open(scene.as.bruno, asked)]);

    expect(two).toEqual(one);
  });

  test('of two who decide at once one does, and Marqeta hears one step', async () => {
    const disputeId = await opened();
    await answer(disputeId, 'REPRESENTMENT');

    const outcomes = await Promise.allSettled([decide(scene.as.ana, disputeId, 'INSIST'), decide(scene.as.ana, disputeId, 'ACCEPT')]);
    await Promise.all([tell(disputeId), tell(disputeId)]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const transitions: string[] = [];
    for await (const { state } of marqeta.client.chargebacks.transitions(disputeId)) transitions.push(state);
    expect(transitions).toHaveLength(3);
  });

  test('a step of a dispute that nobody here opened is kept for somebody to look at', async () => {
    const chargebacktransitions = [{ token: `elsewhere-${purchase.slice(0, 20)}`, state: 'INITIATED', chargeback_token: 'elsewhere' }];
    await harness.marqeta.deliver({ chargebacktransitions });

    const { rows } = await harness.admin.query(`SELECT state, problem FROM marqeta_inbox WHERE token = $1`, [
      `elsewhere-${purchase.slice(0, 20)}`,
    ]);
    expect(rows).toEqual([{ state: 'KEPT', problem: 'DISPUTE_UNKNOWN' }]);
  });
});

describe('evidence', () => {
  test('is added by the holder and read by who sees the dispute', async () => {
    const disputeId = await opened();
    const { fileId } = await harness.disputes.addEvidence(scene.as.bruno, disputeId, { name: 'order.pdf', bytes: PDF });

    const { bytes } = await harness.disputes.openEvidence(scene.as.ana, disputeId, fileId, { ip: '203.0.113.7' });
    const { data } = await harness.ask(
      scene.as.marta,
      `query ($id: ID!) { dispute(id: $id) { takesEvidence evidence { name contentType addedBy { displayName } } } }`,
      { id: disputeId },
    );

    expect(bytes.equals(PDF)).toBe(true);
    expect(data).toEqual({
      dispute: {
        takesEvidence: false,
        evidence: [{ name: 'order.pdf', contentType: 'application/pdf', addedBy: { displayName: 'Bruno Silva' } }],
      },
    });
    await expect(harness.disputes.openEvidence(scene.as.carol, disputeId, fileId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { rows: looks } = await harness.admin.query(
      `SELECT actor_id, ip, after FROM audit_events WHERE company_id = $1 AND command = 'dispute.openEvidence' AND subject_id = $2`,
      [scene.companyId, disputeId],
    );
    expect(looks).toEqual([{ actor_id: scene.as.ana.userId, ip: '203.0.113.7', after: { fileId } }]);
    await expect(harness.disputes.addEvidence(scene.as.carol, disputeId, { name: 'x.pdf', bytes: PDF })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(harness.disputes.addEvidence(scene.as.rui, disputeId, { name: 'x.pdf', bytes: PDF })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  test('of another dispute is not to be had by naming this one', async () => {
    const disputeId = await opened();
    const { fileId } = await harness.disputes.addEvidence(scene.as.bruno, disputeId, { name: 'order.pdf', bytes: PDF });
    await marqeta.knowsCard(scene.carols.token);
    await marqeta.clearedPurchase(scene.carols.token, 20);
    const { rows } = await harness.admin.query<{ id: string }>(`SELECT id FROM transactions WHERE company_id = $1 AND user_id = $2`, [
      scene.companyId,
      scene.as.carol.userId,
    ]);
    const asked = { idempotencyKey: key(), transactionId: rows[0]?.id ?? '', reason: 'FRAUD_TRANSACTION', statement: 'Not me.' } as const;
    const { disputeId: carols } = await harness.disputes.open(scene.as.carol, asked);

    await expect(harness.disputes.openEvidence(scene.as.carol, carols, fileId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const elsewhere = await harness.prepare('Elsewhere');
    await expect(harness.disputes.openEvidence(elsewhere.as.ana, disputeId, fileId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is not taken when the dispute is over', async () => {
    const disputeId = await opened();
    await answer(disputeId, 'CASE_WON');

    await expect(harness.disputes.addEvidence(scene.as.bruno, disputeId, { name: 'late.pdf', bytes: PDF })).rejects.toThrow(
      DisputeOverError,
    );
  });
});

describe('in time', () => {
  test('holder and admins are reminded a week, two days and a day before a decision is due', async () => {
    const remind = new RemindOfDisputes(harness.database);
    const disputeId = await opened();
    await answer(disputeId, 'REPRESENTMENT');
    const before = harness.clock.now();
    for (const days of [22, 23.5, 24, 28.5, 29.5, 31]) {
      harness.clock.set(new Date(before.getTime() + days * DAY_MS));
      await remind.run();
      await remind.run();
    }

    expect((await heard()).filter((event) => event === 'dispute.due')).toHaveLength(3);
  });

  test('the holder and the admin read what it is about and by when, each in their language', async () => {
    const { disputeId } = await open(scene.as.bruno, 5_000n);
    await tell(disputeId);
    await answer(disputeId, 'REPRESENTMENT');
    await new NotificationWriter(harness.database).catchUp(scene.companyId);

    const read = async (by: Member) => {
      const { data } = await harness.ask(by, '{ notifications { edges { node { kind title body href } } } }');
      return (data!['notifications'] as { edges: { node: { kind: string } }[] }).edges
        .map(({ node }) => node)
        .find(({ kind }) => kind.startsWith('dispute.'));
    };
    const href = `/transactions/${purchase}`;
    expect(await read(scene.as.ana)).toMatchObject({ kind: 'dispute.represented', body: expect.stringContaining('€50.00'), href });
    expect(await read({ ...scene.as.bruno, locale: 'pt-PT' })).toMatchObject({ title: expect.stringContaining('opõe-se'), href });
    expect(await read(scene.as.carol)).toBeUndefined();
  });

  test('a purchase that was cleared long ago cannot be disputed any more', async () => {
    harness.clock.advance(121 * DAY_MS);

    await expect(open(scene.as.bruno)).rejects.toMatchObject({ code: 'NOT_DISPUTABLE', why: 'TOO_LATE' });
  });
});

describe('through GraphQL', () => {
  const OPEN = `mutation ($input: OpenDisputeInput!) { openDispute(input: $input) { id state transaction { dispute { id } disputable { minor } } } }`;
  const input = (but: object = {}) => ({
    input: { idempotencyKey: key(), transactionId: purchase, reason: 'FRAUD_TRANSACTION', statement: 'Not me.', ...but },
  });

  test('a holder sees what can be disputed, disputes it, and then sees the dispute', async () => {
    const before = await harness.ask(scene.as.bruno, `query ($id: ID!) { transaction(id: $id) { disputable { minor } dispute { id } } }`, {
      id: purchase,
    });
    const { data, errors } = await harness.ask(scene.as.bruno, OPEN, input());

    expect(before.data).toEqual({ transaction: { disputable: { minor: '12900' }, dispute: null } });
    expect(errors).toEqual([]);
    const { id } = data!['openDispute'] as { id: string };
    expect(data).toMatchObject({ openDispute: { state: 'WAITING', transaction: { dispute: { id }, disputable: null } } });
  });

  test.each<[string, object, string]>([
    ['more than was cleared', { amountMinor: '12901' }, 'DISPUTE_AMOUNT'],
    ['nothing', { amountMinor: '0' }, 'DISPUTE_AMOUNT'],
    ['no reason given in words', { statement: '  ' }, 'INVALID_INPUT'],
    ['an amount that is none', { amountMinor: '12.50' }, 'INVALID_INPUT'],
  ])('%s is refused', async (_what, but, code) => {
    const { errors } = await harness.ask(scene.as.bruno, OPEN, input(but));

    expect(errors[0]?.extensions).toMatchObject({ code });
  });

  test('a list has what its viewer reaches, by what is to be done', async () => {
    const disputeId = await opened();
    await answer(disputeId, 'REPRESENTMENT');
    const list = async (by: Member, filter: object) => {
      const { data } = await harness.ask(
        by,
        `query ($filter: DisputeFilter) { disputes(filter: $filter) { edges { node { id } } totalCount } }`,
        {
          filter,
        },
      );
      return (data!['disputes'] as { edges: unknown[]; totalCount: number }).totalCount;
    };

    expect(await list(scene.as.ana, { group: 'TO_DECIDE' })).toBe(1);
    expect(await list(scene.as.ana, { group: 'OPEN', search: 'bruno' })).toBe(1);
    expect(await list(scene.as.ana, { group: 'OVER' })).toBe(0);
    expect(await list(scene.as.marta, {})).toBe(1);
    expect(await list(scene.as.carol, {})).toBe(0);
    await decide(scene.as.ana, disputeId, 'INSIST');
    expect(await list(scene.as.ana, { group: 'TO_DECIDE' })).toBe(0);
  });
});
