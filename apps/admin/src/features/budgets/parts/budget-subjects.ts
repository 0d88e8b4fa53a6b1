import type { BudgetRowFragment } from '../../../gql/graphql.ts';

interface Team {
  id: string;
  name: string;
}

/** The company or one team, with its budget of the month if there is one. */
export interface BudgetSubject {
  key: string;
  /** Null for the whole company. */
  team: Team | null;
  budget: BudgetRowFragment | null;
}

interface Given {
  budgets: readonly BudgetRowFragment[];
  teams: readonly Team[];
  /** Also those without a budget: for who may set one. */
  withoutBudget: boolean;
}

/** The company first, then the teams in the order given. */
export function subjectsOf({ budgets, teams, withoutBudget }: Given): BudgetSubject[] {
  const all = [null, ...teams].map((team) => ({
    key: team?.id ?? 'company',
    team,
    budget: budgets.find((budget) => (budget.team?.id ?? null) === (team?.id ?? null)) ?? null,
  }));
  return withoutBudget ? all : all.filter(({ budget }) => budget !== null);
}
