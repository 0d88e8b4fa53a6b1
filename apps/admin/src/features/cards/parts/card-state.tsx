import { StatusBadge } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import type { CardRowFragment } from '../../../gql/graphql.ts';
import { cardStatusWords, useWords } from '../../../lib/words.ts';

export interface CardStateProps {
  card: Pick<CardRowFragment, 'status' | 'waitingForIssuer'>;
  variant?: 'pill' | 'plain';
}

/** What we want of the card; while Marqeta has not confirmed it, that it waits. */
export function CardState({ card: { status, waitingForIssuer }, variant = 'plain' }: CardStateProps) {
  const { t } = useLingui();
  const words = useWords();
  if (!waitingForIssuer) return <StatusBadge status={status} label={words(cardStatusWords[status])} variant={variant} />;
  return (
    <StatusBadge
      status="WAITING"
      label={status === 'ACTIVE' ? t`Waiting for the issuer` : t`${words(cardStatusWords[status])}, waiting for the issuer`}
      variant={variant}
      title={t`We have asked Marqeta and wait for its answer. This settles by itself.`}
    />
  );
}
