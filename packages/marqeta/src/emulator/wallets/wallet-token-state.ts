import type { WALLET_TOKEN_STATES } from '../../wire/wallets.ts';

export type WalletTokenState = (typeof WALLET_TOKEN_STATES)[number];

/** Where a token can go from each state (wire-format §5.11); two of them are final. */
const NEXT: Readonly<Record<WalletTokenState, readonly WalletTokenState[]>> = {
  REQUESTED: ['ACTIVE', 'REQUEST_DECLINED', 'TERMINATED'],
  REQUEST_DECLINED: [],
  ACTIVE: ['SUSPENDED', 'TERMINATED'],
  SUSPENDED: ['ACTIVE', 'TERMINATED'],
  TERMINATED: [],
};

/** What the programme can ask for; a request is declined by the wallet's network alone. */
export const REQUESTABLE_WALLET_STATES = ['ACTIVE', 'SUSPENDED', 'TERMINATED'] as const satisfies readonly WalletTokenState[];

export type WalletMove =
  | { readonly allowed: true; readonly type: string; readonly fulfillment: string | null }
  | { readonly allowed: false };

/** Whether a token may go there, what the transition is then called, and its new fulfilment, `null` when that stays. */
export function walletMove(from: WalletTokenState, to: WalletTokenState, choices: { readonly walletReinstatedType: string }): WalletMove {
  if (!NEXT[from].includes(to)) return { allowed: false };
  if (to === 'ACTIVE') {
    return { allowed: true, type: from === 'SUSPENDED' ? choices.walletReinstatedType : 'state.activated', fulfillment: 'PROVISIONED' };
  }
  return { allowed: true, type: `state.${to.toLowerCase()}`, fulfillment: to === 'REQUEST_DECLINED' ? 'REJECTED' : null };
}

/** Where a token goes when its card moves and takes its tokens along, or `null`: only those in a fitting state move (§5.8). */
export function followCard(token: WalletTokenState, card: string): WalletTokenState | null {
  if (card === 'ACTIVE') return token === 'SUSPENDED' ? 'ACTIVE' : null;
  if (card === 'SUSPENDED') return token === 'ACTIVE' ? 'SUSPENDED' : null;
  if (card === 'TERMINATED') return token === 'ACTIVE' || token === 'SUSPENDED' ? 'TERMINATED' : null;
  return null;
}
