import type { Registry } from 'prom-client';
import { applyCardTransition } from './cards/apply-card-transition.ts';
import { applyWalletTransition } from './cards/apply-wallet-transition.ts';
import { chargebackSink } from './disputes/apply-chargeback-transition.ts';
import type { Foundation } from './foundation.ts';
import { purchasesAt } from './marqeta/purchases.ts';
import { type MoneyPath, openMoneyPath } from './money.ts';
import { tellAuthentication } from './notifications/tell-authentication.ts';
import { applyHolderTransition, companiesOfHolders } from './people/verification/apply-holder-transition.ts';
import { marqetaLists } from './reconciliation/marqeta-lists.ts';

/** The money path of this installation, with what its webhooks move in other slices. */
export function moneyPathOf({ config, clock, log, bus, database, marqeta }: Foundation, registry: Registry): MoneyPath {
  return openMoneyPath({
    registry,
    gateway: database.gateway,
    clock,
    log,
    publisher: bus,
    marqeta: {
      gateway: { username: config.marqeta.gatewayUsername, password: config.marqeta.gatewayPassword },
      webhook: { username: config.marqeta.webhookUsername, password: config.marqeta.webhookPassword },
      webhookSecrets: config.marqeta.webhookSecrets,
      webhookPrevious: config.marqeta.webhookPrevious,
      webhookSignature: config.marqeta.webhookSignature,
      freshness: { maxAgeMs: config.marqeta.webhookMaxAgeMs, maxAheadMs: config.marqeta.webhookMaxAheadMs },
      allowedIps: config.marqeta.allowedIps,
    },
    decisionDeadlineMs: config.decisionDeadlineMs,
    unknownHoldReleaseMs: config.unknownHoldReleaseMs,
    appliesInbox: config.role === 'all',
    applyCardTransition: (client, transition) => applyCardTransition(client, transition, clock),
    applyWalletTransition: (client, transition) => applyWalletTransition(client, transition, clock),
    applyAuthentication: (client, transition) => tellAuthentication(client, transition, clock),
    holders: { companiesOf: companiesOfHolders, apply: applyHolderTransition },
    chargebacks: chargebackSink(clock),
    ...purchasesAt(marqeta),
    lists: marqetaLists(marqeta),
    listPauseMs: config.marqeta.listPauseMs,
  });
}
