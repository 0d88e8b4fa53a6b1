import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '../../access/viewer.ts';

/** Whom terms bind. */
const TERMS = ['CARDHOLDER', 'COMPANY'] as const;
export type TermsOf = (typeof TERMS)[number];

type Text = { readonly version: string; readonly texts: ReadonlyMap<string, string> };

const FILE = /^(cardholder|company)\.(\d{4}-\d{2}-\d{2})\.([a-z]{2}(?:-[A-Z]{2})?)\.txt$/;

/**
 * The terms in force: the newest of the folder's files, such as `cardholder.2026-11-25.pt-PT.txt`. Older ones stay beside them, since
 * people accepted those; with a newer one everybody accepts again before they submit anything.
 */
export class Terms {
  readonly #inForce: ReadonlyMap<TermsOf, Text>;

  /** @throws Error when the folder has no text for somebody, in English at least */
  constructor(folder: string) {
    this.#inForce = new Map(TERMS.map((terms) => [terms, newest(folder, terms)]));
  }

  version(terms: TermsOf): string {
    return this.#of(terms).version;
  }

  /** In English where the language has none. */
  text(terms: TermsOf, locale: Locale): string {
    const { texts } = this.#of(terms);
    return texts.get(locale) ?? texts.get('en') ?? '';
  }

  #of(terms: TermsOf): Text {
    const found = this.#inForce.get(terms);
    if (found === undefined) throw new Error(`there are no terms for ${terms}`);
    return found;
  }
}

function newest(folder: string, terms: TermsOf): Text {
  const files = readdirSync(folder).flatMap((name) => {
    const [, whom, version, locale] = FILE.exec(name) ?? [];
    return whom === terms.toLowerCase() && version !== undefined && locale !== undefined ? [{ name, version, locale }] : [];
  });
  const version = files.reduce((latest, file) => (file.version > latest ? file.version : latest), '');
  const inForce = files.filter((file) => file.version === version);
  if (!inForce.some(({ locale }) => locale === 'en'))
    throw new Error(`${folder} has no ${terms.toLowerCase()}.${version || '<day>'}.en.txt`);
  return { version, texts: new Map(inForce.map(({ name, locale }) => [locale, readFileSync(join(folder, name), 'utf8').trim()])) };
}
