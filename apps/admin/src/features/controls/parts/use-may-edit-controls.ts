import type { ControlScope } from '../../../gql/graphql.ts';
import { useCan, useViewer } from '../../../lib/viewer.tsx';

/** Whether the viewer may change controls of the subject, whose spending is `holderId`'s: nobody but an admin widens their own. */
export function useMayEditControls(scope: Extract<ControlScope, 'COMPANY' | 'PERSON' | 'CARD'>, holderId: string | undefined): boolean {
  const { role, personId } = useViewer();
  const edits = useCan('EDIT_CONTROLS');
  return edits && (role === 'ADMIN' || (scope !== 'COMPANY' && holderId !== personId));
}
