import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../../testing/graphql-harness.ts';
import { type AskOptions, asking, told } from '../../testing/money-harness.ts';
import type { StopScope } from './stop-store.ts';

type Node = Record<string, unknown>;

let harness: GraphQLHarness;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

async function ask(viewer: Viewer, query: string, variables: Node = {}): Promise<Node> {
  const { data, errors } = await harness.ask(viewer, query, variables);
  expect(errors).toEqual([]);
  return data ?? {};
}

async function stop(scope: StopScope, subjectId: string | null = null, but: Node = {}): Promise<Node> {
  const input = { idempotencyKey: randomUUID(), scope, subjectId, reason: 'Card numbers were found in public', ...but };
  const data = await ask(
    scene.as.ana,
    'mutation ($input: StopSpendingInput!) { stopSpending(input: $input) { id scope subjectName reason stoppedBy liftedAt } }',
    { input },
  );
  return data['stopSpending'] as Node;
}

async function lift(id: unknown): Promise<Node> {
  const input = { idempotencyKey: randomUUID(), id, reason: 'They were of a test' };
  const data = await ask(
    scene.as.ana,
    'mutation ($input: LiftEmergencyStopInput!) { liftEmergencyStop(input: $input) { id liftedBy liftReason liftedAt } }',
    { input },
  );
  return data['liftEmergencyStop'] as Node;
}

const buy = (card: { token: string }, but: AskOptions = {}) => harness.marqeta.ask(asking(card, { amount: 10, currency: 'EUR', ...but }));
const statuses = async () => [(await buy(scene.brunos)).status, (await buy(scene.carols)).status];

test.each<[StopScope, () => string | null, number[]]>([
  ['CARD', () => scene.brunosCard, [402, 200]],
  ['CARD_PROGRAM', () => scene.programId, [402, 402]],
  ['COMPANY', () => null, [402, 402]],
])('a stop of a %s declines the very next purchase that it concerns, until it is lifted', async (scope, subject, stopped) => {
  expect(await statuses()).toEqual([200, 200]);

  const { id } = await stop(scope, subject());
  expect(await statuses()).toEqual(stopped);

  await lift(id);
  expect(await statuses()).toEqual([200, 200]);
});

describe('while it is on', () => {
  test('all that is asked is declined: purchases, increments, checks of the card and inquiries', async () => {
    const token = randomUUID();
    await buy(scene.brunos, { token });
    await stop('COMPANY');

    const answers = [
      await buy(scene.brunos),
      await buy(scene.brunos, { method: 'pgfs.authorization.incremental', preceding: token }),
      await buy(scene.brunos, { method: 'pgfs.authorization.account_verification', amount: 0 }),
      await buy(scene.brunos, { method: 'pgfs.atm.withdrawal' }),
      await buy(scene.brunos, { method: 'pgfs.balanceinquiry', amount: 0 }),
    ];

    expect(answers.map(({ status, jit }) => [status, jit['decline_reason']])).toEqual(
      answers.map(() => [402, 'TRANSACTION_NOT_PERMITTED']),
    );
  });

  test('what was approved is still paid, and money that comes back is taken', async () => {
    const token = randomUUID();
    await buy(scene.brunos, { token });
    await stop('COMPANY');

    const common = { currency_code: 'EUR', amount: 10, request_amount: 10 };
    await harness.marqeta.deliver(told(scene.brunos, 'webhook.authorization.approved', { ...common, token }));
    await harness.marqeta.deliver(
      told(scene.brunos, 'webhook.authorization.clearing', {
        ...{ ...common, token: randomUUID(), preceding_related_transaction_token: token, is_final_clearing: true },
      }),
    );

    const { rows } = await harness.admin.query(
      `SELECT status, cleared_minor::int AS cleared FROM transactions WHERE company_id = $1 AND marqeta_transaction_token = $2`,
      [scene.companyId, token],
    );
    expect(rows).toEqual([{ status: 'CLEARED', cleared: 1_000 }]);
    expect((await buy(scene.brunos, { method: 'pgfs.refund.authorization' })).status).toBe(200);
  });

  test('the decline is named by it before anything else, and told to each in their words', async () => {
    await stop('CARD', scene.brunosCard);
    await buy(scene.brunos);
    const declined = async (viewer: Viewer) => {
      const data = await ask(viewer, '{ transactions { edges { node { declineSentence decision { reason } } } } }');
      return (data['transactions'] as { edges: { node: Node }[] }).edges[0]?.node;
    };

    expect(await declined(scene.as.ana)).toEqual({
      declineSentence: 'An emergency stop of the card is on: everything that is asked is declined until an admin lifts it.',
      decision: { reason: 'EMERGENCY_STOP' },
    });
    expect(await declined({ ...scene.as.ana, locale: 'pt-PT' })).toMatchObject({
      declineSentence: expect.stringMatching(/^Está ativa uma paragem de emergência do cartão/),
    });
    expect(await declined(scene.as.bruno)).toMatchObject({
      declineSentence: 'Your company has stopped spending with this card for the moment. Ask an admin.',
    });
  });

  test('its holder sees that the card is stopped, not why nor by whom', async () => {
    await stop('COMPANY');
    const query = `{ card(id: "${scene.brunosCard}") { emergencyStop { scope reason stoppedBy } } }`;

    expect(await ask(scene.as.bruno, query)).toEqual({ card: { emergencyStop: { scope: 'COMPANY', reason: null, stoppedBy: null } } });
    expect(await ask(scene.as.ana, query)).toMatchObject({ card: { emergencyStop: { reason: 'Card numbers were found in public' } } });
  });

  test('a card that takes the place of a stopped one is stopped as well', async () => {
    await stop('CARD', scene.brunosCard);
    await harness.admin.query(
      `INSERT INTO cards (company_id, id, user_id, card_product_id, marqeta_card_token, card_type, name, currency, status, issuer_status, last_four,
         expires_at, created_at, updated_at, replaces_card_id, line_id, replacement_reason)
       SELECT company_id, gen_random_uuid(), user_id, card_product_id, 'the next card', card_type, name, currency, 'ACTIVE', 'ACTIVE', '7799',
         expires_at, created_at, updated_at, id, id, 'LOST' FROM cards WHERE id = $1`,
      [scene.brunosCard],
    );
    await harness.admin.query(`UPDATE company_gates SET controls_version = controls_version + 1 WHERE company_id = $1`, [scene.companyId]);

    expect((await buy({ token: 'the next card' })).status).toBe(402);
  });

  test('to stop the same again changes nothing, and names the stop that is on', async () => {
    const first = await stop('COMPANY');

    expect(await stop('COMPANY', null, { reason: 'Somebody else saw it too' })).toEqual(first);
  });
});

test('who stopped and lifted, when and why, stands in the list, the audit log and the feed', async () => {
  const { id } = await stop('CARD', scene.brunosCard);
  await lift(id);

  expect(await ask(scene.as.ana, '{ emergencyStops { id scope reason stoppedBy liftedBy liftReason } }')).toEqual({
    emergencyStops: [
      {
        ...{ id, scope: 'CARD', reason: 'Card numbers were found in public', stoppedBy: scene.as.ana.displayName },
        ...{ liftedBy: scene.as.ana.displayName, liftReason: 'They were of a test' },
      },
    ],
  });
  const { rows: audit } = await harness.admin.query(
    `SELECT command, actor_name, reason FROM audit_events WHERE company_id = $1 AND subject_id = $2 ORDER BY id`,
    [scene.companyId, id],
  );
  expect(audit).toEqual([
    { command: 'emergencyStop.set', actor_name: scene.as.ana.displayName, reason: 'Card numbers were found in public' },
    { command: 'emergencyStop.lift', actor_name: scene.as.ana.displayName, reason: 'They were of a test' },
  ]);
  const { rows: feed } = await harness.admin.query(
    `SELECT event, card_id FROM feed_events WHERE company_id = $1 AND event LIKE 'emergency_stop.%' ORDER BY number`,
    [scene.companyId],
  );
  expect(feed).toEqual([
    { event: 'emergency_stop.set', card_id: scene.brunosCard },
    { event: 'emergency_stop.lifted', card_id: scene.brunosCard },
  ]);
});

test('purchases that are asked while spending is being stopped are approved before the stop or declined after it', async () => {
  const asked = Array.from({ length: 60 }, (_, i) => i).map(async (i) => {
    if (i === 30) await stop('COMPANY');
    return buy(i % 2 === 0 ? scene.brunos : scene.carols, { amount: 1 });
  });
  const answers = await Promise.all(asked);

  const { rows } = await harness.admin.query<{ event: string }>(
    `SELECT event FROM feed_events WHERE company_id = $1 AND event IN ('transaction.approved', 'transaction.declined', 'emergency_stop.set') ORDER BY number`,
    [scene.companyId],
  );
  const events = rows.map(({ event }) => event);
  const at = events.indexOf('emergency_stop.set');
  expect(at).toBeGreaterThanOrEqual(0);
  expect(events.slice(0, at)).not.toContain('transaction.declined');
  expect(events.slice(at)).not.toContain('transaction.approved');
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(events.filter((event) => event === 'transaction.approved').length);
});

test.each([
  ['without a reason', { reason: '  ' }, 'INVALID_INPUT'],
  ['of the company with another subject', { subjectId: randomUUID() }, 'INVALID_INPUT'],
  ['of a card that the company does not have', { scope: 'CARD', subjectId: randomUUID() }, 'NOT_FOUND'],
])('a stop %s is refused', async (_what, but, code) => {
  const input = { idempotencyKey: randomUUID(), scope: 'COMPANY', subjectId: null, reason: 'Why', ...but };

  const { errors } = await harness.ask(scene.as.ana, 'mutation ($input: StopSpendingInput!) { stopSpending(input: $input) { id } }', {
    input,
  });

  expect(errors[0]?.extensions?.['code']).toBe(code);
});
