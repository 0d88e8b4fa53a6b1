import { createRootRoute, lazyRouteComponent } from '@tanstack/react-router';
import { ShellSkeleton } from '../shell/shell-skeleton.tsx';

export const rootRoute = createRootRoute({
  component: lazyRouteComponent(() => import('../shell/shell.tsx'), 'Shell'),
  pendingComponent: ShellSkeleton,
});
