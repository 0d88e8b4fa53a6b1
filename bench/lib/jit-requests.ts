import type { LoadRequest } from './load-plan.ts';
import { type PurchaseOptions, purchases } from './purchases.ts';
import { template } from './template.ts';

/** Questions as Marqeta asks them before a purchase. */
export function makeRequests(options: PurchaseOptions): (sequence: number) => LoadRequest {
  const purchaseOf = purchases(options);
  const bodyOf = template('jit-request.authorization', {
    card: ['card_token'],
    jit: ['gpa_order.jit_funding.token'],
    authorization: ['token'],
    amount: ['amount', 'request_amount', 'gpa_order.amount', 'gpa_order.funding.amount', 'gpa_order.jit_funding.amount'],
    time: ['created_time', 'user_transaction_time', 'issuer_received_time'],
  });
  return (sequence) => {
    const purchase = purchaseOf(sequence);
    return { body: bodyOf({ ...purchase, time: new Date().toISOString() }), echo: purchase.jit };
  };
}
