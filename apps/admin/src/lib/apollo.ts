import { createApollo, createSession } from '@afc/client';
import { i18n } from '@lingui/core';

/** One session and one client for the life of the page. */
const session = createSession({ app: 'admin' });

export const apollo = createApollo({ session, locale: () => i18n.locale });
