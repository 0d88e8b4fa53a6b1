import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

const kinds: Readonly<Record<string, MessageDescriptor>> = {
  hold: msg`Hold`,
  release: msg`Release`,
  clearing: msg`Clearing`,
  refund: msg`Refund`,
  credit: msg`Credit`,
  fee: msg`Fee`,
  top_up: msg`Top-up`,
  announcement: msg`Announced top-up`,
  top_up_return: msg`Returned top-up`,
  withdrawal: msg`Withdrawal`,
  payout: msg`Payout`,
  withdrawal_return: msg`Withdrawal not paid`,
  overdraft: msg`Overdraft`,
  correction: msg`Correction`,
  dispute_credit: msg`Credit of a dispute`,
  dispute_debit: msg`Dispute taken back`,
};

const accounts: Readonly<Record<string, MessageDescriptor>> = {
  available: msg`Available`,
  held: msg`Held`,
  spent: msg`Spent`,
  in_transit: msg`In transit`,
  reserved: msg`Set aside`,
  receivable: msg`Receivable`,
  disputes: msg`Disputes`,
  fees: msg`Fees`,
  external: msg`Outside`,
};

/** Every kind of transfer that we have a word for. */
export const ledgerKinds: readonly string[] = Object.keys(kinds);

/** Kinds and accounts come as the ledger spells them; one that we have no word for is shown as it is. */
export function ledgerKindWord(i18n: I18n, kind: string): string {
  return wordIn(kinds, i18n, kind);
}

export function ledgerAccountWord(i18n: I18n, account: string): string {
  return wordIn(accounts, i18n, account);
}

function wordIn(words: Readonly<Record<string, MessageDescriptor>>, i18n: I18n, name: string): string {
  const found = words[name.toLowerCase()];
  return found === undefined ? name : i18n._(found);
}
