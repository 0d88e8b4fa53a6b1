import { createRootRoute, lazyRouteComponent } from '@tanstack/react-router';

export const rootRoute = createRootRoute({ component: lazyRouteComponent(() => import('../shell/shell.tsx'), 'Shell') });
