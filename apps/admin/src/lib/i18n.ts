import { i18n, type Messages } from '@lingui/core';

export const locales = ['en', 'pt-PT'] as const;
export type Locale = (typeof locales)[number];

const key = 'afc.admin.locale';
/** The app's own sentences, and those of the screens that both apps have. */
const catalogs: Record<Locale, () => Promise<readonly { messages: Messages }[]>> = {
  en: () => Promise.all([import('../locales/en.po'), import('@afc/screens/locales/en.ts')]),
  'pt-PT': () => Promise.all([import('../locales/pt-PT.po'), import('@afc/screens/locales/pt-PT.ts')]),
};

/** The language chosen here before, else the first of the browser's that we speak, else English. */
export function preferredLocale(): Locale {
  const chosen = localStorage.getItem(key);
  return locales.find((locale) => locale === chosen) ?? spoken(navigator.languages) ?? 'en';
}

/** A browser that asks for any Portuguese gets ours. */
function spoken(languages: readonly string[]): Locale | undefined {
  for (const language of languages) {
    const wanted = language.toLowerCase().split('-')[0];
    const found = locales.find((locale) => locale.split('-')[0] === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

export async function speak(locale: Locale): Promise<void> {
  for (const { messages } of await catalogs[locale]()) i18n.load(locale, messages);
  i18n.activate(locale);
  document.documentElement.lang = locale;
}

export function rememberLocale(locale: Locale): void {
  localStorage.setItem(key, locale);
}
