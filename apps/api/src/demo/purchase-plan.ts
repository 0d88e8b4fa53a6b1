import { randomFrom } from '../platform/random.ts';
import type { DemoCard, DemoCompany } from './demo-companies.ts';

/** What the plan needs to know of a merchant; the emulator's catalogue has more. */
export type PlannedMerchant = { readonly mcc: string };

type Story = 'simple' | 'tip' | 'hotel' | 'fuel' | 'refund' | 'reversal';

export type PlannedPurchase<M extends PlannedMerchant> = {
  readonly at: Date;
  readonly card: DemoCard;
  readonly merchant: M;
  readonly amountMinor: bigint;
  readonly story: Story;
};

/** Where a habit leads, and what one purchase there costs: minor units, from and to. */
const HABITS: Readonly<
  Record<string, { readonly mccs: RegExp; readonly from: number; readonly to: number; readonly stories: readonly Story[] }>
> = {
  office: { mccs: /^(5943|5111|5712|5310|5411|4215)$/, from: 1_200, to: 28_000, stories: ['simple', 'simple', 'simple', 'refund'] },
  meals: { mccs: /^(5811|5812|5814|5462|5499)$/, from: 650, to: 9_500, stories: ['simple', 'tip', 'tip'] },
  software: { mccs: /^(4816|5734|581[5-8]|7372)$/, from: 900, to: 42_000, stories: ['simple'] },
  hardware: { mccs: /^(5045|5065|5072|5085|5200|5251|5732)$/, from: 2_500, to: 68_000, stories: ['simple', 'simple', 'simple', 'refund'] },
  travel: {
    mccs: /^(3\d{3}|4111|4112|4121|4131|4511|4722|7011|7512)$/,
    from: 1_400,
    to: 74_000,
    stories: ['simple', 'simple', 'reversal'],
  },
  fuel: { mccs: /^(5541|5542|5552)$/, from: 3_000, to: 9_800, stories: ['fuel'] },
};
/** Declined by the company's block list: what happens now and then all the same. */
const ASTRAY = /^(5813|7995|6051)$/;

const DAY_MS = 86_400_000;

/**
 * A company's purchases over the days before `end`, oldest first: more on working days and around noon, at merchants that suit
 * the card, with a few that its limits or the company's block list will decline.
 */
export function planPurchases<M extends PlannedMerchant>(
  company: DemoCompany,
  merchants: readonly M[],
  { end, days, seed }: { readonly end: Date; readonly days: number; readonly seed: number },
): PlannedPurchase<M>[] {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => {
    const found = from[Math.floor(random() * from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const cards = company.cards.filter((card) => card.endsAs !== 'UNACTIVATED');
  const plan = Array.from({ length: company.purchases }, (): PlannedPurchase<M> => {
    const card = pick(cards);
    const habit = HABITS[pick(card.habits)];
    if (habit === undefined) throw new Error(`card ${card.name} has a habit that is not described`);
    const astray = random() < 0.012;
    const fitting = merchants.filter(({ mcc }) => (astray ? ASTRAY : habit.mccs).test(mcc));
    const merchant = pick(fitting.length > 0 ? fitting : merchants);
    const lodging = /^(3[5-9]\d\d|7011)$/.test(merchant.mcc);
    return {
      at: moment(end, days, random),
      card,
      merchant,
      amountMinor: amountBetween(habit.from, habit.to, random),
      story: lodging ? 'hotel' : pick(habit.stories),
    };
  });
  return plan.sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** Small amounts are common, large ones rare; many prices end in .00, .50 or .99. */
function amountBetween(from: number, to: number, random: () => number): bigint {
  const minor = Math.round(from * (to / from) ** (random() ** 1.4));
  const whole = Math.floor(minor / 100) * 100;
  const ending = [minor % 100, 0, 50, 99][Math.floor(random() * 4)] ?? 0;
  return BigInt(whole + ending);
}

function moment(end: Date, days: number, random: () => number): Date {
  for (;;) {
    const day = Math.floor(random() * days);
    // Two draws around 16:00 UTC, which is noon at the larger company and afternoon at the other.
    const hour = 9 + random() * 7 + random() * 7;
    const at = new Date(end.getTime() - (end.getTime() % DAY_MS) - day * DAY_MS + hour * 3_600_000);
    const weekend = at.getUTCDay() === 0 || at.getUTCDay() === 6;
    if (at.getTime() < end.getTime() && (!weekend || random() < 0.35)) return at;
  }
}
