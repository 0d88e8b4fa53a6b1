import type { Deps } from '../api/deps.ts';
import { wireTime } from '../core/clock.ts';
import type { Body } from '../core/resources.ts';
import { followCard, type WalletTokenState } from './wallet-token-state.ts';
import { moveWalletToken, recordWalletTransition, type WalletCause } from './wallet-transition.ts';

/** The wallet tokens of a card move with it, when its transition says so (wire-format §5.8, `sync_state_with_dwts`). */
export function syncWalletTokens(deps: Deps, card: Body, cause: Omit<WalletCause, 'reason'>): void {
  for (const walletToken of tokensOf(deps, card)) {
    const to = followCard(walletToken['state'] as WalletTokenState, String(card['state']));
    if (to !== null) moveWalletToken(deps, walletToken, to, { ...cause, reason: 'SYNC_CARD_STATE' });
  }
}

/** The living tokens of the card that this one takes the place of go over to it, in the state that they are in (§5.1, §5.11). */
export function swapWalletTokens(deps: Deps, source: Body, card: Body, at: number): void {
  for (const walletToken of tokensOf(deps, source)) {
    const state = walletToken['state'] as WalletTokenState;
    if (state !== 'ACTIVE' && state !== 'SUSPENDED') continue;
    const after = { ...walletToken, card_token: card['token'], last_modified_time: wireTime(at) };
    deps.resources.update('digitalwallettoken', String(walletToken['token']), after, at);
    const swap = { new_card_token: card['token'], previous_card_token: source['token'] };
    const type = state === 'ACTIVE' ? 'state.activated' : 'state.suspended';
    recordWalletTransition(deps, after, type, { channel: 'SYSTEM', reason: 'CARD_SWAP', reasonCode: '14', at }, { card_swap: swap });
  }
}

function tokensOf({ resources }: Deps, card: Body): readonly Body[] {
  return resources
    .all('digitalwallettoken')
    .map(({ body }) => body)
    .filter((body) => body['card_token'] === card['token']);
}
