import { iso31661 } from 'iso-3166';

/** Every way in which a network writes a country (ISO 3166-1), to its two letters. */
const ALPHA_2: ReadonlyMap<string, string> = new Map(
  iso31661.flatMap(({ alpha2, alpha3, numeric }) => [
    [alpha2, alpha2],
    [alpha3, alpha2],
    [numeric, alpha2],
  ]),
);

/** The two letters of a country that is written as `US`, `USA` or `840`; null for what is none. */
export function alpha2Of(text: string | null): string | null {
  return text === null ? null : (ALPHA_2.get(text.toUpperCase()) ?? null);
}

export function isCountry(alpha2: string): boolean {
  return ALPHA_2.get(alpha2) === alpha2;
}
