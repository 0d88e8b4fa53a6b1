import { invalidField, unknownRelation } from '../core/api-error.ts';
import { asObject, readFields, requiredText, text } from '../core/fields.ts';
import { toNumber, type Units, unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import { moveOnAccount } from '../network/account-moves.ts';
import type { AccountHolder } from './account-holder.ts';
import type { Deps } from './deps.ts';

/** A fee as it is charged to one holder: `fee_detail` on the wire (wire-format §6.3). */
export interface FeeDetail extends Body {
  readonly fee: Body;
  readonly transaction_token: string;
  readonly overrideAmount?: number;
}

const CHARGE = { token: requiredText(1, 36), memo: text(255), tags: text(255) };

/** Reads which fees are charged. Only standalone fees of a fixed amount can be: the others need a purchase that they are a part of. */
export function feeDetailsOf(deps: Deps, given: unknown, currency: string | null): FeeDetail[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw invalidField('fees', 'must be a list');
  return given.map((item: unknown) => {
    const { token, ...more } = readFields(item, CHARGE);
    const fee = deps.resources.find('fee', String(token))?.body;
    if (fee === undefined) throw unknownRelation('Fee');
    if (fee['active'] !== true) throw invalidField('fees', 'must be active');
    if (fee['type'] !== 'FLAT' || fee['category'] !== 'STANDALONE') throw invalidField('fees', 'must be standalone and flat');
    if (currency !== null && fee['currency_code'] !== currency) throw invalidField('fees', `must be in ${currency}`);
    return { token: deps.ids.uuid(), fee, ...more, ...overrideOf(item), transaction_token: deps.ids.uuid() };
  });
}

function overrideOf(item: unknown): { readonly overrideAmount?: number } {
  const given = asObject(item)['overrideAmount'];
  if (given === undefined || given === null) return {};
  return { overrideAmount: toNumber(positive('overrideAmount', given)) };
}

export function positive(name: string, given: unknown): Units {
  const units = unitsFrom(given);
  if (units === null || units <= 0) throw invalidField(name, 'must be an amount above zero');
  return units;
}

export function unitsOfFee({ fee, overrideAmount }: FeeDetail): Units {
  return unitsFrom(overrideAmount ?? fee['amount']) ?? 0;
}

export function totalOf(fees: readonly FeeDetail[]): Units {
  return fees.reduce((sum, fee) => sum + unitsOfFee(fee), 0);
}

/** Takes each fee from the account, as a transaction of its own. */
export function chargeFees(deps: Deps, holder: AccountHolder, fees: readonly FeeDetail[], transfer: Body, at: number): void {
  for (const detail of fees) {
    moveOnAccount(
      { ledger: deps.network.ledger, sender: deps.sender },
      {
        type: 'fee.charge',
        token: detail.transaction_token,
        follows: null,
        at,
        account: holder.account,
        holder: holder.shown,
        currency: String(detail.fee['currency_code']),
        amount: unitsOfFee(detail),
        fundingSource: null,
        block: { fee: detail.fee, fee_transfer: transfer },
      },
    );
  }
}
