import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeControl } from '../../authorization/rules.ts';
import { parseDecimal } from '../../platform/money.ts';
import { compileControls, isWindowLimit } from '../compile.ts';
import type { StoredControl } from '../control-store.ts';
import { complementOf, mccSet } from '../mcc.ts';
import { type Mirror, mirrorsOf, type MirrorTargets, notMirroredWhy } from './mirrored.ts';

const company = '01900000-0000-7000-8000-000000000001';
const [everyday, travel] = ['01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000000000a2'];
const [bruno, carol] = ['01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000000000b2'];
const targets: MirrorTargets = {
  products: new Map([everyday, travel].map((id) => [id, { token: `product ${id}`, currencies: ['EUR'] }])),
  users: new Map([bruno, carol].map((id) => [id, { token: `user ${id}`, currencies: ['EUR'] }])),
};

const limit: StoredControl = {
  ...{ companyId: company, id: '01900000-0000-7000-8000-0000000000c1', scope: 'PERSON', subjectId: bruno },
  ...{ controlType: 'AMOUNT_LIMIT', config: { window: 'DAY', amountMinor: '10000', currency: 'EUR' } },
  ...{ isActive: true, mode: 'ENFORCE', version: 3, updatedAt: new Date(0) },
};
const nothing = () => 0n;
const bodies = (control: StoredControl, counted = nothing, to = targets) => mirrorsOf([control], to, counted).map(({ body }) => body);

describe('at Marqeta stands', () => {
  test('twice a person’s daily limit, for that cardholder, of whatever takes money', () => {
    expect(bodies(limit)).toEqual([
      expect.objectContaining({
        ...{ association: { user_token: `user ${bruno}` }, velocity_window: 'DAY', amount_limit: '200.00', currency_code: 'EUR' },
        ...{
          active: true,
          usage_limit: -1,
          approvals_only: true,
          include_purchases: true,
          include_withdrawals: true,
          include_credits: false,
        },
      }),
    ]);
  });

  test('a limit of each purchase as it is', () => {
    const each = { ...limit, config: { window: 'TRANSACTION', amountMinor: '10000', currency: 'EUR' } } as const;
    expect(bodies(each, () => 99_999n)).toEqual([expect.objectContaining({ velocity_window: 'TRANSACTION', amount_limit: '100.00' })]);
  });

  test('more than twice, when more was spent than the limit', () => {
    expect(bodies(limit, () => 10_000n)).toEqual([expect.objectContaining({ amount_limit: '200.00' })]);
    expect(bodies(limit, () => 10_001n)).toEqual([expect.objectContaining({ amount_limit: '200.01' })]);
  });

  test('a limit of the company on each of its card products, and of a program on its own', () => {
    const products = (control: StoredControl) => bodies(control).map(({ association }) => association?.card_product_token);
    expect(products({ ...limit, scope: 'COMPANY', subjectId: null })).toEqual([`product ${everyday}`, `product ${travel}`]);
    expect(products({ ...limit, scope: 'CARD_PROGRAM', subjectId: travel })).toEqual([`product ${travel}`]);
  });

  test('nothing in a currency that the product’s cards do not have', () => {
    const products = new Map([[everyday, { token: 'dollars', currencies: ['USD'] }]]);
    expect(bodies({ ...limit, scope: 'COMPANY', subjectId: null }, nothing, { ...targets, products })).toEqual([]);
  });

  test('blocked categories as a limit of nothing, in each currency of the holder’s cards', () => {
    const users = new Map([[bruno, { token: 'bruno', currencies: ['EUR', 'USD'] }]]);
    const block = { ...limit, controlType: 'MCC_BLOCK', config: { mccs: ['7995', '5813-5814'] } } as const;
    const mirrors = mirrorsOf([block], { ...targets, users }, nothing);
    expect(mirrors.map(({ body }) => [body.currency_code, body.amount_limit, body.velocity_window])).toEqual([
      ['EUR', '0.00', 'TRANSACTION'],
      ['USD', '0.00', 'TRANSACTION'],
    ]);
    expect(new Set(mirrors.map(({ group }) => JSON.stringify(group))).size).toBe(1);
    expect(mirrors[0]?.group?.mccs).toEqual(['5813-5814', '7995']);
    expect(mirrors[0]?.body.merchant_scope).toEqual({ mcc_group: mirrors[0]?.group?.token });
  });

  test('all other categories, when only some are allowed', () => {
    const allow = { ...limit, controlType: 'MCC_ALLOW', config: { mccs: ['0002-5811', '5813'] } } as const;
    expect(mirrorsOf([allow], targets, nothing)[0]?.group?.mccs).toEqual(['0000-0001', '5812', '5814-9999']);
  });

  test('the same token for the same control and cardholder, whatever the control says', () => {
    const changed = { ...limit, version: 4, config: { window: 'WEEK', amountMinor: '1', currency: 'EUR' } } as const;
    expect(mirrorsOf([changed], targets, nothing)[0]?.token).toBe(mirrorsOf([limit], targets, nothing)[0]?.token);
    expect(mirrorsOf([limit, { ...limit, subjectId: carol }], targets, nothing).map(({ token }) => token)).toHaveLength(2);
  });

  test.each<[string, Partial<StoredControl>, string]>([
    ['is not active', { isActive: false }, 'INACTIVE'],
    ['is in shadow', { mode: 'SHADOW' }, 'SHADOW'],
    ['is of one card', { scope: 'CARD' }, 'SCOPE'],
    ['is of a team', { scope: 'TEAM' }, 'SCOPE'],
    ['allows every category', { controlType: 'MCC_ALLOW', config: { mccs: ['0000-9999'] } }, 'STOPS_NOTHING'],
  ])('nothing of a control that %s', (_what, but, why) => {
    expect([notMirroredWhy({ ...limit, ...but }), bodies({ ...limit, ...but })]).toEqual([why, []]);
  });

  test('nothing for whom Marqeta does not know yet', () => {
    expect(bodies(limit, nothing, { ...targets, users: new Map() })).toEqual([]);
  });
});

test('a set of categories and its complement share none and leave none out', () => {
  const code = fc.integer({ min: 0, max: 9_999 }).map((number) => number.toString().padStart(4, '0'));
  const entry = fc.oneof(
    code,
    fc.tuple(code, code).map(([one, other]) => (one < other ? `${one}-${other}` : `${other}-${one}`)),
  );
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), code, (texts, mcc) => {
      expect(mccSet(complementOf(texts)).has(mcc)).toBe(!mccSet(texts).has(mcc));
    }),
  );
});

/** What a purchase came to, and when; an increment is counted when it came. */
type Charge = { user: string; product: string; mcc: string; atMs: number; minor: bigint };

/** Marqeta, as wire-format §7.1 has it: windows of UTC, weeks from Sunday, everything counted that was approved in them. */
class Platform {
  readonly charges: Charge[] = [];
  constructor(public mirrors: readonly Mirror[]) {}

  declines(purchase: Charge): Mirror | undefined {
    return this.mirrors.find(({ body, target, group }) => {
      const looksAt = (charge: Charge) =>
        (target.kind === 'USER' ? target.token === `user ${charge.user}` : target.token === `product ${charge.product}`) &&
        (group === null || mccSet(group.mccs).has(charge.mcc));
      if (!looksAt(purchase)) return false;
      const inWindow = ({ atMs }: Charge) => utcWindow(body.velocity_window, atMs) === utcWindow(body.velocity_window, purchase.atMs);
      const used = body.velocity_window === 'TRANSACTION' ? [] : this.charges.filter((charge) => looksAt(charge) && inWindow(charge));
      return used.reduce((sum, { minor }) => sum + minor, purchase.minor) > parseDecimal(body.amount_limit, 'EUR').minor;
    });
  }
}

function utcWindow(window: string, atMs: number): string {
  const day = new Date(atMs).toISOString().slice(0, 10);
  if (window === 'DAY') return day;
  if (window === 'MONTH') return day.slice(0, 7);
  const at = new Date(`${day}T00:00:00Z`);
  return new Date(at.getTime() - at.getUTCDay() * 86_400_000).toISOString().slice(0, 10);
}

/** Us: counters in the company's own windows, and the rules of a decision. */
class Ours {
  readonly compiled;
  readonly counters = new Map<string, bigint>();
  constructor(
    readonly controls: readonly StoredControl[],
    timeZone: string,
  ) {
    this.compiled = compileControls({ companyId: company, version: 1, timeZone }, controls);
  }

  approves(charge: Charge): boolean {
    const request = { amount: { minor: charge.minor, currency: 'EUR' }, traits: { mcc: charge.mcc } } as never;
    const facts = {
      counter: (id: string) => this.counters.get(id) ?? 0n,
      authorizedBefore: 0n,
      isCounted: false,
      atMs: charge.atMs,
    } as never;
    return this.#binding(charge).every((control) => judgeControl(control, request, facts).outcome !== 'REFUSED');
  }

  count(charge: Charge, minor: bigint): void {
    for (const control of this.#binding(charge)) {
      if (!isWindowLimit(control)) continue;
      const { id } = control.counterAt(charge.atMs);
      this.counters.set(id, (this.counters.get(id) ?? 0n) + minor);
    }
  }

  counted(id: string, nowMs: number): bigint {
    const control = this.compiled.all.find((one) => one.id === id);
    if (control === undefined || !isWindowLimit(control)) return 0n;
    const current = control.counterAt(nowMs);
    const [now = 0n, before = 0n] = [current, control.counterAt(current.window.startMs - 1)].map((one) => this.counters.get(one.id) ?? 0n);
    return now > before ? now : before;
  }

  #binding({ user, product }: Charge) {
    return this.compiled.bindingOn({ companyId: company, cardId: 'card', userId: user, cardProductId: product, teamIds: [] });
  }
}

const ZONES = ['UTC', 'Europe/Lisbon', 'America/New_York', 'Asia/Tokyo', 'Pacific/Kiritimati', 'America/St_Johns', 'Australia/Lord_Howe'];
const mcc = fc.constantFrom('5812', '5813', '7995', '3000');
const anyConfig = fc.oneof(
  fc.record({
    controlType: fc.constant('AMOUNT_LIMIT' as const),
    config: fc.record({
      window: fc.constantFrom('TRANSACTION', 'DAY', 'DAY', 'WEEK', 'MONTH'),
      amountMinor: fc.integer({ min: 20, max: 600 }).map(String),
      currency: fc.constant('EUR'),
    }),
  }),
  // Windows, filters and caps that Marqeta does not have.
  fc.record({
    controlType: fc.constant('AMOUNT_LIMIT' as const),
    config: fc.record({
      window: fc.constantFrom('TRANSACTION', 'DAY', 'WEEK', 'QUARTER', 'ROLLING', 'LIFETIME'),
      days: fc.constant(3),
      amountMinor: fc.integer({ min: 20, max: 600 }).map(String),
      currency: fc.constant('EUR'),
      codes: fc.constantFrom('5812', '5812-5813'),
      atCap: fc.constantFrom('DECLINE', 'TELL'),
    }),
  }),
  fc.record({
    controlType: fc.constantFrom('MCC_ALLOW', 'MCC_BLOCK'),
    config: fc.record({ mccs: fc.array(mcc, { minLength: 1, maxLength: 3 }) }),
  }),
);
const anyControl = fc
  .tuple(
    anyConfig,
    fc.constantFrom<[StoredControl['scope'], string | null]>(
      ['COMPANY', null],
      ['CARD_PROGRAM', everyday],
      ['CARD_PROGRAM', travel],
      ['PERSON', bruno],
    ),
    fc.constantFrom<StoredControl['mode']>('ENFORCE', 'ENFORCE', 'SHADOW'),
  )
  .map(([config, [scope, subjectId], mode]) => ({ ...limit, ...config, scope, subjectId, mode }));
const step = fc.record({
  /** Minutes, hours or days after the one before. */
  afterMs: fc.oneof(fc.nat(3_600_000), fc.nat(9 * 3_600_000), fc.nat(86_400_000), fc.nat(20 * 86_400_000)),
  kind: fc.constantFrom('BUY', 'BUY', 'BUY', 'CLEARED_FOR_MORE', 'GIVEN_BACK', 'NOT_ASKED'),
  minor: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 1_500 })).map(BigInt),
  user: fc.constantFrom(bruno, carol),
  product: fc.constantFrom(everyday, travel),
  mcc,
});

test('what we approve never fails at Marqeta, in any zone, whatever is cleared for more, given back or never asked', () => {
  fc.assert(
    fc.property(
      fc.array(anyControl, { minLength: 1, maxLength: 5 }),
      fc.array(step, { maxLength: 60 }),
      fc.constantFrom(...ZONES),
      fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
      (drawn, steps, zone, start) => {
        const controls = drawn.map((control, index) => ({ ...control, id: `${limit.id.slice(0, -1)}${index}` }));
        const [ours, platform] = [new Ours(controls, zone), new Platform([])];
        let nowMs = start.getTime();
        for (const { afterMs, kind, ...charge } of steps) {
          nowMs += afterMs;
          platform.mirrors = mirrorsOf(controls, targets, ({ id }) => ours.counted(id, nowMs));
          const last = platform.charges.at(-1);
          const purchase = { ...charge, atMs: nowMs };
          if (kind === 'CLEARED_FOR_MORE' && last !== undefined) {
            ours.count(last, charge.minor);
            last.minor += charge.minor;
          } else if (kind === 'GIVEN_BACK' && last !== undefined) {
            const back = last.minor < charge.minor ? last.minor : charge.minor;
            ours.count(last, -back);
            last.minor -= back;
          } else if (kind === 'NOT_ASKED') {
            ours.count(purchase, purchase.minor);
            platform.charges.push(purchase);
          } else if (kind === 'BUY' && ours.approves(purchase)) {
            expect(platform.declines(purchase)).toBeUndefined();
            ours.count(purchase, purchase.minor);
            platform.charges.push(purchase);
          }
        }
      },
    ),
    { numRuns: process.env['LONG'] === '1' ? 10_000 : 500 },
  );
}, 300_000);
