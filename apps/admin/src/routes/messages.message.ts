import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.ts';

export const messageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/messages/$messageId',
  component: lazyRouteComponent(() => import('../features/messages/message-screen.tsx')),
});
