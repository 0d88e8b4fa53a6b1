import { type FieldPolicy, InMemoryCache, type Reference } from '@apollo/client/cache';
import { pagedBy } from './connection-pages.ts';

/** One object by its id, found in the cache when a list has brought it. */
function byId(typename: string): FieldPolicy {
  return {
    read: (existing: Reference | undefined, { args, toReference }) =>
      existing ?? toReference({ __typename: typename, id: String(args?.['id']) }),
  };
}

/** What the schema calls a list is new as a whole each time: nothing of the old one is kept. */
const replaced: FieldPolicy = { merge: (_existing: unknown, incoming: unknown) => incoming };

export function createCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          cards: pagedBy(['filter', 'sort']),
          transactions: pagedBy(['filter', 'sort']),
          people: pagedBy(['filter', 'sort']),
          disputes: pagedBy(['filter', 'sort']),
          orphanHolds: pagedBy(['state', 'sort']),
          reconciliationDifferences: pagedBy(['filter', 'sort']),
          notifications: pagedBy(['filter', 'sort']),
          deadLetters: pagedBy(['filter', 'sort']),
          riskCases: pagedBy(['filter', 'sort']),
          sanctionsHits: pagedBy(['states']),
          auditLog: pagedBy(['filter', 'sort']),
          fundMovements: pagedBy(['filter', 'sort']),
          accountEntries: pagedBy(['of', 'kinds']),
          card: byId('Card'),
          person: byId('Person'),
          transaction: byId('Transaction'),
          deadLetter: byId('DeadLetter'),
          deadLetterKinds: replaced,
          spendingControls: replaced,
          budgets: replaced,
          ledgerChecks: replaced,
          fundMovement: byId('FundMovement'),
          fundSettings: replaced,
          fundQueue: replaced,
          accountMakeup: replaced,
        },
      },
      Money: { keyFields: false, merge: true },
      Merchant: { keyFields: false, merge: true },
      ControlMirror: { keyFields: false, merge: true },
      SpendOverview: { keyFields: [] },
      SpendReport: { keyFields: false },
      SpendReportRow: { keyFields: false },
      SpendTrend: { keyFields: false },
      Installation: { keyFields: [] },
      AuditChain: { keyFields: [] },
      SanctionsList: { keyFields: [] },
      SanctionsEntry: { keyFields: false },
      WebhookHealth: { keyFields: [], fields: { refusals: replaced } },
      WebhookRefusals: { keyFields: false },
      DeadLetterKind: { keyFields: false },
      DeadLetter: { fields: { deeds: replaced } },
      Balance: { keyFields: false },
      FundMovement: { fields: { history: replaced, actions: replaced } },
      FundLoosening: { keyFields: false },
      AccountMakeup: { keyFields: false },
      AccountKindSum: { keyFields: false },
      QueuedFunds: { fields: { actions: replaced } },
      LedgerCheck: { keyFields: ['code', 'currency'] },
      Card: { fields: { controls: replaced, limits: replaced, history: replaced, recentTransactions: replaced } },
      Company: { fields: { balances: replaced } },
      Person: { fields: { cards: replaced, teams: replaced } },
      Transaction: { fields: { timeline: replaced, ledgerTransfers: replaced } },
    },
  });
}
