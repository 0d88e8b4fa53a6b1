import type { CardState } from '../../wire/card.ts';
import { invalidField, notFound } from '../core/api-error.ts';
import type { Body } from '../core/resources.ts';
import type { Deps } from '../api/deps.ts';
import { moveCard } from './card-transition.ts';
import { type Fulfillment, fulfillmentType, mayFulfill, type Reportable, shippingPlan } from './fulfillment.ts';

/** The planned step in which a card comes closer to its holder. */
export const SHIPMENT = 'card.ship';

export function planShipment(deps: Deps, card: Body, at: number): void {
  const reached = card['fulfillment_status'] as Fulfillment;
  for (const { status, afterMs } of shippingPlan(deps.settings.unconfirmed, card['expedite'] === true, reached)) {
    deps.scheduler.add(at + afterMs, SHIPMENT, String(card['token']), { status });
  }
}

/** A step that was planned; it does not happen any more when the card ended or was rejected meanwhile. */
export function shipAsPlanned(deps: Deps, token: string, status: Reportable, at: number): void {
  const card = deps.resources.find('card', token)?.body;
  if (card !== undefined && mayShip(card, status)) deps.store.atomically(() => ship(deps, card, status, at));
}

/** What the printer or the post says about a card. */
export function reportFulfillment(deps: Deps, token: string, status: Reportable): Body {
  const card = deps.resources.find('card', token)?.body;
  if (card === undefined) throw notFound('Card');
  if (!mayShip(card, status)) throw invalidField('status', `cannot follow ${String(card['fulfillment_status'])}`);
  return deps.store.atomically(() => {
    const at = deps.clock.now();
    deps.scheduler.cancel(SHIPMENT, token);
    const after = ship(deps, card, status, at);
    planShipment(deps, after, at);
    return after;
  });
}

function mayShip(card: Body, status: Reportable): boolean {
  return card['state'] !== 'TERMINATED' && mayFulfill(card['fulfillment_status'] as Fulfillment, status);
}

function ship(deps: Deps, card: Body, status: Reportable, at: number): Body {
  const move = { channel: 'SYSTEM', state: card['state'] as CardState, type: fulfillmentType(status), at };
  return moveCard(deps, card, { fulfillment_status: status }, move);
}
