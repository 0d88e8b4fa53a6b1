import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Emulated, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

const CARDS = ['loaded', 'card_1'] as const;

type Step =
  | { readonly do: 'load' | 'unload' | 'fee'; readonly cents: number; readonly which: number }
  | { readonly do: 'buy' | 'debit' | 'credit'; readonly cents: number; readonly card: (typeof CARDS)[number] }
  | {
      readonly do: 'authorization.incremental' | 'authorization.reversal' | 'authorization.clearing' | 'refund';
      readonly cents: number;
      readonly which: number;
      readonly final: boolean;
    };

const cents = fc.integer({ min: 1, max: 9_000 });
// Enough is loaded that purchases are approved, and too little for all of them.
const loads = fc.record({ do: fc.constant('load' as const), cents: fc.integer({ min: 10_000, max: 30_000 }), which: fc.constant(0) });
const which = fc.nat(20);
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    loads,
    fc.record({ do: fc.constantFrom('unload', 'fee'), cents, which }),
    fc.record({ do: fc.constantFrom('buy', 'debit', 'credit'), cents, card: fc.constantFrom(...CARDS) }),
    fc.record({
      do: fc.constantFrom('authorization.incremental', 'authorization.reversal', 'authorization.clearing', 'refund'),
      cents,
      which,
      final: fc.boolean(),
    }),
  ),
  { minLength: 5, maxLength: 25 },
);

/** Does one step; one that Marqeta refuses changes nothing, which is what is tested. */
async function take(world: Emulated, step: Step, made: { readonly orders: string[]; readonly purchases: string[] }): Promise<void> {
  const simulate = (event: string, body: object) => world.ask('POST', `/v3/simulations/cardtransactions/${event}`, body);
  const amount = step.cents / 100;
  if ('card' in step) {
    const event = { buy: 'authorization', debit: 'pindebit', credit: 'original.credit.auth_plus_capture' }[step.do];
    const { body } = await simulate(event, { card_token: step.card, amount });
    made.purchases.push(String((body['transaction'] as Json)['token']));
  } else if ('final' in step) {
    const preceding = made.purchases[step.which % made.purchases.length] ?? 'none';
    await simulate(step.do, { preceding_related_transaction_token: preceding, amount, is_final_clearing: step.final });
  } else if (step.do === 'load') {
    const body = { user_token: 'usr_maya', amount, currency_code: 'USD', funding_source_token: 'reserve' };
    made.orders.push(String((await world.ask('POST', '/v3/gpaorders', body)).body['token']));
  } else if (step.do === 'unload') {
    const original = made.orders[step.which % made.orders.length] ?? 'none';
    await world.ask('POST', '/v3/gpaorders/unloads', { original_order_token: original, amount });
  } else {
    await world.ask('POST', '/v3/feecharges', { user_token: 'usr_maya', fees: [{ token: 'fee', overrideAmount: amount }] });
  }
}

const centsOf = (value: unknown): number => Math.round(Number(value) * 100);

/** What the holder's own account must come to, told only by the messages that were reported. */
function expected(messages: readonly Json[]): { total: number; held: number } {
  const sums = { total: 0, held: 0 };
  const holds = new Map<string, number>();
  for (const message of messages) {
    const { type, token, amount, state, preceding_related_transaction_token: preceding } = message as Record<string, string>;
    if (state === 'DECLINED') continue;
    const value = centsOf(amount);
    const own = message['card_token'] === undefined || message['card_token'] === 'loaded';
    const of = preceding ?? token ?? '';
    const hold = holds.get(of) ?? 0;
    if (type === 'authorization' || type === 'authorization.incremental') holds.set(of, hold + value);
    else if (type === 'authorization.reversal') holds.set(of, hold - value);
    else if (type === 'authorization.clearing') holds.set(of, message['is_final_clearing'] === true ? 0 : Math.max(0, hold - value));
    if (own) sums.total += signOf(type ?? '') * value;
  }
  for (const hold of holds.values()) sums.held += hold;
  return sums;
}

function signOf(type: string): number {
  if (['gpa.credit', 'refund', 'original.credit.auth_plus_capture'].includes(type)) return 1;
  return ['gpa.debit', 'fee.charge', 'authorization.clearing', 'pindebit'].includes(type) ? -1 : 0;
}

async function statement(world: Emulated): Promise<Json[]> {
  const all: Json[] = [];
  for (let more = true; more; ) {
    const { body } = await world.ask('GET', `/v3/transactions?state=ALL&count=100&sort_by=created_time&start_index=${all.length}`);
    all.push(...(body['data'] as Json[]));
    more = body['is_more'] === true;
  }
  return all;
}

test('no sequence of loads, purchases and what follows them makes money appear or vanish', async () => {
  const world = await emulated();
  await world.card();
  const config = { card_life_cycle: { activate_upon_issue: true } };
  await world.client.programFundingSources.create({ token: 'reserve', name: 'Reserve' });
  await world.client.cardProducts.create({ token: 'cp_loaded', name: 'Loaded', start_date: '2026-01-01', config });
  await world.ask('POST', '/v3/fees', { token: 'fee', name: 'Fee', amount: 1, currency_code: 'USD' });
  await world.client.cards.create({ token: 'loaded', user_token: 'usr_maya', card_product_token: 'cp_loaded' });

  // One account lives through all the runs: each starts from what the one before left behind.
  const made = { orders: [] as string[], purchases: [] as string[] };
  try {
    await fc.assert(
      fc.asyncProperty(steps, async (life) => {
        for (const step of life) await take(world, step, made);
        const { gpa } = await world.client.balances('usr_maya');
        const messages = await statement(world);
        const { total, held } = expected(messages);
        const byGateway = heldByGateway(messages);
        expect({ ledger: centsOf(gpa.ledger_balance), available: centsOf(gpa.available_balance) }).toEqual({
          ledger: total + byGateway,
          available: total + byGateway - held,
        });
      }),
      { numRuns: 30, endOnFailure: true },
    );
  } finally {
    await world.close();
  }
});

/** The gateway puts on the account what it lets a card hold, and nothing else. */
function heldByGateway(messages: readonly Json[]): number {
  return expected(messages.filter((message) => message['card_token'] === 'card_1')).held;
}
