import type { TransactionRowFragment } from '../../gql/graphql.ts';
import { totalsOf } from '../money/parts/totals.ts';

type Summed = Pick<TransactionRowFragment, 'status' | 'amount'>;

const moved = new Set<Summed['status']>(['PENDING', 'CLEARED']);

/** What purchases come to, for each currency: what was declined or given back whole counts nothing. */
export function sumsOf(transactions: readonly Summed[]): { minor: bigint; currency: string }[] {
  return totalsOf(transactions.map(({ status, amount }) => (moved.has(status) ? amount : { ...amount, minor: '0' })));
}
