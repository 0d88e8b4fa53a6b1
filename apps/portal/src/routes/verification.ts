import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const verificationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verification',
  component: lazyRouteComponent(() => import('../features/verification/verification-screen.tsx')),
});
