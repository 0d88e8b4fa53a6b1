import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const breakGlassRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/break-glass',
  component: lazyRouteComponent(() => import('../features/break-glass/break-glass-screen.tsx')),
});
