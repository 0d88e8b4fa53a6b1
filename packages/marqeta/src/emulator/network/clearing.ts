import { wireDate } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import { toNumber } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import type { Draft } from './message.ts';
import type { Purchase } from './purchase.ts';

/** What a posting has beyond an authorization: fees, batch, and how it relates to the hold (wire-format §10). */
export function clearingDetails(draft: Draft, before: Purchase | null, after: Purchase, final: boolean, ids: Ids): Body {
  const { terms, amounts, rule } = draft;
  const held = before?.held ?? 0;
  const interchange = rule.side === 'DEBIT' ? Math.round((amounts.amount * 0.0179) / 100) * 100 : 0;
  const released = final ? held - Math.min(held, amounts.amount) : 0;
  return {
    fees: [
      ...(interchange > 0 ? [{ type: 'INTERCHANGE_FEE', amount: toNumber(interchange), credit_debit: 'C', currency: terms.currency }] : []),
      ...terms.fees,
    ],
    ...(interchange > 0 ? { issuer_interchange_amount: toNumber(interchange) } : {}),
    batch_number: `${wireDate(terms.at).slice(0, 10).replaceAll('-', '')}3`,
    acquirer_reference_data: `2401133${ids.digits(16)}`,
    clearing_record_sequence_number: ids.digits(8),
    ...(before === null || rule.side === 'CREDIT' ? {} : { is_final_clearing: final }),
    ...(released > 0 ? { amount_to_be_released: toNumber(released) } : {}),
    ...(terms.sequence === null
      ? {}
      : {
          multi_clearing_sequence_number: String(terms.sequence.number).padStart(2, '0'),
          multi_clearing_sequence_count: String(terms.sequence.count).padStart(2, '0'),
        }),
    ...(before === null || amounts.amount <= before.authorized
      ? {}
      : { preceding_transaction: { token: before.token, amount: toNumber(after.authorized) } }),
  };
}
