import { decimalText } from '@afc/ui';
import type { ReportRowFragment } from '../../gql/graphql.ts';
import { csvOf } from '../../lib/csv.ts';

/** Amounts are plain decimals, which a spreadsheet adds up; the currency has a column of its own. */
export function reportCsv(header: readonly string[], rows: readonly ReportRowFragment[]): string {
  return csvOf([
    header,
    ...rows.map(({ name, subject, purchases, spent, spentBefore, budget }) => [
      ...[name === '' ? subject : name, subject, String(purchases), decimalText(spent), decimalText(spentBefore)],
      ...[budget ? decimalText(budget) : '', spent.currency],
    ]),
  ]);
}
