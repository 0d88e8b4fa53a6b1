import { isTrue } from './schema.ts';
import type { CardAcceptor, Transaction } from './transaction.ts';

/** Who was paid, from either model of `card_acceptor` and without the network's padding (wire-format §9.4, §9.5). */
export interface Merchant {
  readonly name: string | null;
  readonly mid: string | null;
  /** The network's own id of the merchant, the same at all its terminals. */
  readonly networkMid: string | null;
  readonly mcc: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  /** As the network gave it: `USA`, `US` or numeric. */
  readonly country: string | null;
}

export function readMerchant(acceptor: CardAcceptor | undefined): Merchant {
  return {
    name: trimmed(acceptor?.name),
    mid: trimmed(acceptor?.mid),
    networkMid: trimmed(acceptor?.network_mid),
    mcc: trimmed(acceptor?.mcc),
    city: trimmed(acceptor?.city),
    state: trimmed(acceptor?.state),
    postalCode: trimmed(acceptor?.postal_code ?? acceptor?.zip),
    country: trimmed(acceptor?.country_code ?? acceptor?.country),
  };
}

/** How the card was used, from either model. */
export interface Channel {
  readonly cardPresent: boolean;
  readonly ecommerce: boolean;
  readonly partialApprovalCapable: boolean;
  readonly recurring: boolean;
  readonly byMailOrPhone: boolean;
  readonly atm: boolean;
  /** With the card in a phone or watch, or kept by a merchant as a network token. */
  readonly wallet: boolean;
  readonly entryMode: string | null;
}

export function readChannel(transaction: Transaction): Channel {
  const { pos } = transaction;
  const poi = transaction.card_acceptor?.poi;
  const cardPresent = isTrue(pos?.card_presence ?? poi?.card_presence);
  const metadata = transaction.transaction_metadata;
  const paymentChannel = (metadata?.payment_channel ?? poi?.channel)?.toUpperCase();
  return {
    cardPresent,
    ecommerce: paymentChannel === undefined ? !cardPresent && pos?.card_presence !== undefined : paymentChannel === 'ECOMMERCE',
    partialApprovalCapable: isTrue(pos?.partial_approval_capable ?? poi?.partial_approval_capable),
    recurring: isTrue(pos?.is_recurring),
    byMailOrPhone: paymentChannel !== undefined && BY_MAIL_OR_PHONE.has(paymentChannel),
    atm: paymentChannel === 'ATM' || metadata?.transaction_category === 'ATM' || transaction.type.includes('.atm.'),
    wallet: transaction.digital_wallet_token !== undefined && transaction.digital_wallet_token !== null,
    entryMode: pos?.pan_entry_mode ?? null,
  };
}

const BY_MAIL_OR_PHONE: ReadonlySet<string> = new Set(['MAIL', 'PHONE', 'MOTO']);

function trimmed(value: string | undefined): string | null {
  const text = value?.trim();
  return text === undefined || text === '' ? null : text;
}
