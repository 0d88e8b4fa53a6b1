import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredPurchase } from '../../ledger/stored-purchase.ts';
import { balanceChanges } from '../../ledger/transfer.ts';
import { BooksInMemory } from './books-in-memory.ts';
import { NaiveBooks } from './naive-books.ts';
import type { NaiveState } from './naive-purchase.ts';
import { CALENDARS, Dice, Fate, someLimits, type Step, ZONES } from './steps.ts';

const STEPS = process.env['LONG'] === '1' ? 1_000_000 : 20_000;
const STEPS_OF_ONE = 40;

/** A company in debt whose late question gave back what the next one of the batch asked for. */
const FOUND_ONCE: [seed: number, steps: number][] = [[901_633_076, STEPS_OF_ONE]];

type World = { readonly product: BooksInMemory; readonly model: NaiveBooks; readonly fate: Fate };

function begin(seed: number): World {
  const dice = new Dice(seed);
  const zone = dice.of(ZONES);
  const limits = someLimits(dice);
  const calendar = dice.of(CALENDARS);
  const product = new BooksInMemory('harborline', zone, limits, calendar);
  const model = new NaiveBooks(zone, 'harborline', limits, calendar);
  return { product, model, fate: new Fate(dice) };
}

/** Both do it; answers what each said to it. */
function take({ product, model, fate }: World, step: Step): { said: unknown; expected: unknown } {
  switch (step.kind) {
    case 'TOP_UP':
      product.topUp(step.minor);
      model.toppedUp += step.minor;
      return { said: null, expected: null };
    case 'ASK':
      return { said: product.ask(step.questions, fate.nowMs), expected: step.questions.map((ask) => model.answer(ask)) };
    case 'TELL':
      for (const { token, what, at, amount, ends, failed, ...of } of step.told) model.hear({ token, what, at, amount, ends, failed }, of);
      return { said: product.tell(step.told, fate.nowMs).map(({ kind }) => kind), expected: step.told.map(() => 'APPLIED') };
    case 'TAKE_BACK':
      product.takeBack(step.token, fate.nowMs);
      model.takeBack(step.token);
      return { said: null, expected: null };
  }
}

const inOrder = (amounts: ReadonlyMap<string, bigint>): [string, bigint][] =>
  [...amounts].filter(([, minor]) => minor !== 0n).sort(([left], [right]) => (left < right ? -1 : 1));
const withoutZeros = (balances: Record<string, bigint>): Record<string, bigint> =>
  Object.fromEntries(Object.entries(balances).filter(([, minor]) => minor !== 0n));

const stateOf = ({ position, parts, unconfirmed, kind, status, atMs }: StoredPurchase): NaiveState => ({
  ...position,
  parts: parts.map((part) => ({ at: part.atMs, minor: part.minor })),
  unconfirmed,
  boughtAt: kind === 'PURCHASE' && status !== 'DECLINED' ? atMs : null,
});

/** Comparing in a way that can tell the difference is slow, and is done when there is one. */
function same(said: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(said, expected)) expect(said).toEqual(expected);
}

/** Everything that the product has written against everything that the model adds up. */
function compare({ product, model }: World): void {
  same(product.balances(), withoutZeros(model.balances()));
  same(inOrder(product.counters()), inOrder(model.counters()));
  same(product.purchases.size, model.purchases.length);
  for (const purchase of model.purchases) {
    const stored = product.purchaseOf(purchase.token);
    same(stored && stateOf(stored), model.stateOf(purchase));
  }
  same(inOrder(balanceChanges(product.transfers)), inOrder(new Map(Object.entries(product.balances()))));
}

test('after any steps the product has decided, booked and counted as the model does', () => {
  const asTheModel = fc.property(fc.integer(), fc.integer({ min: STEPS_OF_ONE, max: STEPS_OF_ONE }), (seed, steps) => {
    const world = begin(seed);
    for (let i = 0; i < steps; i += 1) {
      const { said, expected } = take(world, world.fate.next(world.model));
      same(said, expected);
      compare(world);
      expect(world.product.purchases.size).toBe(world.model.purchases.length);
    }
  });
  fc.assert(asTheModel, { numRuns: STEPS / STEPS_OF_ONE, examples: FOUND_ONCE });
}, 1_800_000);

test('the same events in any order and with any repeats end in one state, one set of balances and counters', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 25 }), (seed, steps) => {
      const world = begin(seed);
      for (let i = 0; i < steps; i += 1) take(world, world.fate.next(world.model));
      const dice = new Dice(seed + 1);
      const { model } = world;
      const again = begin(seed);
      again.product.topUp(model.toppedUp + 1n);
      world.product.topUp(1n);
      const events = model.purchases.flatMap(({ token: root, by, refundOf, said, answered }) => [
        ...answered.map((answer) => () => {
          again.product.answer(answer, root, by, world.fate.nowMs);
          return null;
        }),
        ...said.map((one) => () => {
          const tell = { ...one, root, refundOf, by, ends: one.ends ?? false, failed: one.failed ?? false };
          return again.product.tell([tell], world.fate.nowMs)[0]?.kind;
        }),
      ]);

      // What is kept because its purchase is not known yet is applied again, as an operator would.
      const kept = dice.shuffled([...events, ...events]).filter((event) => event() === 'KEPT');
      for (const event of kept) event();

      expect(again.product.balances()).toEqual(world.product.balances());
      expect(again.product.counters()).toEqual(world.product.counters());
      for (const { token } of model.purchases) {
        const [one, other] = [world.product.purchaseOf(token), again.product.purchaseOf(token)];
        expect(other && { ...stateOf(other), status: other.status, kind: other.kind }).toEqual(
          one && { ...stateOf(one), status: one.status, kind: one.kind },
        );
      }
    }),
    { numRuns: process.env['LONG'] === '1' ? 20_000 : 400 },
  );
}, 1_800_000);
