import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { disputeSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const disputesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/disputes',
  validateSearch: disputeSearch,
  component: lazyRouteComponent(() => import('../features/disputes/disputes-screen.tsx')),
});
