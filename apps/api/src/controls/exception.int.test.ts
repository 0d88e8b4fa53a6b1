import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Member } from '../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking, told } from '../testing/money-harness.ts';

let harness: GraphQLHarness;
let scene: Scene;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
  await blocked();
});

/** Bruno's card may not be used at all but by exception. */
async function blocked(): Promise<void> {
  keys += 1;
  const control = { scope: 'CARD', subjectId: scene.brunosCard, controlType: 'COUNTRY_ALLOW', countries: ['AQ'] } as const;
  await harness.controls.set(scene.company.system, { ...control, idempotencyKey: `blocked ${keys}` });
}

const GRANT = `mutation ($input: GrantExceptionInput!) { grantException(input: $input) { id uses usedCount expiresAt endedAt merchant { by value } amount { minor currency } } }`;

function wish(but: object = {}): object {
  keys += 1;
  return {
    ...{ idempotencyKey: `key ${keys}`, scope: 'CARD', subjectId: scene.brunosCard, amountMinor: '1000', minutes: 60, uses: 1 },
    ...{ reason: 'A trip', ...but },
  };
}

async function grant(viewer: Member, input: object): Promise<{ id: string }> {
  const { data, errors } = await harness.ask(viewer, GRANT, { input });
  expect(errors).toEqual([]);
  return data?.['grantException'] as { id: string };
}

const buy = async (amount: number, token?: string): Promise<number> => {
  const question = asking(scene.brunos, { amount, currency: 'EUR', ...(token === undefined ? {} : { token }) });
  return (await harness.marqeta.ask(question)).status;
};

async function usedOf(): Promise<unknown> {
  const query = `query ($id: ID!) { card(id: $id) { exceptions { usedCount } } }`;
  const { data, errors } = await harness.ask(scene.as.bruno, query, { id: scene.brunosCard });
  expect(errors).toEqual([]);
  return (data as { card: { exceptions: unknown } }).card.exceptions;
}

test('an exception binds the next decision, is used up by it, and its holder sees how often', async () => {
  expect(await buy(5)).toBe(402);
  await grant(scene.as.ana, wish());

  expect(await usedOf()).toEqual([{ usedCount: 0 }]);
  expect(await buy(5)).toBe(200);
  expect(await usedOf()).toEqual([{ usedCount: 1 }]);
  expect(await buy(5)).toBe(402);
});

test('of twenty purchases at once as many pass as it says, and no more', async () => {
  await grant(scene.as.ana, wish({ uses: 3 }));

  const statuses = await Promise.all(Array.from({ length: 20 }, () => buy(5)));

  expect(statuses.filter((status) => status === 200)).toHaveLength(3);
});

test('a use comes back when the purchase never happened, and not when it was given back', async () => {
  await grant(scene.as.ana, wish());
  expect(await buy(5, 'declined-by-marqeta')).toBe(200);
  await harness.marqeta.deliver(
    told(scene.brunos, 'webhook.authorization.approved', {
      token: 'declined-by-marqeta',
      state: 'DECLINED',
      amount: 5,
      request_amount: 5,
      currency_code: 'EUR',
    }),
  );

  expect(await usedOf()).toEqual([{ usedCount: 0 }]);
  expect(await buy(5)).toBe(200);
});

test('one that was taken back, or whose time is over, lets nothing through', async () => {
  const { id } = await grant(scene.as.ana, wish());
  keys += 1;
  const { errors } = await harness.ask(
    scene.as.ana,
    `mutation ($input: RevokeExceptionInput!) { revokeException(input: $input) { endedAt } }`,
    { input: { idempotencyKey: `key ${keys}`, id } },
  );

  expect(errors).toEqual([]);
  expect(await usedOf()).toEqual([]);
  expect(await buy(5)).toBe(402);
});

test('taking one back with the key of another is refused, and takes nothing back', async () => {
  const revoke = (id: string, idempotencyKey: string) =>
    harness.ask(scene.as.ana, `mutation ($input: RevokeExceptionInput!) { revokeException(input: $input) { id } }`, {
      input: { idempotencyKey, id },
    });
  const [first, second] = [await grant(scene.as.ana, wish()), await grant(scene.as.ana, wish())];
  keys += 1;

  const answers = [await revoke(first.id, `key ${keys}`), await revoke(second.id, `key ${keys}`), await revoke(second.id, '')];

  expect(answers.map(({ errors }) => errors[0]?.extensions?.['code'])).toEqual([undefined, 'IDEMPOTENCY_KEY_REUSED', 'INVALID_INPUT']);
  expect(await usedOf()).toEqual([{ usedCount: 0 }]);
});

test('a decline tells those who may change controls the least that would have done', async () => {
  await buy(5);
  const query = `query ($id: ID!) { card(id: $id) { recentTransactions { decision { smallestFix { byException amount { minor } merchant { by } changes { rule value } } } } } }`;
  const fixFor = async (viewer: Member) => {
    const { data } = await harness.ask(viewer, query, { id: scene.brunosCard });
    return (data as { card: { recentTransactions: { decision: { smallestFix: unknown } }[] } }).card.recentTransactions[0]?.decision
      .smallestFix;
  };

  expect(await fixFor(scene.as.ana)).toMatchObject({ byException: true, amount: { minor: '500' }, changes: [{ rule: 'COUNTRY_ALLOW' }] });
  expect(await fixFor(scene.as.bruno)).toBeNull();
});

test('one for a merchant known by its number is shown by the name under which the card met it', async () => {
  const names = async (merchant: object) => {
    await grant(scene.as.ana, wish({ merchant }));
    const { data } = await harness.ask(scene.as.ana, `query ($id: ID!) { card(id: $id) { exceptions { merchantName } } }`, {
      id: scene.brunosCard,
    });
    return (data as { card: { exceptions: { merchantName: string | null }[] } }).card.exceptions.map(({ merchantName }) => merchantName);
  };
  await harness.marqeta.ask(asking(scene.brunos, { amount: 5, currency: 'EUR', mid: 'seen once' }));
  const name = expect.stringMatching(/./);

  expect(await names({ by: 'MID', value: 'seen once' })).toEqual([name]);
  expect(await names({ by: 'MID', value: 'of nobody' })).toEqual([name, null]);
  expect(await names({ by: 'NAME', value: 'CAFE*' })).toEqual([name, null, 'CAFE*']);
});

test.each([
  ['nothing', { amountMinor: '0' }, 'amountMinor'],
  ['a year', { minutes: 525_600 }, 'minutes'],
  ['a thousand purchases', { uses: 1_000 }, 'uses'],
  ['no reason', { reason: ' ' }, 'reason'],
])('an exception of %s is refused', async (_what, but, field) => {
  const { errors } = await harness.ask(scene.as.ana, GRANT, { input: wish(but) });

  expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field });
});

test('an employee lets nothing through for themselves', async () => {
  const { errors } = await harness.ask(scene.as.bruno, GRANT, { input: wish() });

  expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
});
