import type { Units } from '../core/money.ts';
import type { Answer } from './verdict.ts';

interface Wanted {
  readonly amount: Units;
  /** Money comes in: nothing is spent. */
  readonly credit: boolean;
  readonly accountVerification: boolean;
  readonly partialAllowed: boolean;
}

const NOT_SUFFICIENT = '1016';
const NO_ACCOUNT_IN_CURRENCY = '1014';

/**
 * Whether what is available covers it (wire-format §11).
 *
 * @param available `null` when the holder has no account in the currency
 */
export function payFromAccount({ amount, credit, accountVerification, partialAllowed }: Wanted, available: Units | null): Answer {
  const approved = (paid: Units, responseCode: string): Answer => ({ approved: true, amount: paid, responseCode, answer: null, log: null });
  const declined = (responseCode: string): Answer => ({ approved: false, amount, responseCode, answer: null, log: null });
  if (accountVerification) return approved(0, '1830');
  if (credit) return approved(amount, '0000');
  if (available === null) return declined(NO_ACCOUNT_IN_CURRENCY);
  if (amount <= available) return approved(amount, '0000');
  return partialAllowed && available > 0 ? approved(available, '0002') : declined(NOT_SUFFICIENT);
}
