import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const riskRulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/risk-rules',
  component: lazyRouteComponent(() => import('../features/risk/rules-screen.tsx')),
});
