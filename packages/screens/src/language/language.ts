import type { App } from '@afc/client';
import { i18n, type Messages } from '@lingui/core';
import { type Locale, preferred } from './locales.ts';

type Catalog = () => Promise<{ messages: Messages }>;
/** The sentences of the screens that both apps have. */
const shared: Readonly<Record<Locale, Catalog>> = {
  en: () => import('../locales/en.ts'),
  'pt-PT': () => import('../locales/pt-PT.ts'),
};

/** The language in which an app is drawn, and where a choice of one is kept in this browser. */
export interface Language {
  /** What was chosen before, else what the browser asks for. */
  preferred(): Locale;
  /** Loads the sentences and draws everything in them. */
  speak(locale: Locale): Promise<void>;
  remember(locale: Locale): void;
}

/** @param own the app's own sentences */
export function languageOf(app: App, own: Readonly<Record<Locale, Catalog>>): Language {
  const key = `afc.${app}.locale`;
  return {
    preferred: () => preferred(localStorage.getItem(key), navigator.languages),
    async speak(locale) {
      for (const { messages } of await Promise.all([own[locale](), shared[locale]()])) i18n.load(locale, messages);
      i18n.activate(locale);
      document.documentElement.lang = locale;
    },
    remember: (locale) => localStorage.setItem(key, locale),
  };
}
