import { HOUR_MS, type Past, type PurchaseAtMerchant } from '../risk/rules/purchase.ts';
import { USUAL_SETTINGS } from '../risk/rules/thresholds.ts';

export const NOW_MS = Date.parse('2026-03-02T12:00:00Z');
export const usual = USUAL_SETTINGS;

/** Maya's purchase of so many cents, now, or so long ago. */
export function buys(minor: bigint, but: Partial<PurchaseAtMerchant> & { readonly hoursAgo?: number } = {}): PurchaseAtMerchant {
  const { hoursAgo = 0, ...rest } = but;
  return {
    ...{
      id: 'purchase',
      atMs: NOW_MS - hoursAgo * HOUR_MS,
      cardId: 'card',
      userId: 'maya',
      currency: 'EUR',
      minor,
      priceMinor: minor,
      merchant: 'Shop',
    },
    ...{ declined: false, country: 'PT', cardPresent: false, recurring: false },
    ...rest,
  };
}

/** Nothing was there before but what is said. */
export function after(but: Partial<Past>): Past {
  return {
    ...{ ofCard: [], ofPerson: [], countries: new Set<string>(), approved: 0, merchant: null, limits: [] },
    company: { recent: 1, usual: 0, sinceMs: null },
    ...but,
  };
}
