import type { HolderStatus } from '../../wire/holder.ts';
import type { Deps } from '../api/deps.ts';
import { ApiError, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { readFields } from '../core/fields.ts';
import { isActiveStatus } from '../core/holder-state.ts';
import type { Body } from '../core/resources.ts';
import { path } from '../network/context.ts';
import { activate } from './activation.ts';
import { CARD_FIELDS } from './card.ts';
import { makePan, maskedPan } from './card-number.ts';
import { keepSecrets, secretsOf } from './card-secrets.ts';
import { type CardMove, moveCard } from './card-transition.ts';
import { expiryFields, expiryOf } from './expiry.ts';
import { endSource, sourceOf } from './replacement.ts';
import { presentation } from './presentation.ts';
import { planShipment } from './shipping.ts';

/** A card's document (wire-format §5.1-§5.3). Its number and code are kept apart. */
export function newCard(deps: Deps, given: unknown, token: string, at: number): Body {
  const fields = readFields(given, CARD_FIELDS);
  if (deps.resources.find('user', String(fields['user_token'])) === null) throw unknownRelation('Cardholder');
  const product = deps.resources.find('cardproduct', String(fields['card_product_token']))?.body;
  if (product === undefined) throw unknownRelation('Card product');
  const printing = path(product, 'config', 'fulfillment');
  if (printing?.['allow_card_creation'] === false) throw new ApiError(400, '400003', 'The card product allows no new cards');
  const secrets = secretsFor(deps, fields, product);
  keepSecrets(deps.store, token, secrets);
  const time = wireTime(at);
  return {
    ...fields,
    token,
    last_four: secrets.pan.slice(-4),
    pan: maskedPan(secrets.pan),
    ...expiryFields(expiryOf(product, fields, at)),
    barcode: deps.ids.digits(20),
    pin_is_set: secrets.pin !== null,
    state: 'UNACTIVATED',
    state_reason: 'New card',
    fulfillment_status: 'ISSUED',
    instrument_type: printing?.['payment_instrument'] ?? 'PHYSICAL_MSR',
    expedite: fields['expedite'] ?? false,
    metadata: fields['metadata'] ?? {},
    created_time: time,
    last_modified_time: time,
  };
}

/** Number and PIN come from the card that this one takes the place of, as far as it was asked for (§5.6); the code is always new. */
function secretsFor(deps: Deps, fields: Body, product: Body) {
  const source = sourceOf(deps, fields);
  const old = source === null ? null : secretsOf(deps.store, String(source['token']));
  const keepsPan = fields['reissue_pan_from_card_token'] !== undefined && fields['generate_new_pan'] !== true;
  const translated = fields['translate_pin_from_card_token'];
  const pin =
    typeof translated === 'string'
      ? secretsOf(deps.store, translated)?.pin
      : fields['copy_pin_from_source_card'] === false
        ? null
        : old?.pin;
  return { pan: keepsPan && old !== null ? old.pan : makePan(product, deps.ids), cvv: deps.ids.digits(3), pin: pin ?? null };
}

/** What follows from a card's creation. Shown whole at once, it counts as handed over instead of issued (§5.3). */
export function settleNewCard(deps: Deps, card: Body, at: number, shownAtOnce: boolean): void {
  const first = shownAtOnce ? presentation('UNACTIVATED', at) : issue(at);
  const issued = moveCard(deps, card, { fulfillment_status: first.status }, first.move);
  endSource(deps, issued, 'new_pan_from_card_token', at);
  const product = deps.resources.find('cardproduct', String(card['card_product_token']))?.body;
  const holder = deps.resources.find('user', String(card['user_token']))?.body;
  const mayPay = isActiveStatus((holder?.['status'] ?? 'CLOSED') as HolderStatus);
  const atOnce = path(product, 'config', 'card_life_cycle')?.['activate_upon_issue'] === true;
  if (mayPay && atOnce) activate(deps, issued, { channel: 'API', reason: 'Activated upon issue', reasonCode: '00', at });
  if (String(card['instrument_type']).startsWith('PHYSICAL')) planShipment(deps, issued, at);
}

function issue(at: number): { readonly status: string; readonly move: CardMove } {
  return { status: 'ISSUED', move: { channel: 'SYSTEM', state: 'UNACTIVATED', type: 'fulfillment.issued', reason: 'New card', at } };
}
