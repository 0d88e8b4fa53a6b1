import { type Refusal, refusalOf, useSession } from '@afc/client';
import { useState } from 'react';

/** The way to the company's provider, for who was signed in there to show it once more, and back to this screen. */
export function useProofAtCompany(): { go: () => void; busy: boolean; refusal: Refusal | null } {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const go = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const { pathname, search } = window.location;
      window.location.assign(await session.stepUpByCompany(`${pathname}${search}`));
    } catch (reason) {
      setRefusal(refusalOf(reason));
      setBusy(false);
    }
  };
  return { go: () => void go(), busy, refusal };
}
