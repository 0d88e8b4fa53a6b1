import { useApollo } from '@afc/client';
import { type Locale, rememberLocale, speak } from '../lib/i18n.ts';

/** Speaks the language at once, keeps the choice, and asks the server again, whose sentences come in the reader's language too. */
export function useChooseLocale(): (locale: Locale) => Promise<void> {
  const { startOver, session } = useApollo();
  return async (locale) => {
    await speak(locale);
    rememberLocale(locale);
    if (session.state.get().status === 'signedIn') await startOver();
  };
}
