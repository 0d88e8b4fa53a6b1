import type { PersonDetails } from '../people/verification/details.ts';

/** What a person can be recognised by in a text. */
export type Words = {
  /** Wherever in the company they stand: whole names, addresses, numbers. */
  readonly anywhere: readonly string[];
  /** Only in what is the person's own: a first name alone is also somebody else's. */
  readonly inOwn: readonly string[];
};

/** Shorter words would take away what is no name. */
const SHORTEST = 3;

export function wordsOf(
  name: { readonly firstName: string; readonly lastName: string },
  email: string,
  details: PersonDetails | null,
): Words {
  const { firstName, lastName } = name;
  const told = details === null ? [] : [details.phone, details.address.line1, details.address.line2];
  const long = (words: readonly (string | null | undefined)[]) =>
    words.filter((word): word is string => typeof word === 'string' && word.length >= SHORTEST);
  return {
    anywhere: long([`${firstName} ${lastName}`, email, ...told]),
    inOwn: long([firstName, lastName, details?.birthDate]),
  };
}

/** A regular expression of PostgreSQL that finds whole words, in plain text and in JSON. Null when there is none. */
export function patternOf(words: readonly string[]): string | null {
  const spellings = new Set(words.flatMap((word) => [word, JSON.stringify(word).slice(1, -1)]));
  return spellings.size === 0 ? null : [...spellings].map(whole).join('|');
}

function whole(word: string): string {
  const escaped = word.replace(/[^\p{L}\p{N}\s]/gu, String.raw`\$&`);
  const begins = /^[\p{L}\p{N}]/u.test(word) ? String.raw`\m` : '';
  const ends = /[\p{L}\p{N}]$/u.test(word) ? String.raw`\M` : '';
  return `${begins}${escaped}${ends}`;
}
