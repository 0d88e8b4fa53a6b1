const MINUTE_MS = 60_000;

/** What a token lets its bearer do, once, and for how long it lives unused (wire-format §5.9). */
export const LIFE_MS = {
  SHOW_CARD: 5 * MINUTE_MS,
  SET_PIN: 60 * MINUTE_MS,
  REVEAL_PIN: 5 * MINUTE_MS,
} as const;
export type Purpose = keyof typeof LIFE_MS;

export interface SingleUseToken {
  readonly token: string;
  readonly purpose: Purpose;
  readonly card: string;
  readonly expires: number;
  readonly used: boolean;
  /** Whether another was made for the card since; of PIN tokens only the newest counts. */
  readonly superseded: boolean;
}

export type Refusal = 'UNKNOWN' | 'USED' | 'EXPIRED' | 'SUPERSEDED';

/** Why a token does not open what it is shown for, or `null` when it does. */
export function refusalOf(token: SingleUseToken | null, purpose: Purpose, now: number): Refusal | null {
  if (token === null || token.purpose !== purpose) return 'UNKNOWN';
  if (token.used) return 'USED';
  if (token.expires <= now) return 'EXPIRED';
  return token.superseded && purpose !== 'SHOW_CARD' ? 'SUPERSEDED' : null;
}
