import { expect, test } from 'vitest';
import { subjectsOf } from './budget-subjects.ts';

const usd = (minor: string) => ({ minor, currency: 'USD' });
const [sales, ops] = [
  { id: 'sales', name: 'Sales' },
  { id: 'ops', name: 'Operations' },
];
const ofSales = { id: 'b1', month: '2026-03', version: 1, team: sales, amount: usd('100000'), spent: usd('2500') } as const;
const ofCompany = { ...ofSales, id: 'b2', team: null };

test('who may set budgets sees the company and every team, with or without one', () => {
  const subjects = subjectsOf({ budgets: [ofSales], teams: [sales, ops], withoutBudget: true });

  expect(subjects.map(({ key, budget }) => [key, budget?.id ?? null])).toEqual([
    ['company', null],
    ['sales', 'b1'],
    ['ops', null],
  ]);
});

test('who may not sees the budgets there are, the company’s first', () => {
  const subjects = subjectsOf({ budgets: [ofSales, ofCompany], teams: [sales, ops], withoutBudget: false });

  expect(subjects.map(({ key }) => key)).toEqual(['company', 'sales']);
});
