import type { Channel as WireChannel } from '@afc/marqeta';

/** How a card can be used; a purchase may be several at once, such as a subscription paid online. */
export const CHANNELS = ['ONLINE', 'CHIP', 'CONTACTLESS', 'SWIPE', 'KEYED', 'ATM', 'RECURRING', 'WALLET'] as const;
export type Channel = (typeof CHANNELS)[number];

/** By how the number was read (`pos.pan_entry_mode`, wire-format §9.6). */
const READ_BY: Readonly<Record<string, Channel>> = {
  CHIP: 'CHIP',
  CHIP_CONTACTLESS: 'CONTACTLESS',
  MAG_STRIPE_CONTACTLESS: 'CONTACTLESS',
  MAG_STRIPE: 'SWIPE',
  CHIP_FALLBACK: 'SWIPE',
  MAG_STRIPE_READ_KEYED_PCSC: 'SWIPE',
  MANUAL: 'KEYED',
  KEY_ENTERED: 'KEYED',
  KEYED_CARD_PCSC: 'KEYED',
};

/** Every channel that a message says the card was used in. None when it says nothing. */
export function channelsOf({ ecommerce, byMailOrPhone, atm, recurring, wallet, entryMode }: WireChannel): readonly Channel[] {
  const readBy = READ_BY[entryMode ?? ''];
  const channels = new Set<Channel>();
  if (ecommerce) channels.add('ONLINE');
  // A number typed into a shop's page is an online purchase; only a terminal's keypad is keyed entry.
  else if (byMailOrPhone || readBy === 'KEYED') channels.add('KEYED');
  else if (readBy !== undefined) channels.add(readBy);
  if (atm) channels.add('ATM');
  if (recurring) channels.add('RECURRING');
  if (wallet) channels.add('WALLET');
  return CHANNELS.filter((channel) => channels.has(channel));
}
