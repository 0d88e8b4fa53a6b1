import { may } from '../access/policy.ts';
import type { Money } from '../platform/money.ts';
import type { SpendScope } from './spend-scope.ts';

/** Whether the viewer sees what the whole company means to spend. */
export function seesCompany({ viewer, companyId }: Pick<SpendScope, 'viewer' | 'companyId'>): boolean {
  return may(viewer, 'budget.see', { companyId });
}

/** Whether the viewer sees what a team means to spend, and so what it spends. */
export function seesTeam({ viewer, companyId }: Pick<SpendScope, 'viewer' | 'companyId'>, teamId: string): boolean {
  return may(viewer, 'budget.see', { companyId, userId: null, teamIds: [teamId] });
}

export function moneyOf({ currency }: Pick<SpendScope, 'currency'>, minor: bigint): Money {
  return { minor, currency };
}
