import { i18n, type Messages } from '@lingui/core';
import { preferred, type Locale } from './locales.ts';

const key = 'afc.portal.locale';
/** The app's own sentences, and those of the screens that both apps have. */
const catalogs: Record<Locale, () => Promise<readonly { messages: Messages }[]>> = {
  en: () => Promise.all([import('../locales/en.po'), import('@afc/screens/locales/en.ts')]),
  'pt-PT': () => Promise.all([import('../locales/pt-PT.po'), import('@afc/screens/locales/pt-PT.ts')]),
};

export const preferredLocale = (): Locale => preferred(localStorage.getItem(key), navigator.languages);

/** Loads the language's sentences and draws everything in it. */
export async function speak(locale: Locale): Promise<void> {
  for (const { messages } of await catalogs[locale]()) i18n.load(locale, messages);
  i18n.activate(locale);
  document.documentElement.lang = locale;
}

export const rememberLocale = (locale: Locale): void => localStorage.setItem(key, locale);
