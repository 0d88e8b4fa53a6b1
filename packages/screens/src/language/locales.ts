export const locales = ['en', 'pt-PT'] as const;
export type Locale = (typeof locales)[number];

/** Each language by its own name, which is not translated. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', 'pt-PT': 'Português' };

/** What was chosen before, else the first of the browser's languages that we speak in any variety, else English. */
export function preferred(chosen: string | null, languages: readonly string[]): Locale {
  const remembered = locales.find((locale) => locale === chosen);
  if (remembered !== undefined) return remembered;
  for (const language of languages) {
    const spoken = locales.find((locale) => mainPart(locale) === mainPart(language));
    if (spoken !== undefined) return spoken;
  }
  return 'en';
}

const mainPart = (language: string): string | undefined => language.toLowerCase().split('-')[0];
