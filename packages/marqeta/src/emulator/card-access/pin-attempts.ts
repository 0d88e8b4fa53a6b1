import type { Store } from '../core/store.ts';
import { countPinFailures, pinFailures } from '../cards/card-secrets.ts';
import { moveCard, type Registry } from '../cards/card-transition.ts';
import type { Body } from '../core/resources.ts';
import { afterWrongPin } from './pin-rules.ts';

/** A PIN was tried: wrong too often in a row, Marqeta suspends the card by itself, with reason 22 (wire-format §5.8). */
export function notePinTried(
  deps: Registry & { readonly store: Store },
  card: Body,
  tried: { readonly right: boolean; readonly allowed: number; readonly at: number },
): void {
  const token = String(card['token']);
  const before = pinFailures(deps.store, token);
  const { failures, locks } = tried.right ? { failures: 0, locks: false } : afterWrongPin(before, tried.allowed);
  if (failures !== before) countPinFailures(deps.store, token, failures);
  if (!locks || card['state'] !== 'ACTIVE') return;
  const reason = 'PIN retry limit';
  moveCard(
    deps,
    card,
    { state: 'SUSPENDED', state_reason: reason },
    { state: 'SUSPENDED', type: 'state.suspended', channel: 'SYSTEM', reason, reasonCode: '22', at: tried.at },
  );
}
