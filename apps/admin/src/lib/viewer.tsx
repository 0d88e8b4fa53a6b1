import { createContext, type ReactNode, useContext } from 'react';
import type { Permission, Role } from '../gql/graphql.ts';

export interface SignedInViewer {
  id: string;
  role: Role;
  displayName: string;
  email: string;
  personId: string | null;
  permissions: readonly Permission[];
  unreadNotifications: number;
  /** Messages of Marqeta that wait for an operator; 0 for everybody else. */
  openDeadLetters: number;
  /** Of an operator who reads a company. */
  reading: { id: string; expiresAt: string } | null;
  /** Null for an operator, who belongs to no company. */
  company: { id: string; name: string; timeZone: string; currency: string } | null;
}

const ViewerOfApp = createContext<SignedInViewer | null>(null);

export function ViewerProvider({ viewer, children }: { viewer: SignedInViewer; children: ReactNode }) {
  return <ViewerOfApp value={viewer}>{children}</ViewerOfApp>;
}

export function useViewer(): SignedInViewer {
  const viewer = useContext(ViewerOfApp);
  if (viewer === null) throw new Error('useViewer needs a ViewerProvider above it.');
  return viewer;
}

/** Draws or hides; the server decides again. */
export function useCan(permission: Permission): boolean {
  return useViewer().permissions.includes(permission);
}

/** The company's zone and currency, for the screens that only a company's people see. */
export function useCompany(): { id: string; name: string; timeZone: string; currency: string } {
  const { company } = useViewer();
  if (company === null) throw new Error('This screen belongs to a company.');
  return company;
}
