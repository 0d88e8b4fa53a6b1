import { StatusBadge } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import type { TransactionStatus } from '../../../gql/graphql.ts';
import { transactionStatusWords, useWords } from '../../../lib/words.ts';

export interface TransactionStateProps {
  status: TransactionStatus;
  unconfirmed: boolean;
  declineSentence?: string | null | undefined;
  variant?: 'pill' | 'plain';
}

/** A purchase's state, and whether our approval still waits for Marqeta's word. */
export function TransactionState({ status, unconfirmed, declineSentence, variant = 'plain' }: TransactionStateProps) {
  const { t } = useLingui();
  const words = useWords();
  if (unconfirmed && status === 'PENDING') {
    return (
      <StatusBadge
        status="UNCONFIRMED"
        label={t`Unconfirmed`}
        variant={variant}
        title={t`We approved it; Marqeta has not reported it yet. The hold stands until it does.`}
      />
    );
  }
  return (
    <StatusBadge status={status} label={words(transactionStatusWords[status])} variant={variant} title={declineSentence ?? undefined} />
  );
}
