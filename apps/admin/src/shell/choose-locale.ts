import { useApollo } from '@afc/client';
import { type Locale, rememberLocale, speak } from '../lib/i18n.ts';

/** Speaks the language at once, keeps the choice, and asks the server again, whose sentences come in the reader's language too. */
export function useChooseLocale(): (locale: Locale) => Promise<void> {
  const apollo = useApollo();
  return async (locale) => {
    await speak(locale);
    rememberLocale(locale);
    if (apollo.session.state.get().status === 'signedIn') await apollo.startOver();
  };
}
