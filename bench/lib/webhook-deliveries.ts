import { signWebhook } from '@afc/marqeta';
import type { LoadRequest } from './load-plan.ts';
import { type PurchaseOptions, purchases } from './purchases.ts';
import { template } from './template.ts';

export type DeliveryOptions = PurchaseOptions & {
  readonly secret: string;
  /** One kind for each purchase, or both: then delivery 2n is the authorization of purchase n, delivery 2n + 1 its clearing. */
  readonly kind: 'authorization' | 'clearing' | 'both';
};

/** Deliveries as Marqeta makes them after a purchase, signed. */
export function makeRequests({ secret, kind, ...options }: DeliveryOptions): (sequence: number) => LoadRequest {
  const purchaseOf = purchases(options);
  return (sequence) => {
    const purchase = purchaseOf(kind === 'both' ? sequence >> 1 : sequence);
    const isClearing = kind === 'clearing' || (kind === 'both' && sequence % 2 === 1);
    const body = (isClearing ? clearing : authorization)({ ...purchase, time: new Date().toISOString() });
    return { body, headers: `\r\nx-marqeta-signature: ${signWebhook(secret, 'HMAC_SHA_256', body)}`, echo: '{}' };
  };
}

const IN = 'transactions.0.';
const AMOUNTS = ['amount', 'request_amount', 'gpa_order.amount', 'gpa_order.funding.amount', 'gpa_order.jit_funding.amount'].map(
  (path) => IN + path,
);

const authorization = template('webhook.authorization.approved', {
  card: [`${IN}card_token`],
  authorization: [`${IN}token`],
  jit: [`${IN}gpa_order.jit_funding.token`],
  amount: AMOUNTS,
  time: [`${IN}created_time`, `${IN}user_transaction_time`],
  clearing: [],
});
const clearing = template('webhook.authorization.clearing', {
  card: [`${IN}card_token`],
  clearing: [`${IN}token`],
  authorization: [`${IN}preceding_related_transaction_token`],
  jit: [`${IN}gpa_order.jit_funding.original_jit_funding_token`],
  amount: AMOUNTS,
  time: [`${IN}created_time`, `${IN}user_transaction_time`],
});
