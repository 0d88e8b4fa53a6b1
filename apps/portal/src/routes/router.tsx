import { createRouter } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '../lib/purchase-search.ts';
import { base } from '../lib/urls.ts';
import { Broken } from '../shell/error-boundary.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { ScreenSkeleton } from '../shell/screen-skeleton.tsx';
import { cardRoute } from './cards.card.ts';
import { homeRoute } from './index.ts';
import { notificationsRoute } from './notifications.ts';
import { profileRoute } from './profile.ts';
import { rootRoute } from './root.ts';
import { securityRoute } from './security.ts';
import { purchaseRoute } from './transactions.transaction.ts';
import { purchasesRoute } from './transactions.ts';
import { verificationRoute } from './verification.ts';

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    cardRoute,
    purchasesRoute,
    purchaseRoute,
    notificationsRoute,
    profileRoute,
    verificationRoute,
    securityRoute,
  ]),
  basepath: base,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  scrollRestoration: true,
  defaultPendingComponent: ScreenSkeleton,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: ({ error, reset }) => <Broken error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
