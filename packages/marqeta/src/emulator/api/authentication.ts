import { invalidField } from '../core/api-error.ts';
import { asObject, textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';

/** How an online purchase was authenticated, by the networks' indicators: Visa's first, Mastercard's second (wire-format §9.8). */
const INDICATORS: Readonly<Record<string, readonly [indicator: string, result: string]>> = {
  '05': ['authentication_successful', 'verified'],
  '02': ['authentication_successful', 'verified'],
  '06': ['authentication_attempted', 'not_verified'],
  '01': ['authentication_attempted', 'not_verified'],
  '07': ['no_authentication', 'not_present'],
  '00': ['no_authentication', 'not_present'],
};

/**
 * What 3-D Secure said. Simulations 1.0 have the indicator in `card_acceptor`; 2.0 have no field for it, so there the whole block may be
 * given as transactions show it: the emulator's own addition.
 */
export function authenticationOf(body: Body): Body | null {
  const block = body['cardholder_authentication_data'];
  if (block !== undefined && block !== null) return asObject(block);
  const given = textOf(asObject(body['card_acceptor'])['ecommerce_security_level_indicator']);
  if (given === '') return null;
  const known = INDICATORS[given.slice(-2).padStart(2, '0')] ?? Object.values(INDICATORS).find(([indicator]) => indicator === given);
  if (known === undefined) throw invalidField('ecommerce_security_level_indicator', 'must be an indicator of 3-D Secure, such as 05');
  const [electronic_commerce_indicator, verification_result] = known;
  return { electronic_commerce_indicator, verification_result };
}
