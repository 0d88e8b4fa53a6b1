import type { CardState } from '../../wire/card.ts';

/** States that a transition can ask for. */
export const REQUESTABLE_CARD_STATES = ['ACTIVE', 'LIMITED', 'SUSPENDED', 'TERMINATED'] as const;
export type RequestableCardState = (typeof REQUESTABLE_CARD_STATES)[number];

export type CardTransitionOutcome = { readonly allowed: true; readonly type: string } | { readonly allowed: false };

const REFUSED: CardTransitionOutcome = { allowed: false };

/** The state machine of wire-format §5.8. Asking for the present state again is allowed, except that nothing follows a termination. */
export function cardTransition(
  from: CardState,
  to: RequestableCardState,
  choices: { readonly suspendUnactivated: boolean; readonly sameCardStateType: string | null },
): CardTransitionOutcome {
  if (from === 'TERMINATED' || from === 'UNSUPPORTED') return REFUSED;
  if (from === to && choices.sameCardStateType !== null) return { allowed: true, type: choices.sameCardStateType };
  switch (to) {
    case 'TERMINATED':
      return { allowed: true, type: 'state.terminated' };
    case 'ACTIVE':
      return { allowed: true, type: from === 'SUSPENDED' || from === 'LIMITED' ? 'state.reinstated' : 'state.activated' };
    case 'SUSPENDED':
      return from === 'UNACTIVATED' && !choices.suspendUnactivated ? REFUSED : { allowed: true, type: 'state.suspended' };
    case 'LIMITED':
      return from === 'ACTIVE' || from === 'LIMITED' ? { allowed: true, type: 'state.limited' } : REFUSED;
  }
}
