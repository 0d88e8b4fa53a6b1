import { gateways, webhooks } from './chapters/account.ts';
import { basics } from './chapters/basics.ts';
import { cardAccess, wallets } from './chapters/card-access.ts';
import { bulkIssuance, cardProducts, cards } from './chapters/cards.ts';
import { authorizationControls, merchantGroups, velocityControls } from './chapters/controls.ts';
import { cases, chargebacks } from './chapters/disputes.ts';
import { businesses, users, verification } from './chapters/holders.ts';
import { commandoModes, fees, loads } from './chapters/money.ts';
import { olderSimulations, purchases, transactions } from './chapters/purchases.ts';
import type { Chapter } from './row.ts';

/** The whole contract, in an order in which later chapters use what earlier ones made. */
export const CONTRACT: readonly Chapter[] = [
  basics,
  gateways,
  webhooks,
  users,
  businesses,
  verification,
  cardProducts,
  cards,
  bulkIssuance,
  velocityControls,
  authorizationControls,
  merchantGroups,
  loads,
  fees,
  purchases,
  olderSimulations,
  transactions,
  cardAccess,
  wallets,
  chargebacks,
  cases,
  commandoModes,
];
