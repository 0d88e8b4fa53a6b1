import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const disputeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/disputes/$disputeId',
  component: lazyRouteComponent(() => import('../features/disputes/dispute-screen.tsx')),
});
