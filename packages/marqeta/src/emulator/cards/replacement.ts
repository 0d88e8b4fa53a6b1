import type { CardState } from '../../wire/card.ts';
import type { Deps } from '../api/deps.ts';
import { invalidField, unknownRelation } from '../core/api-error.ts';
import { textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { moveCard } from './card-transition.ts';

const SOURCES = ['reissue_pan_from_card_token', 'new_pan_from_card_token', 'translate_pin_from_card_token'] as const;
const SWAP = 'swap_digital_wallet_tokens_from_card_token';
type SourceName = (typeof SOURCES)[number];

/** The card that a new one takes the place of, or `null`. Throws when what was asked for does not fit together (wire-format §5.6). */
export function sourceOf(deps: Deps, fields: Body): Body | null {
  const { reissue_pan_from_card_token: reissued, new_pan_from_card_token: lost, translate_pin_from_card_token: translated } = fields;
  if (reissued !== undefined && lost !== undefined) throw invalidField('new_pan_from_card_token', 'excludes reissue_pan_from_card_token');
  if (reissued !== undefined && translated !== undefined)
    throw invalidField('translate_pin_from_card_token', 'excludes reissue_pan_from_card_token');
  for (const name of SOURCES) checkSource(deps, fields, name, fields[name]);
  const swapped = (fields['activation_actions'] as Body | undefined)?.[SWAP];
  checkSource(deps, fields, SWAP, swapped);
  const replaced = reissued ?? lost;
  return typeof replaced === 'string' ? (deps.resources.find('card', replaced)?.body ?? null) : null;
}

/** A number, a PIN or a wallet token never goes from one person to another. */
function checkSource(deps: Deps, fields: Body, name: string, token: unknown): void {
  if (token === undefined) return;
  const source = deps.resources.find('card', textOf(token));
  if (source === null) throw unknownRelation('Source card');
  if (source.body['user_token'] !== fields['user_token']) throw invalidField(name, 'must be a card of the same cardholder');
}

/** Lost and stolen cards end when their successor is made, damaged ones when it is activated (§5.6). */
export function endSource(deps: Deps, card: Body, name: Exclude<SourceName, 'translate_pin_from_card_token'>, at: number): void {
  const actions = card['activation_actions'] as Body | undefined;
  const keeps = name === 'reissue_pan_from_card_token' && actions?.['terminate_reissued_source_card'] === false;
  const source = typeof card[name] === 'string' ? deps.resources.find('card', card[name]) : null;
  if (source === null || keeps || source.body['state'] === 'TERMINATED') return;
  const ended = { channel: 'SYSTEM', state: 'TERMINATED' as CardState, type: 'state.terminated', reason: 'Replaced', at };
  moveCard(deps, source.body, { state: 'TERMINATED', state_reason: 'Replaced' }, ended);
}
