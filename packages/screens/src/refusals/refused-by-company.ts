import { type Refusal, refusalAfter } from '@afc/client';
import { useEffect, useState } from 'react';

/** Why the company's provider, from which this page was opened, let nobody in. Said once: a reload says it no more. */
export function useRefusedByCompany(): [refusal: Refusal | null, forget: () => void] {
  const [refusal, setRefusal] = useState(() => refusalAfter(window.location.hash));
  useEffect(() => {
    if (refusalAfter(window.location.hash) === null) return;
    const { pathname, search } = window.location;
    window.history.replaceState(window.history.state, '', `${pathname}${search}`);
  }, []);
  return [refusal, () => setRefusal(null)];
}
