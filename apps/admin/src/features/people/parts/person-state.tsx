import { StatusBadge } from '@afc/ui';
import type { PersonStatus } from '../../../gql/graphql.ts';
import { personStatusWords, useWords } from '../../../lib/words.ts';

export function PersonState({ status, variant = 'plain' }: { status: PersonStatus; variant?: 'pill' | 'plain' }) {
  const words = useWords();
  return <StatusBadge status={status} label={words(personStatusWords[status])} variant={variant} />;
}
