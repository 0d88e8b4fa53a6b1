import type { CardAction, CardStatus } from '../../../gql/graphql.ts';

/** What a holder may do with a card. Closing it is for admins. */
export type CardCommand = 'FREEZE' | 'UNFREEZE' | 'ACTIVATE';

interface Commanded {
  status: CardStatus;
  waitingForIssuer: boolean;
  actions: CardAction[];
}

const outcomes: Readonly<Record<CardCommand, { status: CardStatus; next: CardAction }>> = {
  FREEZE: { status: 'SUSPENDED', next: 'UNFREEZE' },
  UNFREEZE: { status: 'ACTIVE', next: 'FREEZE' },
  ACTIVATE: { status: 'ACTIVE', next: 'FREEZE' },
};

/** How a card stands once a command is accepted, drawn before the answer comes. The issuer has not heard of it yet. */
export function standingAfter(command: CardCommand, card: { actions: readonly CardAction[] }): Commanded {
  const { status, next } = outcomes[command];
  return { status, waitingForIssuer: true, actions: [...card.actions.filter((action) => action !== command), next] };
}

/** The one thing that is offered first; null when there is none. */
export function mainCommand(actions: readonly CardAction[]): CardCommand | null {
  return (['ACTIVATE', 'UNFREEZE', 'FREEZE'] as const).find((command) => actions.includes(command)) ?? null;
}
