import { expect, test } from 'vitest';
import { type PurchaseRow, wrongRowOfPurchase } from './wrong-row.ts';

const NONE = { held_minor: '0', cleared_minor: '0', credited_minor: '0', fees_minor: '0', disputed_minor: '0' };
const state = (held: string): PurchaseRow['stored'] => ({
  ...{ kind: 'PURCHASE', status: 'PENDING', amount_minor: held, requested_minor: held, ...NONE, held_minor: held, refunded_minor: '0' },
  ...{ unconfirmed: 'false', transacted_at: '2026-03-02T09:15:04.000Z', part_at: '2026-03-02T09:15:04.000Z', part_minor: held },
});
const purchase = (stored: string, folded: string, moved: string, but: Partial<PurchaseRow> = {}): PurchaseRow => ({
  ...{ companyId: 'c', id: 'p', hasMessages: true, stored: state(stored), folded: state(folded), moved: { ...NONE, held_minor: moved } },
  ...but,
});

test.each<[string, PurchaseRow, string | null]>([
  ['all three agree: nothing', purchase('5', '5', '5'), null],
  ['the row stands alone', purchase('7', '5', '5'), 'transactions held_minor 5 7'],
  ['the transfers stand alone', purchase('5', '5', '7'), 'ledger_transfers sum of amount_minor (held_minor) 5 7'],
  ['what was said stands alone', purchase('5', '7', '5'), 'transaction_events what they fold to (held_minor) 5 7'],
  ['our own answer stands alone', purchase('5', '7', '5', { hasMessages: false }), 'authorizations what they fold to (held_minor) 5 7'],
  ['no two agree: the row', purchase('7', '5', '6'), 'transactions held_minor 5 7'],
  ['nothing was ever said', purchase('5', '5', '5', { folded: null }), 'transactions id at least one event or answer none'],
  [
    'money is right and the state is not',
    purchase('5', '5', '5', { stored: { ...state('5'), status: 'CLEARED' } }),
    'transactions status PENDING CLEARED',
  ],
  [
    'what counts is not what is held',
    purchase('5', '5', '5', { stored: { ...state('5'), part_minor: '4' } }),
    'transactions part_minor 5 4',
  ],
])('%s', (_what, row, expected) => {
  const wrong = wrongRowOfPurchase(row);
  expect(wrong && `${wrong.table} ${wrong.column} ${wrong.expected} ${wrong.found}`).toBe(expected);
});
