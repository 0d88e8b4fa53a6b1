import { differingColumn, type FoldedColumn, type FoldedRow } from '../checks/purchases-check.ts';

/** The first row that is not what it should be. */
export type WrongRow = {
  readonly table: string;
  /** The columns that find it. */
  readonly key: Readonly<Record<string, string>>;
  readonly column: string;
  readonly expected: string;
  readonly found: string;
};

const MONEY = ['held_minor', 'cleared_minor', 'credited_minor', 'fees_minor', 'disputed_minor'] as const satisfies readonly FoldedColumn[];
type TransferPosition = Readonly<Record<(typeof MONEY)[number], string>>;

export type PurchaseRow = FoldedRow & {
  readonly companyId: string;
  readonly id: string;
  readonly hasMessages: boolean;
  /** What its transfers have put into the accounts. */
  readonly moved: TransferPosition;
};

/**
 * Three tell what money a purchase has moved: its row, its transfers, and what was said of it. Of three the one that stands alone is
 * wrong; when no two agree, the row is named.
 */
export function wrongRowOfPurchase(purchase: PurchaseRow): WrongRow | null {
  const { companyId, id, stored, folded, moved, hasMessages } = purchase;
  const ofRow = (column: string, expected: string, found: string): WrongRow => ({
    table: 'transactions',
    key: { company_id: companyId, id },
    ...{ column, expected, found },
  });
  if (folded === null) return ofRow('id', 'at least one event or answer', 'none');
  const column = MONEY.find((name) => stored[name] !== folded[name] || stored[name] !== moved[name]);
  if (column === undefined) {
    const other = differingColumn(purchase);
    return other === null ? null : ofRow(other, folded[other], stored[other]);
  }
  const children = { company_id: companyId, transaction_id: id };
  if (stored[column] === folded[column])
    return {
      table: 'ledger_transfers',
      key: children,
      column: `sum of amount_minor (${column})`,
      expected: stored[column],
      found: moved[column],
    };
  if (stored[column] === moved[column])
    return {
      table: hasMessages ? 'transaction_events' : 'authorizations',
      ...{ key: children, column: `what they fold to (${column})`, expected: stored[column], found: folded[column] },
    };
  return ofRow(column, folded[column], stored[column]);
}
