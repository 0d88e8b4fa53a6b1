import { ClientProvider } from '@afc/client';
import { MailedLink, OwnRefusals, RefusedProof, SessionGate, StepUp } from '@afc/screens';
import { AppProviders } from '@afc/ui';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { useLingui } from '@lingui/react/macro';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, type ReactNode } from 'react';
import { apollo } from './lib/apollo.ts';
import { ownRefusals } from './lib/refusal-words.ts';
import { router } from './routes/router.tsx';
import { ShellSkeleton } from './shell/shell-skeleton.tsx';

const SignIn = lazy(() => import('./shell/sign-in.tsx'));

export function App() {
  return (
    <I18nProvider i18n={i18n}>
      <ClientProvider apollo={apollo}>
        <Drawn>
          <OwnRefusals value={ownRefusals}>
            <MailedLink>
              <SessionGate skeleton={<ShellSkeleton />} renderDoor={(because) => <SignIn because={because} />}>
                <RouterProvider router={router} />
                <StepUp />
                <RefusedProof />
              </SessionGate>
            </MailedLink>
          </OwnRefusals>
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
