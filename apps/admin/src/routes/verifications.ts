import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const verificationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verifications',
  component: lazyRouteComponent(() => import('../features/verification/queue-screen.tsx')),
});
