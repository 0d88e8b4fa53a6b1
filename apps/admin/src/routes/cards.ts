import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { cardSearch } from '../lib/search.ts';
import { rootRoute } from './root.ts';

export const cardsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/cards',
  validateSearch: cardSearch,
  component: lazyRouteComponent(() => import('../features/cards/cards-screen.tsx')),
});
