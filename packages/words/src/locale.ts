/** The languages of the product. `pt-PT` is European Portuguese. */
export const LOCALES = ['en', 'pt-PT'] as const;
export type Locale = (typeof LOCALES)[number];

/** The product's language nearest to what a browser or a setting names; English when none is. */
export function localeOf(text: string | null | undefined): Locale {
  return text?.toLowerCase().startsWith('pt') ? 'pt-PT' : 'en';
}
