import { type StepUpAsked, useStepUp } from '@afc/client';
import { type ComponentType, useEffect, useState } from 'react';

/**
 * What waits until whoever asked for it has shown that it is them. It goes on by itself. The dialog's code comes when it is asked for;
 * should it not come, what waits is refused, and can be tried again.
 */
export function StepUp() {
  const asked = useStepUp();
  const [Ask, setAsk] = useState<ComponentType<{ asked: StepUpAsked }> | null>(null);
  useEffect(() => {
    if (asked === null || Ask !== null) return;
    import('./ask-for-proof.tsx').then(
      (module) => setAsk(() => module.default),
      () => asked.declined(),
    );
  }, [asked, Ask]);
  return asked && Ask && <Ask asked={asked} />;
}
