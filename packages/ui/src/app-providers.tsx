import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { createContext, lazy, type ReactNode, Suspense, use, useMemo } from 'react';
import { cssVariablesResolver, themeWith } from './theme/theme.ts';

/** What drawing money and time depends on, and how a plain link moves inside the app. */
export interface Surroundings {
  /** BCP 47. */
  locale: string;
  /** IANA zone in which dates are drawn where a component is given none. */
  timeZone: string;
  /** Moves inside the app, without a page load. Without it links load the page. */
  navigate?: ((href: string) => void) | undefined;
}

const SurroundingsContext = createContext<Surroundings>({ locale: 'en', timeZone: 'UTC' });

export const useSurroundings = (): Surroundings => use(SurroundingsContext);

/** Changes locale, zone or navigation for a part of the tree: the router's part knows how to navigate, the root does not. */
export function SurroundingsProvider({ children, ...changes }: Partial<Surroundings> & { children: ReactNode }) {
  const outer = useSurroundings();
  const { locale = outer.locale, timeZone = outer.timeZone, navigate = outer.navigate } = changes;
  const value = useMemo(() => ({ locale, timeZone, navigate }), [locale, timeZone, navigate]);
  return <SurroundingsContext value={value}>{children}</SurroundingsContext>;
}

/** What is told before its code has come is kept and shown then. */
const Toasts = lazy(() => import('./toasts.tsx'));

export interface AppProvidersProps extends Surroundings {
  /** Where the chosen colour scheme is kept in localStorage; one for each app. */
  colorSchemeKey: string;
  /** What the crosses of messages and dialogs are called, for who does not see them. */
  closeLabel: string;
  children: ReactNode;
}

/** Everything the components of this package need around them; an app puts it once at its root. */
export function AppProviders({ colorSchemeKey, closeLabel, children, ...surroundings }: AppProvidersProps) {
  const colorSchemeManager = useMemo(() => localStorageColorSchemeManager({ key: colorSchemeKey }), [colorSchemeKey]);
  const named = useMemo(() => themeWith(closeLabel), [closeLabel]);
  return (
    <MantineProvider
      theme={named}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <Suspense fallback={null}>
        <Toasts />
      </Suspense>
      <SurroundingsProvider {...surroundings}>{children}</SurroundingsProvider>
    </MantineProvider>
  );
}
