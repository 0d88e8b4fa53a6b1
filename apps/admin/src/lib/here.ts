import { useRouterState } from '@tanstack/react-router';
import { base } from './urls.ts';

/** The path in the address bar, as `urls` writes it. The router itself knows paths without the app's base. */
export function usePath(): string {
  return useRouterState({ select: (state) => `${base}${state.location.pathname}` });
}
