import type { Message } from '../ledger/purchase.ts';
import type { StoredPurchase } from '../ledger/stored-purchase.ts';
import type { AuthorizationRequest } from './request.ts';

/** What Marqeta has already said of the message that it asks about, if anything. */
export function toldOf({ transactionToken }: AuthorizationRequest, stored: StoredPurchase | null): Message | undefined {
  return stored?.messages.find(({ token }) => token === transactionToken);
}

export function stands({ state }: Message): boolean {
  return state !== 'DECLINED' && state !== 'ERROR';
}
