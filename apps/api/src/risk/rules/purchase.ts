import type { RiskRule, RiskValues } from '@afc/words';
import type { ThresholdsOf } from './thresholds.ts';

/** A purchase as the rules see it. */
export type JudgedPurchase = {
  readonly id: string;
  readonly atMs: number;
  readonly cardId: string;
  readonly userId: string;
  readonly currency: string;
  /** What the merchant asked for. */
  readonly minor: bigint;
  /** What it costs: what was asked for, unless that is an estimate. Then what was taken in the end, and null before. */
  readonly priceMinor: bigint | null;
  readonly declined: boolean;
  /** Two letters; null when the merchant's country is not known. */
  readonly country: string | null;
  /** The card itself was there, not only its number. */
  readonly cardPresent: boolean;
  /** A subscription: nobody had the card in hand. */
  readonly recurring: boolean;
};

export type PurchaseAtMerchant = JudgedPurchase & { readonly merchant: string };

/** What was there before a purchase, as far as the rules look back. */
export type Past = {
  /** Of the same card, the newest first. */
  readonly ofCard: readonly JudgedPurchase[];
  /** Of the same person, the newest first, with any card. */
  readonly ofPerson: readonly JudgedPurchase[];
  /** Two letters each, of the person's last thousand approved purchases, and how many of those there are. */
  readonly countries: ReadonlySet<string>;
  readonly approved: number;
  readonly company: {
    /** Purchases within the minutes of the velocity rule, this one included. */
    readonly recent: number;
    /** The most of them within the same minutes of the day, in the seven days before. */
    readonly usual: number;
    /** Since when it buys; null before its first purchase. */
    readonly sinceMs: number | null;
  };
  /** Of the merchant: when the company first bought there, and who did so at first. Null when it never had. */
  readonly merchant: { readonly firstMs: number; readonly people: readonly string[] } | null;
  /** Limits of a single purchase that bind the card, in its currency. */
  readonly limits: readonly bigint[];
};

/** A rule says what it found, in values from which its sentence is made; null when nothing. No await, no clock. */
export type Rule<Name extends RiskRule> = (
  purchase: PurchaseAtMerchant,
  past: Past,
  thresholds: ThresholdsOf<Name>,
) => RiskValues[Name] | null;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
