import { Money } from '@afc/ui';
import type { TransactionRowFragment } from '../../../gql/graphql.ts';

/** Struck through when nothing was spent, green with its sign when money came back. */
export function TransactionAmount({
  transaction,
  large = false,
}: {
  transaction: Pick<TransactionRowFragment, 'amount' | 'status' | 'kind'>;
  large?: boolean;
}) {
  const { amount, status } = transaction;
  const nothing = status === 'DECLINED' || status === 'REVERSED' || status === 'EXPIRED';
  const credit = amount.minor.startsWith('-');
  const shown = credit ? { ...amount, minor: amount.minor.slice(1) } : amount;
  return (
    <Money value={shown} sign={credit ? 'always' : 'auto'} mutedCents={large} tone={nothing ? 'struck' : credit ? 'credit' : undefined} />
  );
}
