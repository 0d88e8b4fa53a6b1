import type { Body } from '../core/resources.ts';
import { addressBlocks } from './address.ts';
import type { Context } from './context.ts';
import type { Terms } from './terms.ts';

/** What came of the checks of who is buying: code and address, as transactions show them (wire-format §9.8). */
export function verificationBlocks({ secrets, user }: Context, { point }: Terms): Body {
  const { securityCode, cardPresent, address } = point;
  const right = securityCode === secrets.cvv;
  const code = right ? { code: '0000', memo: 'Card security code match' } : { code: '0001', memo: 'Card security code mismatch' };
  return {
    ...(securityCode === null ? {} : { card_security_code_verification: { type: cardPresent ? 'CVV1' : 'CVV2', response: code } }),
    ...(address === null ? {} : { address_verification: addressBlocks(address, user) }),
  };
}
