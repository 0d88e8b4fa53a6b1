import { AuthError, type StepUpAsked, useStepUp } from '@afc/client';
import { type ComponentType, useEffect, useState } from 'react';
import { withoutReload } from '../new-version.ts';

/**
 * What waits until whoever asked for it has shown that it is them. It goes on by itself. The dialog's code comes when it is asked for;
 * should it not come, what waits is refused with that, and the page stays as it is.
 */
export function StepUp() {
  const asked = useStepUp();
  const [Ask, setAsk] = useState<ComponentType<{ asked: StepUpAsked }> | null>(null);
  useEffect(() => {
    if (asked === null || Ask !== null) return;
    withoutReload(() => import('./ask-for-proof.tsx')).then(
      (module) => setAsk(() => module.default),
      () => asked.failed(new AuthError('PAGE_INCOMPLETE', 'The dialog that asks for a proof did not come.', null, null)),
    );
  }, [asked, Ask]);
  return asked && Ask && <Ask asked={asked} />;
}
