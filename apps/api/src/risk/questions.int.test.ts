import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../access/viewer.ts';
import { NotificationWriter } from '../notifications/notification-writer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking } from '../testing/money-harness.ts';
import { PurchaseWatch } from './purchase-watch.ts';

const DAY_MS = 86_400_000;

let harness: GraphQLHarness;
let scene: Scene;
let purchase: string;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());

/** Bruno's card is used after a hundred days. */
beforeEach(async () => {
  scene = await harness.prepare();
  await buy();
  harness.clock.advance(100 * DAY_MS);
  await buy();
  await new PurchaseWatch(harness.database).catchUp(scene.companyId);
  const { rows } = await harness.admin.query<{ transaction_id: string }>(
    `SELECT transaction_id FROM risk_questions WHERE company_id = $1`,
    [scene.companyId],
  );
  purchase = rows[0]?.transaction_id ?? '';
});

async function buy(): Promise<void> {
  const body = asking(scene.brunos, { amount: 5, currency: 'EUR', at: harness.clock.now().toISOString() });
  Object.assign(body['pos'] as object, { is_recurring: false });
  expect((await harness.marqeta.ask(body)).status).toBe(200);
}
type Answer = Awaited<ReturnType<GraphQLHarness['ask']>>;
function answer(by: Member, wasMe: boolean, idempotencyKey = `key ${(keys += 1)}`): Promise<Answer> {
  return harness.ask(by, 'mutation ($input: AnswerRiskQuestionInput!) { answerRiskQuestion(input: $input) { id wasMe answeredAt } }', {
    input: { idempotencyKey, transactionId: purchase, wasMe },
  });
}
const codeOf = ({ errors }: Answer): unknown => errors[0]?.extensions?.['code'];
async function caseShown(): Promise<object | undefined> {
  const { data, errors } = await harness.ask(
    scene.as.ana,
    '{ riskCases { edges { node { id rule state urgent history { kind byName } card { status } } } } }',
  );
  expect(errors).toEqual([]);
  return (data as { riskCases: { edges: { node: object }[] } }).riskCases.edges[0]?.node;
}
async function inboxOf(viewer: Member): Promise<string[]> {
  await new NotificationWriter(harness.database).catchUp(scene.companyId);
  const { data } = await harness.ask(viewer, '{ notifications { edges { node { kind } } } }');
  return (data as { notifications: { edges: { node: { kind: string } }[] } }).notifications.edges.map(({ node }) => node.kind);
}

describe('an unusual purchase', () => {
  test('is asked about: its holder sees it, is told of it, and nobody else', async () => {
    const asked = { data: { myRiskQuestions: [{ id: purchase, wasMe: null, transaction: { id: purchase } }] }, errors: [] };
    const ask = (viewer: Member) => harness.ask(viewer, '{ myRiskQuestions { id wasMe transaction { id } } }');
    const seen = async (viewer: Member) => {
      const { data } = await harness.ask(viewer, `{ transaction(id: "${purchase}") { riskQuestion { id } } }`);
      return data;
    };

    expect(await ask(scene.as.bruno)).toEqual(asked);
    expect(await ask(scene.as.ana)).toEqual({ data: { myRiskQuestions: [] }, errors: [] });
    expect(await seen(scene.as.bruno)).toEqual({ transaction: { riskQuestion: { id: purchase } } });
    expect(await seen(scene.as.ana)).toEqual({ transaction: { riskQuestion: null } });
    expect(await inboxOf(scene.as.bruno)).toEqual(['purchase.questioned']);
    expect(await inboxOf(scene.as.ana)).toEqual(['risk_case.opened']);
  });

  test('that was the holder’s own is noted in the case, and nothing else happens', async () => {
    expect((await answer(scene.as.bruno, true)).data).toEqual({
      answerRiskQuestion: { id: purchase, wasMe: true, answeredAt: harness.clock.now().toISOString() },
    });

    expect(await caseShown()).toMatchObject({
      ...{ state: 'OPEN', urgent: false, card: { status: 'ACTIVE' } },
      history: [{ kind: 'CONFIRMED', byName: 'Bruno Silva' }],
    });
    expect((await harness.ask(scene.as.bruno, '{ myRiskQuestions { id } }')).data).toEqual({ myRiskQuestions: [] });
  });

  test('that was not freezes the card, so that only an admin unfreezes it, and makes the case urgent', async () => {
    await answer(scene.as.bruno, false);

    expect(await caseShown()).toMatchObject({
      ...{ state: 'OPEN', urgent: true, card: { status: 'SUSPENDED' } },
      history: [{ kind: 'DENIED', byName: 'Bruno Silva' }],
    });
    expect((await harness.marqeta.ask(asking(scene.brunos, { amount: 1, currency: 'EUR' }))).status).toBe(402);
    const unfreeze = (by: Member) => harness.cards.unfreeze(by, { idempotencyKey: by.userId, cardId: scene.brunosCard });
    await expect(unfreeze(scene.as.bruno)).rejects.toMatchObject({ code: 'CARD_FROZEN_BY_OTHERS' });
    await unfreeze(scene.as.ana);
    expect(await inboxOf(scene.as.ana)).toContain('risk_case.denied');
  });

  test('that was not opens the case again when somebody has closed it', async () => {
    const { id } = (await caseShown()) as { id: string };
    const input = { idempotencyKey: 'close', caseId: id, outcome: 'FINE' };
    await harness.ask(scene.as.ana, 'mutation ($input: CloseRiskCaseInput!) { closeRiskCase(input: $input) { id } }', { input });

    await answer(scene.as.bruno, false);

    expect(await caseShown()).toMatchObject({ state: 'OPEN', urgent: true });
  });

  test('leaves a card as it is that was frozen already', async () => {
    await harness.cards.freeze(scene.as.bruno, { idempotencyKey: 'freeze', cardId: scene.brunosCard });

    expect(codeOf(await answer(scene.as.bruno, false))).toBeUndefined();
    expect(await caseShown()).toMatchObject({ urgent: true, card: { status: 'SUSPENDED' } });
  });

  test.each(['ana', 'marta', 'rui', 'carol'] as const)('is answered for by the holder alone, not by %s', async (name) => {
    expect(codeOf(await answer(scene.as[name], false))).toBe('NOT_FOUND');
    expect(await caseShown()).toMatchObject({ history: [], card: { status: 'ACTIVE' } });
  });

  test('is answered once: of two answers at the same moment one stands, and what it says is what happened', async () => {
    const answers = await Promise.all([answer(scene.as.bruno, true), answer(scene.as.bruno, false)]);

    expect(new Set(answers.map(codeOf))).toEqual(new Set(['RISK_QUESTION_ANSWERED', undefined]));
    const denied = codeOf(answers[0]) !== undefined;
    expect(await caseShown()).toMatchObject({ urgent: denied, card: { status: denied ? 'SUSPENDED' : 'ACTIVE' } });
  });

  test('takes a repeated answer for the same one', async () => {
    const first = await answer(scene.as.bruno, false, 'the same');

    expect(await answer(scene.as.bruno, false, 'the same')).toEqual(first);
    expect(codeOf(await answer(scene.as.bruno, true, 'the same'))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await caseShown()).toMatchObject({ history: [{ kind: 'DENIED' }] });
  });
});
