import type { HolderStatus } from '../../wire/holder.ts';
import type { Body } from '../core/resources.ts';
import { path } from './context.ts';
import type { Facts } from './judge.ts';
import type { Draft } from './message.ts';

/**
 * What Marqeta knows before it asks: the plain values that `judge` looks at.
 *
 * @param ignoresSuspension whether Commando Mode lets suspended cards spend
 */
export function factsFor({ context, terms }: Draft, ignoresSuspension: boolean): Facts {
  const controls = path(context.product, 'config', 'transaction_controls');
  const poi = path(context.product, 'config', 'poi');
  const { point } = terms;
  return {
    at: terms.at,
    card: { state: String(context.card['state']), expiresAt: Date.parse(String(context.card['expiration_time'])) },
    holder: { status: context.user['status'] as HolderStatus },
    account: { status: context.account.status },
    product: {
      ignoresSuspension: ignoresSuspension || controls?.['ignore_card_suspended_state'] === true,
      ecommerce: poi?.['ecommerce'] !== false,
      atm: poi?.['atm'] === true,
      other: (poi?.['other'] as Body | undefined)?.['allow'] !== false,
      usOnly: (controls?.['accepted_countries_token'] ?? 'accept_us_only') === 'accept_us_only',
      requiresSecurityCode: controls?.['require_card_not_present_card_security_code'] === true,
    },
    purchase: {
      cardPresent: point.cardPresent,
      atm: terms.eventType.includes('atm.withdrawal'),
      country: terms.acceptor.country_code,
      securityCodeMatches: matches(point.securityCode, context.secrets.cvv),
      pinMatches: matches(point.pin, context.secrets.pin),
      expirationMatches: matches(point.expiration, String(context.card['expiration'])),
    },
  };
}

/** A PIN that was never set cannot be checked. */
function matches(given: string | null, known: string | null): boolean | null {
  return given === null || known === null ? null : given === known;
}

/** Terminal and product must both allow an approval for less (wire-format §13.6). */
export function partialAllowed({ context, terms }: Draft): boolean {
  const controls = path(context.product, 'config', 'transaction_controls');
  return terms.point.partialApprovalCapable && controls?.['enable_partial_auth_approval'] !== false;
}
