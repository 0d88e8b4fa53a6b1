import { DAY_MS, wireTime } from '../core/clock.ts';
import { textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { path } from '../network/context.ts';

const UNIT_MS: Readonly<Record<string, number>> = { DAYS: DAY_MS, HOURS: 3_600_000, MINUTES: 60_000, SECONDS: 1_000 };

/** When a card made now expires: the end of a month, unless the offset is shorter than days. */
export function expiryOf(product: Body, card: Body, at: number): number {
  const offset = (card['expiration_offset'] ?? path(product, 'config', 'card_life_cycle', 'expiration_offset') ?? {}) as Body;
  const unit = textOf(offset['unit']) || 'YEARS';
  const value = Number(offset['value'] ?? 4);
  const made = new Date(at);
  if (unit === 'YEARS' || unit === 'MONTHS') {
    const months = made.getUTCMonth() + (unit === 'YEARS' ? value * 12 : value);
    return Date.UTC(made.getUTCFullYear(), months + 1, 1) - 1_000;
  }
  return at + value * (UNIT_MS[unit] ?? DAY_MS);
}

/** The expiry as a card shows it; as text it is `MMyy`. */
export function expiryFields(expiry: number): Body {
  const date = new Date(expiry);
  const month = String(date.getUTCMonth() + 1).padStart(2, '0');
  return { expiration: `${month}${String(date.getUTCFullYear()).slice(2)}`, expiration_time: wireTime(expiry) };
}
