import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { auditSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../features/audit/audit-screen.tsx')),
});
