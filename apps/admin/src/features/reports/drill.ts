import type { SpendGrouping } from '../../gql/graphql.ts';
import type { TransactionSearch } from '../../lib/search.ts';
import { urls } from '../../lib/urls.ts';

const FILTERS: Readonly<Record<SpendGrouping, 'person' | 'team' | 'program' | 'mcc' | 'merchant' | 'country'>> = {
  PERSON: 'person',
  TEAM: 'team',
  PROGRAM: 'program',
  CATEGORY: 'mcc',
  MERCHANT: 'merchant',
  COUNTRY: 'country',
};

/** Where the purchases of a row are listed; undefined for those without a subject, which no filter names. */
export function drillInto(by: SpendGrouping, subject: string, from: string, to: string): string | undefined {
  if (subject === '') return undefined;
  const search: TransactionSearch = { [FILTERS[by]]: subject, from, to };
  return urls.transactions(search);
}
