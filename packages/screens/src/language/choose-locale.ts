import { localeKeeper, useApollo } from '@afc/client';
import { useMemo } from 'react';
import { graphql } from '../gql/index.ts';
import type { Language } from './language.ts';
import type { Locale } from './locales.ts';

const SetLocale = graphql(`
  mutation SetLocale($input: SetMyProfileInput!) {
    setMyProfile(input: $input) {
      id
      locale
    }
  }
`);

/**
 * Speaks the language at once, keeps the choice here and, for mails, on the server, and asks the server again, whose sentences come
 * in the reader's language too.
 */
export function useChooseLocale(language: Language): (locale: Locale) => Promise<void> {
  const apollo = useApollo();
  const keep = useMemo(() => localeKeeper(apollo.client, SetLocale), [apollo.client]);
  return async (locale) => {
    await language.speak(locale);
    language.remember(locale);
    if (apollo.session.state.get().status !== 'signedIn') return;
    await Promise.all([apollo.startOver(), keep(locale)]);
  };
}
