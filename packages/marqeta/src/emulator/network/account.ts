import { toNumber, type Units } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import type { Funding, Purchase } from './purchase.ts';

/**
 * A general purpose account. What the gateway or the programme funds passes through it: it is held until it is cleared, and never
 * becomes available (wire-format §6.4).
 */
export interface Account {
  /** Free to spend; below zero after a clearing that nobody could refuse. */
  readonly available: Units;
  /** Authorised and not yet cleared. */
  readonly held: Units;
}

export const EMPTY: Account = { available: 0, held: 0 };

export function plus(account: Account, by: Account): Account {
  return { available: account.available + by.available, held: account.held + by.held };
}

/** What a message moves on the account of its purchase: only the account's own money changes what is available. */
export function movement(before: Purchase | null, after: Purchase, payer: Funding): Account {
  const held = heldFor(after) - heldFor(before);
  return { held, available: payer === 'ACCOUNT' ? takenFor(before) - takenFor(after) : 0 };
}

/** An announced credit holds nothing of the holder's. */
function heldFor(purchase: Purchase | null): Units {
  return purchase?.side === 'DEBIT' ? purchase.held : 0;
}

function takenFor(purchase: Purchase | null): Units {
  if (purchase === null) return 0;
  return purchase.side === 'DEBIT' ? purchase.held + purchase.cleared - purchase.refunded : -purchase.cleared;
}

/** As balances show it; the ledger balance is everything, held or not. Credit balance and pending credits are not used by cards. */
export function balanceOf(currency: string, { available, held }: Account, more: Body = {}): Body {
  return {
    currency_code: currency,
    ledger_balance: toNumber(available + held),
    available_balance: toNumber(available),
    credit_balance: 0,
    pending_credits: 0,
    ...more,
  };
}
