import { i18n } from '@lingui/core';
import { preferred, type Locale } from './locales.ts';

const key = 'afc.portal.locale';
const catalogs: Record<Locale, () => Promise<typeof import('*.po')>> = {
  en: () => import('../locales/en.po'),
  'pt-PT': () => import('../locales/pt-PT.po'),
};

export const preferredLocale = (): Locale => preferred(localStorage.getItem(key), navigator.languages);

/** Loads the language's sentences and draws everything in it. */
export async function speak(locale: Locale): Promise<void> {
  const { messages } = await catalogs[locale]();
  i18n.loadAndActivate({ locale, messages });
  document.documentElement.lang = locale;
}

export const rememberLocale = (locale: Locale): void => localStorage.setItem(key, locale);
