import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { sanctionsSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const sanctionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sanctions',
  validateSearch: sanctionsSearch,
  component: lazyRouteComponent(() => import('../features/sanctions/sanctions-screen.tsx')),
});
