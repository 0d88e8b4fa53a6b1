import type { Body } from '../core/resources.ts';

/** Transaction model v1: the terminal is inside `card_acceptor`, under other names and as text (wire-format §9.4). */
export function oldModel({ pos, card_acceptor: acceptor, ...transaction }: Body): Body {
  if (!isBlock(acceptor)) return transaction;
  const { street_address: address, postal_code: zip, country_code: country, ...same } = acceptor;
  return { ...transaction, card_acceptor: { ...same, address, zip, country, ...(isBlock(pos) ? { poi: pointOfInteraction(pos) } : {}) } };
}

function pointOfInteraction(pos: Body): Body {
  return {
    tid: pos['terminal_id'],
    partial_approval_capable: digit(pos['partial_approval_capable']),
    card_presence: digit(pos['card_presence']),
    cardholder_presence: digit(pos['card_holder_presence']),
    pin_present: digit(pos['pin_present']),
    channel: pos['card_presence'] === true ? 'OTHER' : 'ECOMMERCE',
  };
}

const digit = (value: unknown): string => (value === true ? '1' : '0');
const isBlock = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
