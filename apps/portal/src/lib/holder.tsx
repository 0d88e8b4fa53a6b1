import { createContext, type ReactNode, use } from 'react';

export interface Holder {
  /** Id of the person whose cards and purchases these are. */
  personId: string;
  displayName: string;
  email: string;
  company: { name: string; timeZone: string; currency: string };
}

const HolderOfApp = createContext<Holder | null>(null);

/** Who looks, for all below: the shell has asked already. */
export function HolderProvider({ holder, children }: { holder: Holder; children: ReactNode }) {
  return <HolderOfApp value={holder}>{children}</HolderOfApp>;
}

export function useHolder(): Holder {
  const holder = use(HolderOfApp);
  if (holder === null) throw new Error('useHolder needs a HolderProvider above it.');
  return holder;
}
