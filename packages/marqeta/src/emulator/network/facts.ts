import type { HolderStatus } from '../../wire/holder.ts';
import { textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { compareAddress, declinesAddress } from './address.ts';
import { type Context, path } from './context.ts';
import { isCountryAccepted } from './countries.ts';
import type { Facts } from './judge.ts';
import { type Draft, verifiesAccount } from './message.ts';

/**
 * What Marqeta knows before it asks: the plain values that `judge` looks at.
 *
 * @param ignoresSuspension whether Commando Mode lets suspended cards spend
 */
export function factsFor(draft: Draft, ignoresSuspension: boolean): Facts {
  const { card, user, account } = draft.context;
  return {
    at: draft.terms.at,
    card: {
      state: textOf(card['state']),
      expiresAt: Date.parse(textOf(card['expiration_time'])),
      missing: MISSING[draft.context.blockedFor ?? ''] ?? null,
    },
    holder: { status: user['status'] as HolderStatus },
    account: { status: account.status },
    product: productFacts(draft, ignoresSuspension),
    purchase: purchaseFacts(draft),
  };
}

/** Reason codes of a transition (wire-format §2.7). */
const MISSING: Readonly<Record<string, 'LOST' | 'STOLEN'>> = { '10': 'LOST', '23': 'STOLEN' };

function productFacts({ context: { product }, terms: { acceptor } }: Draft, ignoresSuspension: boolean): Facts['product'] {
  const controls = path(product, 'config', 'transaction_controls');
  const poi = path(product, 'config', 'poi');
  const exemptMids = textOf(controls?.['quasi_cash_exempt_mids']).split(',');
  return {
    ignoresSuspension: ignoresSuspension || controls?.['ignore_card_suspended_state'] === true,
    ecommerce: poi?.['ecommerce'] !== false,
    atm: poi?.['atm'] === true,
    other: (poi?.['other'] as Body | undefined)?.['allow'] !== false,
    quasiCash: controls?.['allow_quasi_cash'] === true || exemptMids.some((mid) => mid.trim() === acceptor.mid),
    spendsAccount: controls?.['allow_gpa_auth'] !== false,
    requiresSecurityCode: controls?.['require_card_not_present_card_security_code'] === true,
    requiresPin: controls?.['always_require_pin'] === true,
    requiresChip: controls?.['always_require_icc'] === true,
    allowsChipFallback: controls?.['allow_chip_fallback'] !== false,
  };
}

function purchaseFacts(draft: Draft): Facts['purchase'] {
  const { context, terms, rule, amounts, payer } = draft;
  const { point, acceptor, eventType } = terms;
  const countries = path(context.product, 'config', 'transaction_controls')?.['accepted_countries_token'];
  return {
    isEmpty: amounts.amount === 0 && (rule.effect === 'HOLD' || rule.effect === 'RAISE') && !verifiesAccount(draft),
    cardPresent: point.cardPresent,
    entry: entryOf(point.entryMode),
    atm: eventType.includes('atm.withdrawal'),
    quasiCash: eventType.endsWith('quasi.cash') || point.specialCondition === 'QUASI_CASH',
    ownFunds: payer.kind === 'ACCOUNT',
    countryAccepted: isCountryAccepted(textOf(countries ?? 'accept_us_only'), acceptor.country_code),
    securityCodeMatches: matches(point.securityCode, context.secrets.cvv),
    pinMatches: matches(point.pin, context.secrets.pin),
    expirationMatches: matches(point.expiration, textOf(context.card['expiration'])),
    pinGiven: point.pin !== null,
    addressRefused: addressRefused(context, draft),
  };
}

function addressRefused({ product, user }: Context, draft: Draft): boolean {
  const { address } = draft.terms.point;
  return address !== null && declinesAddress(product, compareAddress(address, user), verifiesAccount(draft));
}

/** A card that is there and says nothing else was read by its chip. */
function entryOf(mode: string | null): Facts['purchase']['entry'] {
  if (mode === null || mode === 'CHIP' || mode === 'CHIP_CONTACTLESS') return 'CHIP';
  return mode === 'CHIP_FALLBACK' ? 'CHIP_FALLBACK' : 'OTHER';
}

/** A PIN that was never set cannot be checked. */
function matches(given: string | null, known: string | null): boolean | null {
  return given === null || known === null ? null : given === known;
}

/** Terminal and product must both allow an approval for less, and nothing may be held on top (wire-format §13.6). */
export function partialAllowed({ context, terms, amounts }: Draft): boolean {
  const controls = path(context.product, 'config', 'transaction_controls');
  if (amounts.funded > amounts.request) return false;
  return terms.point.partialApprovalCapable && controls?.['enable_partial_auth_approval'] !== false;
}
