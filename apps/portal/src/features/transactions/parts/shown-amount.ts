import type { MoneyProps, MoneyValue } from '@afc/ui';
import type { TransactionStatus } from '../../../gql/graphql.ts';

interface Amounts {
  status: TransactionStatus;
  /** What counts. Negative for a refund. */
  amount: MoneyValue;
  /** What was asked first. */
  requestedAmount: MoneyValue;
}

interface ShownAmount {
  value: MoneyValue;
  tone: MoneyProps['tone'];
  sign: NonNullable<MoneyProps['sign']>;
}

/** The amount a holder expects to read: what came back is green with a plus, what never happened is struck out. */
export function shownAmount({ status, amount, requestedAmount }: Amounts): ShownAmount {
  if (status === 'DECLINED' || status === 'REVERSED' || status === 'EXPIRED') {
    const minor = BigInt(amount.minor) === 0n ? requestedAmount : amount;
    return { value: minor, tone: 'struck', sign: 'auto' };
  }
  const minor = BigInt(amount.minor);
  return minor < 0n
    ? { value: { ...amount, minor: -minor }, tone: 'credit', sign: 'always' }
    : { value: amount, tone: undefined, sign: 'auto' };
}
