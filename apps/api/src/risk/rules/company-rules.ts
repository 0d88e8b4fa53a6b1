import { DAY_MS, HOUR_MS, type Past, type PurchaseAtMerchant, type Rule } from './purchase.ts';

/** A company's first weeks are all new merchants. */
const SETTLED_MS = 30 * DAY_MS;

/** Far more purchases of the whole company at once than at that time of the day in the last week. */
export const velocity: Rule<'VELOCITY'> = (_purchase, { company: { recent, usual } }, { PURCHASES, MINUTES, TIMES }) =>
  recent < PURCHASES || recent < usual * TIMES ? null : { purchases: recent, minutes: MINUTES, usual };

/** Several people of the company at a merchant where nobody of it bought before. */
export const merchantRing: Rule<'MERCHANT_RING'> = (purchase, { merchant, company }, { PEOPLE, HOURS }) => {
  if (merchant === null || purchase.declined || merchant.people.includes(purchase.userId)) return null;
  if (company.sinceMs === null || merchant.firstMs - company.sinceMs < SETTLED_MS) return null;
  if (purchase.atMs - merchant.firstMs > HOURS * HOUR_MS) return null;
  const people = merchant.people.length + 1;
  return people < PEOPLE ? null : { people, merchant: purchase.merchant, hours: HOURS };
};

/** So many of the first people at a merchant are remembered: more than a threshold can ask for. */
const MOST_PEOPLE = 30;

/** What is known of the purchase's merchant after it. The same when nothing new was learnt. */
export function learnt(known: Past['merchant'], { atMs, userId, declined }: PurchaseAtMerchant): Past['merchant'] {
  if (declined) return known;
  if (known === null) return { firstMs: atMs, people: [userId] };
  if (known.people.includes(userId) || known.people.length >= MOST_PEOPLE) return known;
  return { ...known, people: [...known.people, userId] };
}
