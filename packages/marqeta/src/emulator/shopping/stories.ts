import type { Units } from '../core/money.ts';

export const STORY_NAMES = ['simple', 'tip', 'hotel', 'fuel', 'refund', 'reversal'] as const;
export type StoryName = (typeof STORY_NAMES)[number];

/** How long a story takes: as in life, over days, or as a demo shows it, within minutes. */
export type Pace = 'days' | 'minutes';

/** A message that follows, some time after the one before it. */
export interface Step {
  readonly afterMs: number;
  readonly eventType: string;
  /** A share of what the step is about: of the first amount for an increment, of what was cleared for a refund, of what is held else. */
  readonly share: number;
}

export interface Opening {
  readonly amount: Units;
  readonly isPreauthorization: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** What a pump asks for before anybody knows how much will flow (wire-format §10 note 5). */
const FUEL_HOLD: Units = 1_000_000;

/** The first message of a story about an amount. */
export function openingOf(story: StoryName, amount: Units): Opening {
  return { amount: story === 'fuel' ? Math.max(FUEL_HOLD, amount) : amount, isPreauthorization: story === 'hotel' };
}

/**
 * What follows a first message that was approved. A hotel raises its hold twice, a pump lowers it at once, a restaurant clears
 * with a tip.
 * @param random numbers in [0, 1)
 */
export function stepsOf(story: StoryName, amount: Units, pace: Pace, random: () => number): Step[] {
  const wait = (hours: number, spread: number): number =>
    pace === 'days' ? (hours + random() * spread) * HOUR_MS : (0.25 + random() * 1.5) * MINUTE_MS;
  const clearing = (share: number): Step => ({ afterMs: wait(18, 40), eventType: 'authorization.clearing', share });
  switch (story) {
    case 'simple':
      return [clearing(1)];
    case 'tip':
      return [clearing(wholeCents(amount, 1.1 + random() * 0.1))];
    case 'fuel':
      return [
        {
          afterMs: pace === 'days' ? 4 * MINUTE_MS : 8_000,
          eventType: 'authorization.advice',
          share: amount / openingOf('fuel', amount).amount,
        },
        clearing(1),
      ];
    case 'hotel':
      return [
        { afterMs: wait(20, 8), eventType: 'authorization.incremental', share: wholeCents(amount, 0.15 + random() * 0.2) },
        { afterMs: wait(20, 8), eventType: 'authorization.incremental', share: wholeCents(amount, 0.1 + random() * 0.1) },
        clearing(1),
      ];
    case 'refund':
      return [
        clearing(1),
        { afterMs: wait(60, 120), eventType: 'refund', share: random() < 0.5 ? 1 : wholeCents(amount, 0.3 + random() * 0.4) },
      ];
    case 'reversal':
      return [{ afterMs: wait(1, 20), eventType: 'authorization.reversal', share: 1 }];
  }
}

/** A share that makes whole cents of an amount. */
function wholeCents(amount: Units, share: number): number {
  return amount === 0 ? 0 : (Math.round((amount * share) / 100) * 100) / amount;
}

/** The amount of a step, given what it is a share of; whole cents. */
export function amountOf(step: Step, of: Units): Units {
  return Math.round((of * step.share) / 100) * 100;
}
