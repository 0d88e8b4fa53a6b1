import { lazy, type ReactNode, Suspense } from 'react';
import { base } from '../lib/urls.ts';

const Join = lazy(() => import('./join.tsx'));
const ResetPassword = lazy(() => import('./reset-password.tsx'));

/** Addresses that were mailed and are for who is not signed in, or as somebody else. The token stands after the #. */
export function MailedLink({ children }: { children: ReactNode }) {
  const { pathname, hash } = window.location;
  const token = hash.slice(1);
  switch (pathname) {
    case `${base}/join`:
      return (
        <Suspense fallback={null}>
          <Join token={token} />
        </Suspense>
      );
    case `${base}/reset`:
      return (
        <Suspense fallback={null}>
          <ResetPassword token={token} />
        </Suspense>
      );
    default:
      return children;
  }
}
