import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unitsFrom } from '../core/money.ts';
import { type Emulated, emulated } from '../testing/emulated.ts';
import { smallGateway } from '../testing/small-gateway.ts';

interface Played {
  readonly card: string;
  readonly purchases: readonly string[];
  readonly steps: readonly { readonly ok: boolean; readonly outcome: string }[];
}

interface Purchase {
  readonly state: string;
  readonly held: number;
  readonly cleared: number;
  readonly refunded: number;
}

let world: Emulated;

beforeAll(async () => {
  world = await emulated();
  await world.card();
});
afterAll(() => world.close());

const get = async (path: string): Promise<Record<string, unknown>> => (await world.ask('GET', path)).body;

const cents = fc.integer({ min: 0, max: 6_000 }).map((amount) => (amount / 100).toFixed(2));
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ authorize: fc.record({ amount: cents }) }) },
  fc.record({ pin_debit: fc.record({ amount: cents }) }),
  fc.record({ force_post: fc.record({ amount: cents }) }),
  fc.record({ money_in: fc.record({ amount: cents }) }),
  fc.record({ increment: fc.record({ amount: cents }) }),
  fc.record({ advice: fc.record({ amount: cents }) }),
  { weight: 2, arbitrary: fc.record({ clear: fc.record({ amount: cents, final: fc.boolean() }) }) },
  fc.record({ clear: fc.record({ parts: fc.array(cents, { minLength: 2, maxLength: 3 }) }) }),
  fc.record({ reverse: fc.oneof(fc.record({ amount: cents }), fc.constant({})) }),
  fc.record({ refund: fc.record({ amount: cents }) }),
  fc.constant({ expire: {} }),
  fc.constant({ verify: {} }),
);

test('whatever happens to purchases in whatever order, what is held on the account is what its purchases hold', async () => {
  const anyStory = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
    world.other.gateway = smallGateway(1_000_000);
    const text = JSON.stringify({ scenario: 'Any story', steps });

    const { status, body } = await world.ask('POST', '/control/scenarios', { text });
    const { card, purchases: tokens, steps: played } = body as unknown as Played;
    const purchases = await Promise.all(tokens.map(async (token) => (await get(`/control/purchases/${token}`)) as unknown as Purchase));
    const { user_token: user } = await get(`/v3/cards/${card}`);
    const { gpa } = (await get(`/v3/balances/${String(user)}`)) as { gpa: { ledger_balance: number } };

    const held = purchases.reduce((sum, purchase) => sum + (unitsFrom(purchase.held) ?? Number.NaN), 0);
    expect(status).toBe(200);
    expect(unitsFrom(gpa.ledger_balance)).toBe(held);
    expect(purchases.filter(isImpossible)).toEqual([]);
    expect(played.filter(({ ok, outcome }) => !ok && !outcome.startsWith('refused with 4'))).toEqual([]);
  });

  await fc.assert(anyStory, { numRuns: 60 });
});

/** Only what is pending holds anything, nothing is below nothing, and what was declined never moved. */
function isImpossible({ state, held, cleared, refunded }: Purchase): boolean {
  const movesAfterDecline = state === 'DECLINED' && (cleared !== 0 || refunded !== 0);
  return held < 0 || cleared < 0 || (state !== 'PENDING' && held !== 0) || movesAfterDecline;
}
