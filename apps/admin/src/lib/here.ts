import { useMatches, useRouterState } from '@tanstack/react-router';
import { base } from './urls.ts';

/** The path in the address bar, as `urls` writes it. The router itself knows paths without the app's base. */
export function usePath(): string {
  return useRouterState({ select: (state) => `${base}${state.location.pathname}` });
}

/** The path of the screen that is drawn: the one before, while the next is still being fetched. */
export function useShownPath(): string {
  return useMatches({ select: (matches) => `${base}${matches.at(-1)?.pathname ?? '/'}` });
}
