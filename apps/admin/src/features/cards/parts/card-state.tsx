import { StatusBadge } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import type { CardRowFragment } from '../../../gql/graphql.ts';
import { cardStatusWords, useWords } from '../../../lib/words.ts';

export interface CardStateProps {
  card: Pick<CardRowFragment, 'status' | 'issuerStatus' | 'issuerRefusal' | 'waitingForIssuer'>;
  variant?: 'pill' | 'plain';
}

/** What we want of the card; while Marqeta has not confirmed it, that it waits; when it refused to make it, that. */
export function CardState({ card: { status, issuerStatus, issuerRefusal, waitingForIssuer }, variant = 'plain' }: CardStateProps) {
  const { t } = useLingui();
  const words = useWords();
  if (issuerStatus === 'REQUESTED' && issuerRefusal !== null && status !== 'TERMINATED')
    return (
      <StatusBadge
        status="REFUSED"
        label={t`Refused by the issuer`}
        variant={variant}
        title={t`The issuer has not made the card: ${issuerRefusal}. Ask again once the cause is mended.`}
      />
    );
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
