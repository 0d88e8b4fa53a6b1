import { StatusBadge } from '@afc/ui';
import type { DeadLetterState } from '../../gql/graphql.ts';
import { deadLetterStateWords, useWords } from '../../lib/words.ts';

export function MessageState({ state, variant = 'plain' }: { state: DeadLetterState; variant?: 'pill' | 'plain' }) {
  const words = useWords();
  return <StatusBadge status={state} label={words(deadLetterStateWords[state])} variant={variant} />;
}
