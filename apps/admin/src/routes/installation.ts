import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const installationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/installation',
  component: lazyRouteComponent(() => import('../features/installation/installation-screen.tsx')),
});
