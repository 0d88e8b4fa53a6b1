import type { StoryName } from '@afc/marqeta/emulator';

/** A fault as the emulator's control API takes it. */
export type SoakFault = Readonly<Record<string, string | number>>;

const AFTER_AND_BEFORE = ['before', 'after'] as const;

/** Every fault that there is: each with a small chance of its own, drawn from the seed. */
export function drawFaults(random: () => number): SoakFault[] {
  const chance = (most: number): number => Math.round(most * (0.3 + 0.7 * random()) * 1_000) / 1_000;
  const both = (fault: SoakFault): SoakFault[] => AFTER_AND_BEFORE.map((when) => ({ ...fault, when }));
  const api = [
    ...both({ kind: 'delay', delay_ms: 150 }),
    ...both({ kind: 'drop' }),
    ...both({ kind: 'error', status: 500 }),
    ...both({ kind: 'error', status: 503, retry_after: 1 }),
    { kind: 'error', status: 429, retry_after: 1 },
    ...both({ kind: 'bad_json' }),
    // Each costs its caller a whole time limit.
    ...both({ kind: 'silence', count: 1 }),
  ].map((fault) => ({ ...fault, on: 'api', probability: chance(0.05) }));
  const webhook = [
    ...both({ kind: 'delay', delay_ms: 200 }),
    ...both({ kind: 'drop' }),
    ...both({ kind: 'error', status: 502 }),
    { kind: 'bad_json' },
    { kind: 'duplicate', delay_ms: 20 },
    { kind: 'reorder', delay_ms: 400 },
    { kind: 'batch', delay_ms: 300 },
    { kind: 'wrong_signature' },
    { kind: 'silence' },
  ].map((fault) => ({ ...fault, on: 'webhook', probability: chance(0.06) }));
  const gateway = [
    ...both({ kind: 'delay', delay_ms: 120 }),
    // The question comes when Marqeta has declined; the answer does.
    ...both({ kind: 'delay', delay_ms: 3_300 }),
    ...both({ kind: 'drop' }),
    ...both({ kind: 'error', status: 502 }),
    ...both({ kind: 'bad_json' }),
    { kind: 'duplicate', delay_ms: 0 },
    { kind: 'duplicate', delay_ms: 250 },
    { kind: 'silence', when: 'before' },
    { kind: 'silence', when: 'after' },
  ].map((fault) => ({ ...fault, on: 'gateway', probability: chance(0.03) }));
  return [...api, ...webhook, ...gateway];
}

export type SoakCard = {
  readonly token: string;
  /** What is bought with it, and what one purchase costs at most, in cents. */
  readonly stories: readonly StoryName[];
  readonly mostMinor: number;
};

export type SoakPurchase = {
  readonly card_token: string;
  readonly merchant: string;
  readonly amount: string;
  readonly story: StoryName;
  readonly pace: 'minutes';
};

/** The next purchase, of any card, at any merchant, in any of the card's stories. */
export function drawPurchase(random: () => number, cards: readonly SoakCard[], merchants: readonly string[]): SoakPurchase {
  const card = pick(random, cards);
  return {
    card_token: card.token,
    merchant: pick(random, merchants),
    amount: ((100 + Math.floor(random() * (card.mostMinor - 100))) / 100).toFixed(2),
    story: pick(random, card.stories),
    pace: 'minutes',
  };
}

export function pick<T>(random: () => number, from: readonly T[]): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new RangeError('There is nothing to pick from.');
  return found;
}
