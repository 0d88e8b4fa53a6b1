import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { companySearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const companyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/company',
  validateSearch: companySearch,
  component: lazyRouteComponent(() => import('../features/company/company-screen.tsx')),
});
