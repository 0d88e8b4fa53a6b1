import type { MarqetaPurchase } from './soak-emulator.ts';
import type { ProductPurchase } from './soak-product.ts';

/**
 * Where the product's purchases are not Marqeta's: each that has moved money stands there once, with the same amounts; one that was
 * declined has moved nothing; nothing stands there that Marqeta does not have.
 */
export function differences(marqeta: readonly MarqetaPurchase[], product: readonly ProductPurchase[]): string[] {
  const byToken = new Map<string, ProductPurchase[]>();
  for (const one of product) byToken.set(one.token, [...(byToken.get(one.token) ?? []), one]);
  const known = new Set(marqeta.map(({ token }) => token));
  const strange = product.filter(({ kind, token }) => kind === 'PURCHASE' && !known.has(token));
  return [
    ...marqeta.flatMap((purchase) => differencesOf(purchase, byToken.get(purchase.token) ?? [])),
    ...strange.map((one) => `Marqeta does not have ${JSON.stringify(one)}`),
  ];
}

function differencesOf(marqeta: MarqetaPurchase, product: readonly ProductPurchase[]): string[] {
  const [one, ...more] = product;
  if (more.length > 0) return [`${marqeta.token} stands ${product.length} times`];
  if (one === undefined) return marqeta.state === 'DECLINED' ? [] : [`${JSON.stringify(marqeta)} is missing`];
  const sameMoney = one.held === marqeta.held && one.cleared === marqeta.cleared && one.refunded === marqeta.refunded;
  const sameOutcome = (one.status === 'DECLINED') === (marqeta.state === 'DECLINED');
  if (sameMoney && sameOutcome && !one.unconfirmed) return [];
  return [`Marqeta: ${JSON.stringify(marqeta)}, we: ${JSON.stringify(one)}`];
}
