import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Emulated, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

const RUNS = process.env['LONG'] === '1' ? 300 : 30;
const CHANNELS = ['API', 'IVR', 'FRAUD', 'ADMIN', 'SYSTEM'] as const;
const STATUSES = ['UNVERIFIED', 'LIMITED', 'ACTIVE', 'SUSPENDED', 'CLOSED', 'TERMINATED'] as const;
/** First messages, of which some ask the gateway and some post at once. */
const OPENINGS = [
  'authorization',
  'authorization.quasi.cash',
  'pindebit.authorization',
  'pindebit',
  'refund.authorization',
  'refund',
] as const;
const FOLLOWING = [
  'authorization.incremental',
  'authorization.advice',
  'authorization.reversal',
  'authorization.clearing',
  'pindebit.authorization.clearing',
  'pindebit.authorization.reversal',
  'refund.authorization.clearing',
  'refund.authorization.reversal',
  'refund',
] as const;

type Step =
  | { readonly do: 'card'; readonly which: number; readonly state: string; readonly channel: string }
  | { readonly do: 'user' | 'business'; readonly status: string; readonly channel: string }
  | { readonly do: 'issue'; readonly product: string }
  | { readonly do: 'replace'; readonly which: number; readonly by: string }
  | { readonly do: 'buy'; readonly which: number; readonly event: string; readonly cents: number }
  | { readonly do: 'follow'; readonly which: number; readonly event: string; readonly cents: number; readonly final: boolean }
  | { readonly do: 'wait'; readonly by: string };

const which = fc.nat(9);
const cents = fc.integer({ min: 1, max: 20_000 });
const channel = fc.constantFrom(...CHANNELS);
const steps = fc.array(
  fc.oneof<fc.WeightedArbitrary<Step>[]>(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('card' as const),
        which,
        state: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'LIMITED', 'SUSPENDED', 'TERMINATED'),
        channel,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom('user' as const, 'business' as const),
        status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', ...STATUSES),
        channel,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('issue' as const), product: fc.constantFrom('cp_virtual', 'cp_physical') }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('replace' as const),
        which,
        by: fc.constantFrom('reissue_pan_from_card_token', 'new_pan_from_card_token'),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('buy' as const), which, event: fc.constantFrom(...OPENINGS), cents }) },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('follow' as const), which, event: fc.constantFrom(...FOLLOWING), cents, final: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), by: fc.constantFrom('PT1H', 'P8D', 'P40D') }) },
  ),
  { minLength: 5, maxLength: 25 },
);

/** What somebody who asks the API sees. */
interface Seen {
  readonly user: string;
  readonly business: string;
  readonly cards: ReadonlyMap<string, string>;
  readonly purchases: ReadonlyMap<string, Purchase>;
}

interface Purchase {
  readonly state: string;
  readonly held: number;
  readonly cleared: number;
  readonly refunded: number;
}

/** A business, a user who spends its money, and all that became of them. */
class Life {
  readonly cards: string[] = [];
  readonly purchases: string[] = [];

  constructor(
    readonly world: Emulated,
    readonly name: string,
  ) {}

  async begin(): Promise<void> {
    await this.world.ask('POST', '/v3/businesses', { token: `biz_${this.name}`, business_name_legal: 'Harborline' });
    const user = { token: `usr_${this.name}`, first_name: 'Maya', parent_token: `biz_${this.name}`, uses_parent_account: true };
    await this.world.ask('POST', '/v3/users', user);
    await this.take({ do: 'issue', product: 'cp_virtual' });
  }

  /** @returns the status of the answer, and of a message whether it was approved */
  async take(step: Step): Promise<{ status: number; approved: boolean }> {
    const [path, body] = this.#request(step);
    const answer = await this.world.ask('POST', path, body);
    if (answer.status !== 201) return { status: answer.status, approved: false };
    if (path === '/v3/cards') this.cards.push(String(answer.body['token']));
    const transaction = answer.body['transaction'] as Json | undefined;
    if (transaction !== undefined && transaction['preceding_related_transaction_token'] === undefined)
      this.purchases.push(String(transaction['token']));
    return { status: answer.status, approved: transaction !== undefined && transaction['state'] !== 'DECLINED' };
  }

  card(index: number): string {
    return this.cards[index % this.cards.length] ?? 'none';
  }

  async look(): Promise<Seen> {
    const get = async (path: string): Promise<Json> => (await this.world.ask('GET', path)).body;
    const cards = await Promise.all(this.cards.map(async (token) => [token, String((await get(`/v3/cards/${token}`))['state'])] as const));
    const purchases = await Promise.all(
      this.purchases.map(async (token) => {
        const { state, held, cleared, refunded } = (await get(`/control/purchases/${token}`)) as unknown as Purchase;
        return [token, { state, held, cleared, refunded }] as const;
      }),
    );
    return {
      user: String((await get(`/v3/users/usr_${this.name}`))['status']),
      business: String((await get(`/v3/businesses/biz_${this.name}`))['status']),
      cards: new Map(cards),
      purchases: new Map(purchases),
    };
  }

  #request(step: Step): [path: string, body: Json] {
    const simulations = '/v3/simulations/cardtransactions';
    switch (step.do) {
      case 'card':
        return ['/v3/cardtransitions', { card_token: this.card(step.which), state: step.state, channel: step.channel, reason_code: '01' }];
      case 'user':
        return ['/v3/usertransitions', { user_token: `usr_${this.name}`, status: step.status, channel: step.channel, reason_code: '01' }];
      case 'business':
        return [
          '/v3/businesstransitions',
          { business_token: `biz_${this.name}`, status: step.status, channel: step.channel, reason_code: '01' },
        ];
      case 'issue':
        return ['/v3/cards', { user_token: `usr_${this.name}`, card_product_token: step.product }];
      case 'replace':
        return ['/v3/cards', { user_token: `usr_${this.name}`, card_product_token: 'cp_physical', [step.by]: this.card(step.which) }];
      case 'buy':
        return [`${simulations}/${step.event}`, { card_token: this.card(step.which), amount: step.cents / 100 }];
      case 'follow': {
        const preceding = this.purchases[step.which % this.purchases.length] ?? 'none';
        const body = { preceding_related_transaction_token: preceding, amount: step.cents / 100, is_final_clearing: step.final };
        return [`${simulations}/${step.event}`, body];
      }
      case 'wait':
        return ['/control/clock/advance', { by: step.by }];
    }
  }
}

// As the documents have them (wire-format §5.8, §2.7, §3.2), apart from the emulator's own tables.
const CARD: Readonly<Record<string, readonly string[]>> = {
  UNACTIVATED: ['ACTIVE', 'SUSPENDED', 'TERMINATED'],
  ACTIVE: ['SUSPENDED', 'LIMITED', 'TERMINATED'],
  LIMITED: ['ACTIVE', 'SUSPENDED', 'TERMINATED'],
  SUSPENDED: ['ACTIVE', 'TERMINATED'],
  TERMINATED: [],
};
const HOLDER: Readonly<Record<string, readonly string[]>> = {
  UNVERIFIED: ['ACTIVE', 'SUSPENDED', 'CLOSED', 'TERMINATED'],
  LIMITED: ['ACTIVE', 'SUSPENDED', 'CLOSED'],
  ACTIVE: ['SUSPENDED', 'CLOSED', 'UNVERIFIED'],
  SUSPENDED: ['ACTIVE', 'LIMITED', 'UNVERIFIED', 'CLOSED', 'TERMINATED'],
  CLOSED: [],
  TERMINATED: [],
};
const MAY_SPEND = ['ACTIVE', 'LIMITED'];

/** What is illegal about a step from one sight to the next. */
function illegal(step: Step, before: Seen, after: Seen): string[] {
  const wrong: string[] = [];
  for (const [token, to] of after.cards) {
    const from = before.cards.get(token) ?? to;
    if (from !== to && CARD[from]?.includes(to) !== true) wrong.push(`a ${from} card became ${to}`);
    if (from === 'UNACTIVATED' && to === 'ACTIVE' && !MAY_SPEND.includes(before.user))
      wrong.push(`a card of a ${before.user} user was activated`);
  }
  for (const holder of ['user', 'business'] as const) {
    const [from, to] = [before[holder], after[holder]];
    const exception = from === 'CLOSED' && 'channel' in step && step.channel === 'SYSTEM';
    if (from !== to && !exception && HOLDER[from]?.includes(to) !== true) wrong.push(`a ${from} ${holder} became ${to}`);
  }
  for (const [token, purchase] of after.purchases) wrong.push(...illegalPurchase(before.purchases.get(token) ?? null, purchase));
  return wrong;
}

function illegalPurchase(before: Purchase | null, { state, held, cleared, refunded }: Purchase): string[] {
  const text = JSON.stringify({ before, after: { state, held, cleared, refunded } });
  const wrong: string[] = [];
  if (held < 0 || cleared < 0 || refunded < 0) wrong.push(`less than nothing: ${text}`);
  if ((state === 'PENDING') !== held > 0) wrong.push(`only what is pending holds, and it holds something: ${text}`);
  if (state === 'DECLINED' && (cleared > 0 || refunded > 0)) wrong.push(`a decline moved money: ${text}`);
  if (before !== null && before.state !== state && !(before.state === 'PENDING' && state === 'CLEARED'))
    wrong.push(`no such change: ${text}`);
  return wrong;
}

test('no sequence of calls brings a card, a holder or a purchase into a state that it may not have', async () => {
  const world = await emulated();
  await world.card();
  const config = {
    card_life_cycle: { activate_upon_issue: false },
    fulfillment: { payment_instrument: 'PHYSICAL_MSR' },
    jit_funding: { programgateway_funding_source: { enabled: true, funding_source_token: 'gw' } },
  };
  await world.client.cardProducts.create({ token: 'cp_physical', name: 'Physical', start_date: '2026-01-01', config });
  let lives = 0;
  try {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        lives += 1;
        const life = new Life(world, String(lives));
        await life.begin();
        let before = await life.look();
        for (const step of taken) {
          const card = 'which' in step ? (before.cards.get(life.card(step.which)) ?? null) : null;
          const { status, approved } = await life.take(step);
          const after = await life.look();
          expect({ step, status: status >= 500, wrong: illegal(step, before, after) }).toEqual({ step, status: false, wrong: [] });
          if (status >= 400) expect({ step, seen: after }).toEqual({ step, seen: before });
          if (step.do === 'buy' && !step.event.startsWith('refund') && approved)
            expect({ card, user: before.user, business: before.business }).toEqual({
              card: expect.stringMatching(/^(ACTIVE|LIMITED)$/),
              user: expect.stringMatching(/^(ACTIVE|LIMITED)$/),
              business: expect.stringMatching(/^(ACTIVE|LIMITED)$/),
            });
          before = after;
        }
      }),
      { numRuns: RUNS, ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) }) },
    );
  } finally {
    await world.close();
  }
}, 600_000);
