import type { Deps } from '../api/deps.ts';
import { wireTime } from '../core/clock.ts';
import type { Body } from '../core/resources.ts';
import { walletMove, type WalletTokenState } from './wallet-token-state.ts';

export const WALLET_CHANNELS = [
  'TOKEN_SERVICE_PROVIDER',
  'TOKEN_SERVICE_PROVIDER_API',
  'DIGITAL_WALLET',
  'API',
  'IVR',
  'FRAUD',
  'ADMIN',
  'SYSTEM',
] as const;

/** Who moves a token, and why. */
export interface WalletCause {
  readonly channel: (typeof WALLET_CHANNELS)[number];
  readonly reason?: string;
  readonly reasonCode?: string;
  readonly at: number;
}

/** The transition with the whole token, as webhooks tell it; the API shows less of it (wire-format §5.11, §14.10). */
export function walletTransitionBody(deps: Deps, walletToken: Body, type: string, token: string, cause: WalletCause): Body {
  const card = deps.resources.find('card', String(walletToken['card_token']))?.body;
  return {
    token,
    type,
    state: walletToken['state'],
    fulfillment_status: walletToken['fulfillment_status'],
    channel: cause.channel,
    ...(cause.reason === undefined ? {} : { reason: cause.reason }),
    ...(cause.reasonCode === undefined ? {} : { reason_code: cause.reasonCode }),
    created_time: wireTime(cause.at),
    digital_wallet_token: walletToken,
    card: { last_four: card?.['last_four'], metadata: card?.['metadata'] ?? {} },
  };
}

/** The token after a move that the state machine allows, and the name of the transition; `null` when it does not. */
export function moved(deps: Deps, walletToken: Body, to: WalletTokenState, cause: WalletCause): { after: Body; type: string } | null {
  const move = walletMove(walletToken['state'] as WalletTokenState, to, deps.settings.unconfirmed);
  if (!move.allowed) return null;
  const after = {
    ...walletToken,
    state: to,
    ...(cause.reason === undefined ? {} : { state_reason: cause.reason }),
    ...(move.fulfillment === null ? {} : { fulfillment_status: move.fulfillment }),
    last_modified_time: wireTime(cause.at),
  };
  return { after, type: move.type };
}

/** Moves a token from outside the API. Says whether it could. */
export function moveWalletToken(deps: Deps, walletToken: Body, to: WalletTokenState, cause: WalletCause): boolean {
  const move = moved(deps, walletToken, to, cause);
  if (move === null) return false;
  deps.resources.update('digitalwallettoken', String(walletToken['token']), move.after, cause.at);
  recordWalletTransition(deps, move.after, move.type, cause);
  return true;
}

/** Keeps a transition and tells the webhooks. */
export function recordWalletTransition(deps: Deps, walletToken: Body, type: string, cause: WalletCause, extra: Body = {}): void {
  const transition = { ...walletTransitionBody(deps, walletToken, type, deps.ids.uuid(), cause), ...extra };
  deps.resources.insert('digitalwallettokentransition', String(transition['token']), transition, cause.at, null);
  announceWallet(deps, transition);
}

export function announceWallet({ sender }: Deps, transition: Body): void {
  sender.notify({
    envelope: 'digitalwallettokentransitions',
    eventType: `digitalwallettokentransition.${String(transition['type'])}`,
    token: String(transition['token']),
    text: JSON.stringify(transition),
  });
}
