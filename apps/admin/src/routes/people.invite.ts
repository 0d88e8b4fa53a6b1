import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const inviteManyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people/invite',
  component: lazyRouteComponent(() => import('../features/people/invite-many/invite-many-screen.tsx')),
});
