import { ClientProvider } from '@afc/client';
import { AppProviders } from '@afc/ui';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { useLingui } from '@lingui/react/macro';
import { RouterProvider } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { apollo } from './lib/apollo.ts';
import { router } from './routes/router.tsx';
import { MailedLink } from './shell/mailed-link.tsx';
import { SessionGate } from './shell/session-gate.tsx';
import { StepUp } from './shell/step-up.tsx';

export function App() {
  return (
    <I18nProvider i18n={i18n}>
      <ClientProvider apollo={apollo}>
        <Drawn>
          <MailedLink>
            <SessionGate>
              <RouterProvider router={router} />
              <StepUp />
            </SessionGate>
          </MailedLink>
        </Drawn>
      </ClientProvider>
    </I18nProvider>
  );
}

/** Until we know the company, times are drawn in the reader's own zone. */
function Drawn({ children }: { children: ReactNode }) {
  const { t, i18n: spoken } = useLingui();
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return (
    <AppProviders locale={spoken.locale} timeZone={timeZone} colorSchemeKey="afc.portal.color-scheme" closeLabel={t`Close`}>
      {children}
    </AppProviders>
  );
}
