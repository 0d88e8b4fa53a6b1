import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulated, emulated } from '../testing/emulated.ts';
import { MERCHANTS } from './merchants.ts';
import { amountOf, openingOf, STORY_NAMES, stepsOf } from './stories.ts';

type Json = Record<string, unknown>;

test('every step of every story moves whole cents', () => {
  const cents = fc.integer({ min: 1, max: 2_000_000 }).map((amount) => amount * 100);
  const wholeCents = fc.property(
    fc.constantFrom(...STORY_NAMES),
    cents,
    fc.double({ min: 0, max: 0.999, noNaN: true }),
    (story, amount, drawn) => {
      const opening = openingOf(story, amount);
      return stepsOf(story, amount, 'days', () => drawn).every((step) => amountOf(step, opening.amount) % 100 === 0 && step.afterMs > 0);
    },
  );

  expect(fc.check(wholeCents)).toMatchObject({ failed: false });
});

describe('stories by the clock', () => {
  const start = Date.parse('2026-03-02T09:00:00Z');
  let world: Emulated;
  let card: string;

  beforeEach(async () => {
    world = await emulated();
    await world.ask('PUT', '/control/clock', { now: new Date(start).toISOString(), frozen: true });
    card = await world.card();
  });
  afterEach(() => world.close());

  const buy = (stories: readonly string[], but: object = {}) =>
    world.ask(
      'POST',
      '/control/purchases',
      stories.map((story) => ({ card_token: card, merchant: MERCHANTS[0]?.key, amount: '80.00', story, ...but })),
    );
  const moveOn = (days: number) => world.ask('PUT', '/control/clock', { now: new Date(start + days * 86_400_000).toISOString() });
  const purchases = async () => (await world.ask('GET', '/control/purchases?limit=200')).body['data'] as Json[];

  test('every story comes to its end, and then nothing is held', async () => {
    const { body } = await buy(STORY_NAMES);
    expect((body['data'] as Json[]).map(({ state }) => state)).toEqual(STORY_NAMES.map(() => 'PENDING'));

    await moveOn(20);

    const ended = await purchases();
    expect(ended.map(({ state, held }) => [state, held])).toEqual(STORY_NAMES.map(() => ['CLEARED', 0]));
    expect((await world.ask('GET', '/v3/balances/usr_maya')).body).toMatchObject({ gpa: { ledger_balance: 0 } });
    const types = ended.flatMap(({ messages }) => (messages as Json[]).map(({ type }) => type));
    expect(new Set(types)).toEqual(
      new Set([
        'authorization',
        'authorization.clearing',
        'authorization.incremental',
        'authorization.advice',
        'authorization.reversal',
        'refund',
      ]),
    );
    expect(types).not.toContain('authorization.reversal.issuerexpiration');
  });

  test('each message bears the time at which it was due, in order', async () => {
    await buy(['hotel']);
    await moveOn(20);

    const messages = (await purchases()).flatMap((purchase) => purchase['messages'] as Json[]);
    const times = messages.map(({ time }) => Date.parse(String(time)));
    expect(times).toHaveLength(4);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBe(start);
    expect(times.at(-1)).toBeLessThan(start + 6 * 86_400_000);
  });

  test('a story whose first message is declined has no second', async () => {
    await world.client.cards.transition({ card_token: card, state: 'SUSPENDED', channel: 'API', reason_code: '01' });
    await buy(['tip']);
    await moveOn(20);

    expect(await purchases()).toEqual([expect.objectContaining({ state: 'DECLINED', messages: [expect.anything()] })]);
  });

  test('what a person did by hand is not done again', async () => {
    await buy(['simple']);
    const [bought] = await purchases();
    await world.ask('POST', '/control/simulate', { event: 'authorization.reversal', preceding: bought?.['token'], amount: 80 });
    await moveOn(20);

    expect((await purchases())[0]).toMatchObject({ state: 'CLEARED', cleared: 0 });
  });

  test('a purchase may begin in the past, and goes on from there', async () => {
    const { body } = await buy(['simple'], { at: new Date(start - 3 * 86_400_000).toISOString() });
    expect((body['data'] as Json[])[0]).toMatchObject({ state: 'PENDING' });

    await moveOn(1);

    expect((await purchases())[0]).toMatchObject({ state: 'CLEARED', cleared: 80 });
  });

  test('a purchase for later is made when its time comes', async () => {
    const { body } = await buy(['simple'], { at: new Date(start + 86_400_000).toISOString() });
    expect(body['data']).toEqual([{ state: 'PLANNED' }]);
    expect(await purchases()).toEqual([]);

    await moveOn(1);

    expect(await purchases()).toEqual([expect.objectContaining({ state: 'PENDING', time: new Date(start + 86_400_000).toISOString() })]);
  });

  test.each<[string, object]>([
    ['an unknown card', { card_token: 'none' }],
    ['an unknown merchant', { merchant: 'nowhere' }],
    ['an unknown story', { story: 'heist' }],
    ['no amount', { amount: 'much' }],
    ['no time', { at: 'tomorrow-ish' }],
  ])('%s is refused before anything is bought', async (_what, but) => {
    const { status } = await buy(['simple'], but);

    expect([400, 404]).toContain(status);
    expect(await purchases()).toEqual([]);
  });
});

test('the catalogue has sixty merchants, each with a key, a category and a range of its own', () => {
  expect(MERCHANTS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(MERCHANTS.map(({ key }) => key)).size).toBe(MERCHANTS.length);
  expect(new Set(MERCHANTS.map(({ acceptor }) => acceptor.mid)).size).toBe(MERCHANTS.length);
  for (const { acceptor, from, to } of MERCHANTS) {
    expect(acceptor.mcc).toMatch(/^\d{4}$/);
    expect(from).toBeLessThan(to);
  }
});
