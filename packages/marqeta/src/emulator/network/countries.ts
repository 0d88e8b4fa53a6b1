import type { Body } from '../core/resources.ts';

interface CountrySet {
  readonly token: string;
  readonly name: string;
  readonly codes: readonly string[];
  /** Otherwise all but these are accepted. */
  readonly isWhitelist: boolean;
}

/** Marqeta makes these sets and nobody else can; only the first is known by name (wire-format §4, §7.5). */
const SETS: readonly CountrySet[] = [
  { token: 'accept_us_only', name: 'Accept US only', codes: ['USA'], isWhitelist: true },
  { token: 'accept_all', name: 'Accept all countries', codes: [], isWhitelist: false },
];

const ALPHA_3: Readonly<Record<string, string>> = { US: 'USA', '840': 'USA' };

/** A set that is not known here accepts every country. */
export function isCountryAccepted(set: string, country: string): boolean {
  const known = SETS.find(({ token }) => token === set);
  if (known === undefined) return true;
  return known.codes.includes(ALPHA_3[country] ?? country) === known.isWhitelist;
}

/** The sets as the API lists them. */
export function countrySets(): Body[] {
  return SETS.map(({ token, name, codes, isWhitelist }) => ({ token, name, country_codes: codes, is_whitelist: isWhitelist }));
}
