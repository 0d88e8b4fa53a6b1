import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { peopleSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => import('../features/people/people-screen.tsx')),
});
