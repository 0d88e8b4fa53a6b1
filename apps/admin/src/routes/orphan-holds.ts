import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { orphanSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const orphanHoldsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/orphan-holds',
  validateSearch: orphanSearch,
  component: lazyRouteComponent(() => import('../features/orphan-holds/orphan-holds-screen.tsx')),
});
