import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import type { MessageDescriptor } from '@lingui/core';
import type { ApiScope } from '../../gql/graphql.ts';

const words: Readonly<Record<ApiScope, { name: MessageDescriptor; meaning: MessageDescriptor }>> = {
  PEOPLE_READ: { name: msg`See people`, meaning: msg`People with their addresses, and teams.` },
  CARDS_READ: { name: msg`See cards`, meaning: msg`Cards, card programs, limits and controls, and whether a purchase would work.` },
  CARDS_WRITE: { name: msg`Manage cards`, meaning: msg`See cards; issue, freeze, unfreeze, replace and terminate them.` },
  CONTROLS_WRITE: { name: msg`Manage controls`, meaning: msg`See cards; set and remove controls, and grant exceptions.` },
  SPEND_READ: { name: msg`See spend`, meaning: msg`Purchases with their decisions, disputes, budgets and balances.` },
  BUDGETS_WRITE: { name: msg`Set budgets`, meaning: msg`See budgets and set them.` },
  BOOKS_READ: { name: msg`See the books`, meaning: msg`The ledger, its checks, movements of funds and reconciliation.` },
  SCIM: {
    name: msg`Keep people and teams`,
    meaning: msg`Invite, change and deactivate people, and keep teams, as your directory says it by SCIM. Never a role.`,
  },
};

export const scopes = Object.keys(words) as readonly ApiScope[];

export function useScopeWords(): (scope: ApiScope) => { name: string; meaning: string } {
  const { i18n } = useLingui();
  return (scope) => ({ name: i18n._(words[scope].name), meaning: i18n._(words[scope].meaning) });
}
