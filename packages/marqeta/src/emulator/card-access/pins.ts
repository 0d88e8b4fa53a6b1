import { ApiError, invalidField, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import type { Body } from '../core/resources.ts';
import type { Deps } from '../api/deps.ts';
import { keepPin, secretsOf } from '../cards/card-secrets.ts';
import { isPin, isWeakPin } from './pin-rules.ts';
import { redeem } from './single-use-tokens.ts';

/** Sets the PIN of the card that the control token is for (wire-format §5.9). A PIN that is refused does not use the token up. */
export function setPin(deps: Deps, controlToken: string, pin: string): void {
  if (!isPin(pin)) throw invalidField('pin', 'must be four digits');
  if (isWeakPin(pin)) throw new ApiError(412, '412001', 'The PIN is too easy to guess');
  deps.store.atomically(() => {
    const card = cardOf(deps, redeem(deps, controlToken, 'SET_PIN'));
    if (card['state'] === 'TERMINATED') throw new ApiError(400, '400022', 'Card is terminated');
    const at = deps.clock.now();
    keepPin(deps.store, String(card['token']), pin);
    deps.resources.update('card', String(card['token']), { ...card, pin_is_set: true, last_modified_time: wireTime(at) }, at);
    announcePin(deps, card, at);
  });
}

/** The PIN of the card that the control token is for; only a card in use shows it. */
export function revealPin(deps: Deps, controlToken: string): string {
  return deps.store.atomically(() => {
    const card = cardOf(deps, redeem(deps, controlToken, 'REVEAL_PIN'));
    if (card['state'] !== 'ACTIVE') throw new ApiError(400, '400985', 'Card is not in an active state');
    const pin = secretsOf(deps.store, String(card['token']))?.pin ?? null;
    if (pin === null) throw new ApiError(400, '400021', 'The card has no PIN');
    return pin;
  });
}

function cardOf(deps: Deps, token: string): Body {
  const card = deps.resources.find('card', token)?.body;
  if (card === undefined) throw unknownRelation('Card');
  return card;
}

/** §14.10; the fields of card actions are unconfirmed. */
function announcePin(deps: Deps, card: Body, at: number): void {
  const action = {
    token: deps.ids.uuid(),
    card_token: card['token'],
    user_token: card['user_token'],
    type: 'pin.set',
    state: 'SUCCESS',
    created_time: wireTime(at),
  };
  deps.sender.notify({
    envelope: 'cardactions',
    eventType: `${deps.settings.unconfirmed.cardActionEvent}.${action.type}`,
    token: action.token,
    text: JSON.stringify(action),
  });
}
