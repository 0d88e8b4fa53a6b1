import { lazy, Suspense, useEffect, useState } from 'react';
import type { ConfirmDialogProps } from './confirm-modal.tsx';

const load = () => import('./confirm-modal.tsx');
const ConfirmModal = lazy(load);
const idleMs = 1500;

/**
 * Asks before a deed. Escape and Cancel do the same; the confirming button has the first focus unless the deed is dangerous.
 * The dialog's code comes after the page stands still, so that it weighs on no first load and is there when it is asked for.
 */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [wanted, setWanted] = useState(props.opened);
  if (props.opened && !wanted) setWanted(true);
  useEffect(() => {
    // Should this fail, opening the dialog tries again.
    const timer = setTimeout(() => void load().catch(() => null), idleMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    wanted && (
      <Suspense fallback={null}>
        <ConfirmModal {...props} />
      </Suspense>
    )
  );
}
