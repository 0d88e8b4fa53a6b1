import { expect, test } from 'vitest';
import { cardSearch, companySearch, parseSearch, stringifySearch, transactionSearch } from './search.ts';

test('filters written into the address are read back as they were', () => {
  const search = { q: 'Hôtel & Spa', status: ['CLEARED', 'DECLINED'] as const, from: '2026-03-01', min: '500', sort: '-amount' as const };

  const query = stringifySearch({ ...search });

  expect(query).toBe('?q=H%C3%B4tel+%26+Spa&status=CLEARED,DECLINED&from=2026-03-01&min=500&sort=-amount');
  expect(transactionSearch(parseSearch(query))).toEqual(search);
});

test('what cannot be read is left out', () => {
  expect(transactionSearch({ status: 'NONSENSE', kind: 'GIFT', from: 'yesterday', min: '-4', q: '  ', sort: '-mood' })).toEqual({});
  expect(companySearch({ tab: 'secrets', month: '2026-13' })).toEqual({});
});

test('known values among unknown ones are kept', () => {
  expect(cardSearch({ status: 'ACTIVE,MELTED', issue: 'true' })).toEqual({ status: ['ACTIVE'], issue: true });
});

test('no filter leaves no question mark', () => {
  expect(stringifySearch({ q: undefined, status: [], issue: false })).toBe('');
});
