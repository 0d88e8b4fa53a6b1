import { StatusBadge } from '@afc/ui';
import type { HolderStatus, PersonStatus } from '../../../gql/graphql.ts';
import { holderStatusWords, personStatusWords, useWords } from '../../../lib/words.ts';

export function PersonState({ status, variant = 'plain' }: { status: PersonStatus; variant?: 'pill' | 'plain' }) {
  const words = useWords();
  return <StatusBadge status={status} label={words(personStatusWords[status])} variant={variant} />;
}

/** What the issuer says of somebody. */
export function HolderState({ status, variant = 'plain' }: { status: HolderStatus; variant?: 'pill' | 'plain' }) {
  const words = useWords();
  return <StatusBadge status={status} label={words(holderStatusWords[status])} variant={variant} />;
}
