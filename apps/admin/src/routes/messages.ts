import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { messageSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const messagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/messages',
  validateSearch: messageSearch,
  component: lazyRouteComponent(() => import('../features/messages/messages-screen.tsx')),
});
