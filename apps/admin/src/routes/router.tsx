import { createRouter } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '../lib/search.ts';
import { base } from '../lib/urls.ts';
import { Broken } from '../shell/error-boundary.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { ScreenSkeleton } from '../shell/screen-skeleton.tsx';
import { auditRoute } from './audit.ts';
import { apiKeysRoute } from './api-keys.ts';
import { cardRoute } from './cards.card.ts';
import { breakGlassRoute } from './break-glass.ts';
import { caseRoute } from './cases.case.ts';
import { casesRoute } from './cases.ts';
import { cardsRoute } from './cards.ts';
import { companyRoute } from './company.ts';
import { disputeRoute } from './disputes.dispute.ts';
import { disputesRoute } from './disputes.ts';
import { bankTransfersRoute } from './bank-transfers.ts';
import { fundMovementRoute } from './funds.movement.ts';
import { fundsRoute } from './funds.ts';
import { installationRoute } from './installation.ts';
import { messageRoute } from './messages.message.ts';
import { messagesRoute } from './messages.ts';
import { notificationsRoute } from './notifications.ts';
import { orphanHoldsRoute } from './orphan-holds.ts';
import { overviewRoute } from './overview.ts';
import { inviteManyRoute } from './people.invite.ts';
import { personRoute } from './people.person.ts';
import { peopleRoute } from './people.ts';
import { reconciliationRoute } from './reconciliation.ts';
import { riskRulesRoute } from './risk-rules.ts';
import { reportsRoute } from './reports.ts';
import { rootRoute } from './root.ts';
import { securityRoute } from './security.ts';
import { transactionRoute } from './transactions.transaction.ts';
import { transactionsRoute } from './transactions.ts';
import { verificationRoute } from './verification.ts';
import { verificationsRoute } from './verifications.ts';
import { sanctionsRoute } from './sanctions.ts';

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    overviewRoute,
    cardsRoute,
    cardRoute,
    transactionsRoute,
    transactionRoute,
    peopleRoute,
    inviteManyRoute,
    personRoute,
    companyRoute,
    casesRoute,
    caseRoute,
    riskRulesRoute,
    disputesRoute,
    reconciliationRoute,
    reportsRoute,
    disputeRoute,
    orphanHoldsRoute,
    auditRoute,
    fundsRoute,
    fundMovementRoute,
    bankTransfersRoute,
    apiKeysRoute,
    notificationsRoute,
    installationRoute,
    breakGlassRoute,
    messagesRoute,
    messageRoute,
    verificationRoute,
    verificationsRoute,
    sanctionsRoute,
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
