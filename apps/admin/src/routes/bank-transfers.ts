import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const bankTransfersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bank-transfers',
  component: lazyRouteComponent(() => import('../features/funds/bank-transfers-screen.tsx')),
});
