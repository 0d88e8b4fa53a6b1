import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const fundMovementRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/funds/$movementId',
  component: lazyRouteComponent(() => import('../features/funds/movement-screen.tsx')),
});
