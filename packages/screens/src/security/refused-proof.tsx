import { lazy, Suspense } from 'react';
import { useRefusedByCompany } from '../refusals/refused-by-company.ts';

/** Nearly nobody sees it. */
const RefusedDialog = lazy(() => import('./refused-dialog.tsx'));

/** Told on the screen to which the company's provider sent back somebody who is signed in: what it said of them was not good. */
export function RefusedProof() {
  const [refusal, forget] = useRefusedByCompany();
  return (
    refusal && (
      <Suspense fallback={null}>
        <RefusedDialog refusal={refusal} onClose={forget} />
      </Suspense>
    )
  );
}
