import { useLingui } from '@lingui/react/macro';
import type { StopRowFragment } from '../../../gql/graphql.ts';

/** What is stopped, as a noun in a sentence. */
export function useStopped(): (stop: Pick<StopRowFragment, 'scope' | 'subjectName'>) => string {
  const { t } = useLingui();
  return ({ scope, subjectName }) => {
    if (scope === 'COMPANY') return t`all cards of the company`;
    return scope === 'CARD_PROGRAM' ? t`all cards of the program “${subjectName}”` : t`the card “${subjectName}”`;
  };
}
