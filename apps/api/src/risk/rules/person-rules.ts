import { exponentOf } from '../../platform/money.ts';
import { DAY_MS, HOUR_MS, type JudgedPurchase, type Past, type Rule } from './purchase.ts';

/** Several purchases just below the same threshold: a limit of a single purchase, or a number that people choose for one. */
export const structuring: Rule<'STRUCTURING'> = (purchase, past, { PURCHASES, HOURS, PERCENT_BELOW, LEAST_AMOUNT }) => {
  if (purchase.declined) return null;
  const belowMinor = thresholdAbove(purchase, past, { percent: PERCENT_BELOW, leastMinor: minorOf(LEAST_AMOUNT, purchase.currency) });
  if (belowMinor === null) return null;
  const alike = past.ofPerson.filter(
    (other) => isRecent(other, purchase, HOURS * HOUR_MS) && isJustBelow(other.minor, belowMinor, PERCENT_BELOW),
  );
  const purchases = alike.length + 1;
  if (purchases < PURCHASES) return null;
  return { purchases, hours: HOURS, belowMinor: belowMinor.toString(), currency: purchase.currency };
};

/** Several purchases whose prices are whole hundreds, say, which they seldom are. What a fuel pump holds is always round, and no price. */
export const roundAmounts: Rule<'ROUND_AMOUNTS'> = (purchase, past, { PURCHASES, DAYS, MULTIPLE_OF }) => {
  const multiple = minorOf(MULTIPLE_OF, purchase.currency);
  const isRound = ({ priceMinor }: JudgedPurchase): boolean => priceMinor !== null && priceMinor > 0n && priceMinor % multiple === 0n;
  if (purchase.declined || !isRound(purchase)) return null;
  const purchases = past.ofPerson.filter((other) => isRecent(other, purchase, DAYS * DAY_MS) && isRound(other)).length + 1;
  if (purchases < PURCHASES) return null;
  return { purchases, days: DAYS, multipleMinor: multiple.toString(), currency: purchase.currency };
};

/** A country where somebody who buys often never bought before. */
export const firstCountry: Rule<'FIRST_COUNTRY'> = ({ country, declined }, { countries, approved }, { PURCHASES }) =>
  declined || country === null || countries.has(country) || approved < PURCHASES ? null : { country, purchases: approved };

function isRecent(other: JudgedPurchase, { atMs, currency }: JudgedPurchase, withinMs: number): boolean {
  return !other.declined && other.currency === currency && atMs - other.atMs <= withinMs;
}

function isJustBelow(minor: bigint, threshold: bigint, percent: number): boolean {
  return minor < threshold && minor * 100n >= threshold * BigInt(100 - percent);
}

/** The lowest threshold that the purchase is just below. */
function thresholdAbove(
  { minor, currency }: JudgedPurchase,
  { limits }: Past,
  { percent, leastMinor }: { readonly percent: number; readonly leastMinor: bigint },
): bigint | null {
  const round = roundNumbers(currency, minor * 2n).filter((threshold) => threshold >= leastMinor);
  return [...limits, ...round].filter((threshold) => isJustBelow(minor, threshold, percent)).reduce<bigint | null>(lower, null);
}

function lower(one: bigint | null, other: bigint): bigint {
  return one === null || other < one ? other : one;
}

/** 1, 2, 5, 10, 20, 50, … of a currency's unit. */
function roundNumbers(currency: string, mostMinor: bigint): bigint[] {
  const numbers: bigint[] = [];
  for (let power = minorOf(1, currency); power <= mostMinor; power *= 10n) numbers.push(power, power * 2n, power * 5n);
  return numbers;
}

function minorOf(major: number, currency: string): bigint {
  return BigInt(major) * 10n ** BigInt(exponentOf(currency));
}
