import type { Commander } from '../access/commander.ts';
import type { Authority } from './card.state.ts';

/** With what authority somebody acts on a holder's card. */
export function authorityOf(by: Commander, holderId: string): Authority {
  if ('kind' in by || by.role === 'ADMIN' || by.role === 'SERVICE') return 'ADMIN';
  return by.role === 'MANAGER' && by.userId !== holderId ? 'MANAGER' : 'HOLDER';
}
