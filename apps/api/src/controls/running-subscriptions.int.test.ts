import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking, told } from '../testing/money-harness.ts';

const DAY_MS = 86_400_000;

let harness: GraphQLHarness;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

type Charge = { readonly daysAgo?: number; readonly mid?: string; readonly mcc?: string; readonly recurring?: boolean };
type Card = { readonly token: string };

/** A merchant charges, as it does every month. Marqeta's token of the purchase. */
async function charge(card: Card, merchant: string, amount: number, but: Charge = {}): Promise<string> {
  const { daysAgo = 3, mid = merchant, mcc = '5734', recurring = true } = but;
  const at = new Date(harness.clock.now().getTime() - daysAgo * DAY_MS).toISOString();
  const token = randomUUID();
  const body = asking(card, { amount, token, currency: 'EUR', at, mid, mcc });
  Object.assign(body['card_acceptor'] as object, { name: merchant, network_mid: undefined });
  Object.assign(body['pos'] as object, { is_recurring: recurring });
  const { status } = await harness.marqeta.ask(body);
  expect(status).toBe(200);
  return token;
}

let keys = 0;
const FOUND = 'subscriptionsAbove { merchantName amount { minor currency } chargedAt card { id } }';

type Found = { merchantName: string; amount: { minor: string; currency: string }; chargedAt: string; card: { id: string } };

/** A limit is saved, of Bruno's card by the day unless said otherwise; what its answer tells. */
async function saved(but: object = {}, viewer: Member = scene.as.ana): Promise<Found[]> {
  keys += 1;
  const limit = { scope: 'CARD', subjectId: scene.brunosCard, controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '5000' };
  const { data, errors } = await harness.ask(
    viewer,
    `mutation ($input: SetSpendingControlInput!) { setSpendingControl(input: $input) { ${FOUND} } }`,
    { input: { idempotencyKey: `key ${keys}`, ...limit, ...but } },
  );
  expect(errors).toEqual([]);
  return (data as { setSpendingControl: { subscriptionsAbove: Found[] } }).setSpendingControl.subscriptionsAbove;
}

const namesOf = (found: readonly Found[]): string[] => found.map(({ merchantName, amount }) => `${merchantName} ${amount.minor}`);

test('a limit below what a subscription takes names it: merchant, amount, card, and when it was last charged', async () => {
  await charge(scene.brunos, 'CLOUDPINE', 60, { daysAgo: 33 });
  await charge(scene.brunos, 'CLOUDPINE', 80);

  expect(await saved()).toEqual([
    {
      merchantName: 'CLOUDPINE',
      amount: { minor: '8000', currency: 'EUR' },
      chargedAt: new Date(harness.clock.now().getTime() - 3 * DAY_MS).toISOString(),
      card: { id: scene.brunosCard },
    },
  ]);
});

test.each(['TRANSACTION', 'WEEK', 'MONTH', 'YEAR', 'LIFETIME'])('so does a limit of the window %s', async (window) => {
  await charge(scene.brunos, 'CLOUDPINE', 80);

  expect(namesOf(await saved({ window }))).toEqual(['CLOUDPINE 8000']);
});

describe('nothing is said of', () => {
  test('a subscription that takes exactly the limit', async () => {
    await charge(scene.brunos, 'CLOUDPINE', 50);
    await charge(scene.brunos, 'INKWELL', 50.01);

    expect(namesOf(await saved())).toEqual(['INKWELL 5001']);
  });

  test('one that takes less by now', async () => {
    await charge(scene.brunos, 'CLOUDPINE', 80, { daysAgo: 33 });
    await charge(scene.brunos, 'CLOUDPINE', 20);

    expect(await saved()).toEqual([]);
  });

  test('a purchase that is none', async () => {
    await charge(scene.brunos, 'BLUE DOOR', 80, { recurring: false });

    expect(await saved()).toEqual([]);
  });

  test('one that was charged more than 45 days ago', async () => {
    await charge(scene.brunos, 'CLOUDPINE', 80, { daysAgo: 46 });
    await charge(scene.brunos, 'INKWELL', 70, { daysAgo: 44 });

    expect(namesOf(await saved())).toEqual(['INKWELL 7000']);
  });

  test('a charge that was reversed: the one before it stands', async () => {
    await charge(scene.brunos, 'CLOUDPINE', 60, { daysAgo: 33 });
    const token = await charge(scene.brunos, 'CLOUDPINE', 80);
    const reversal = { token: randomUUID(), preceding_related_transaction_token: token, amount: 80, currency_code: 'EUR' };
    await harness.marqeta.deliver(told(scene.brunos, 'webhook.authorization.reversal.full', reversal));

    expect(namesOf(await saved())).toEqual(['CLOUDPINE 6000']);
  });

  test('another card, of the same company or of another', async () => {
    const other = await harness.prepare();
    await charge(scene.carols, 'CLOUDPINE', 80);
    await charge(other.brunos, 'INKWELL', 90);

    expect(await saved()).toEqual([]);
    expect(namesOf(await saved({ scope: 'COMPANY', subjectId: null }))).toEqual(['CLOUDPINE 8000']);
  });

  test('a card that is closed', async () => {
    await charge(scene.brunos, 'CLOUDPINE', 80);
    await harness.admin.query(`UPDATE cards SET status = 'TERMINATED' WHERE id = $1`, [scene.brunosCard]);

    expect(await saved({ scope: 'COMPANY', subjectId: null })).toEqual([]);
  });

  test('a charge in another currency', async () => {
    await charge(scene.brunos, 'CLOUDPINE', 80);
    await harness.admin.query(`UPDATE transactions SET currency = 'USD' WHERE company_id = $1`, [scene.companyId]);

    expect(await saved()).toEqual([]);
  });

  test('merchants that the limit does not count', async () => {
    await charge(scene.brunos, 'CLOUDPINE', 80, { mcc: '5734' });
    await charge(scene.brunos, 'SKYWARD', 90, { mcc: '3010' });

    expect(namesOf(await saved({ mccs: ['3000-3299', '4511'] }))).toEqual(['SKYWARD 9000']);
  });

  test('what the buffer lets through', async () => {
    await charge(scene.brunos, 'CLOUDPINE', 60);
    await charge(scene.brunos, 'INKWELL', 60.01);

    expect(namesOf(await saved({ atCap: 'BUFFER', bufferMinor: '1000' }))).toEqual(['INKWELL 6001']);
  });

  test.each([
    ['that only tells', { atCap: 'TELL' }],
    ['that only watches', { mode: 'SHADOW' }],
    ['that is switched off', { isActive: false }],
    ['of a number of purchases', { controlType: 'COUNT_LIMIT', amountMinor: undefined, count: 1 }],
  ])('a limit %s', async (_what, but) => {
    await charge(scene.brunos, 'CLOUDPINE', 80);

    expect(await saved(but)).toEqual([]);
  });
});

test.each([
  ['COMPANY', null, ['INKWELL 9000', 'CLOUDPINE 8000']],
  ['CARD_PROGRAM', 'programId', ['INKWELL 9000', 'CLOUDPINE 8000']],
  ['TEAM', 'design', ['CLOUDPINE 8000']],
  ['TEAM', 'sales', ['INKWELL 9000']],
] as const)('a limit of the %s %s looks at the cards that it binds, the largest charge first', async (scope, subject, names) => {
  await charge(scene.brunos, 'CLOUDPINE', 80);
  await charge(scene.carols, 'INKWELL', 90);

  expect(namesOf(await saved({ scope, subjectId: subject === null ? null : scene[subject] }))).toEqual(names);
});

test('20 are named, those of the largest charges', async () => {
  for (let i = 1; i <= 21; i += 1) await charge(scene.brunos, `MERCHANT ${i}`, 50 + i);

  const found = namesOf(await saved());

  expect(found).toHaveLength(20);
  expect([found[0], found.at(-1)]).toEqual(['MERCHANT 21 7100', 'MERCHANT 2 5200']);
});

test('everybody is told of the purchases that they may see, and of no others', async () => {
  await charge(scene.brunos, 'CLOUDPINE', 80);
  await charge(scene.carols, 'INKWELL', 90);
  await saved({ scope: 'COMPANY', subjectId: null });
  const toldTo = async (viewer: Member, cardId: string): Promise<string[]> => {
    const { data, errors } = await harness.ask(viewer, `query ($id: ID!) { card(id: $id) { controls { ${FOUND} } } }`, { id: cardId });
    expect(errors).toEqual([]);
    return (data as { card: { controls: { subscriptionsAbove: Found[] }[] } }).card.controls.flatMap((one) =>
      namesOf(one.subscriptionsAbove),
    );
  };

  expect(await toldTo(scene.as.rui, scene.brunosCard)).toEqual(['INKWELL 9000', 'CLOUDPINE 8000']);
  expect(await toldTo(scene.as.marta, scene.brunosCard)).toEqual(['CLOUDPINE 8000']);
  expect(await toldTo(scene.as.bruno, scene.brunosCard)).toEqual(['CLOUDPINE 8000']);
  expect(await toldTo(scene.as.carol, scene.carolsCard)).toEqual(['INKWELL 9000']);
});

test('a list of controls asks for all of them at once', async () => {
  await charge(scene.brunos, 'CLOUDPINE', 80);
  await saved();
  await saved({ scope: 'COMPANY', subjectId: null, amountMinor: '9000' });
  const LIST = `{ spendingControls { ${FOUND} } }`;

  const { data } = await harness.ask(scene.as.ana, LIST);

  expect(
    (data as { spendingControls: { subscriptionsAbove: Found[] }[] }).spendingControls.map((one) => namesOf(one.subscriptionsAbove)),
  ).toEqual([[], ['CLOUDPINE 8000']]);
  expect(harness.statements().filter((sql) => sql.includes('RECURRING'))).toHaveLength(1);
});

test('it is looked for only when it is asked for', async () => {
  await saved();

  await harness.ask(scene.as.ana, '{ spendingControls { sentence } }');

  expect(harness.statements().filter((sql) => sql.includes('RECURRING'))).toEqual([]);
});

test('a limit that is only thought of says the same', async () => {
  await charge(scene.brunos, 'CLOUDPINE', 80);
  const limit = { scope: 'CARD', subjectId: scene.brunosCard, controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '5000' };

  const { data, errors } = await harness.ask(
    scene.as.ana,
    `query ($control: SetSpendingControlInput!) { replayControl(control: $control) { ${FOUND} } }`,
    { control: { idempotencyKey: '', ...limit } },
  );

  expect(errors).toEqual([]);
  expect(namesOf((data as { replayControl: { subscriptionsAbove: Found[] } }).replayControl.subscriptionsAbove)).toEqual([
    'CLOUDPINE 8000',
  ]);
});
