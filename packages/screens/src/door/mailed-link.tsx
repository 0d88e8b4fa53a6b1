import { useSession } from '@afc/client';
import { lazy, type ReactNode, Suspense } from 'react';

const Join = lazy(() => import('./join.tsx'));
const ResetPassword = lazy(() => import('./reset-password.tsx'));

/** Addresses that were mailed and are for who is not signed in, or as somebody else. The token stands after the #. */
export function MailedLink({ children }: { children: ReactNode }) {
  const { app } = useSession();
  const { pathname, hash } = window.location;
  const token = hash.slice(1);
  switch (pathname) {
    case `/${app}/join`:
      return (
        <Suspense fallback={null}>
          <Join token={token} />
        </Suspense>
      );
    case `/${app}/reset`:
      return (
        <Suspense fallback={null}>
          <ResetPassword token={token} />
        </Suspense>
      );
    default:
      return children;
  }
}
