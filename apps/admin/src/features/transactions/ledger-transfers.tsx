import { DateTime, Money, Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Text } from '@mantine/core';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { ledgerAccountWord, ledgerKindWord } from '../../lib/ledger-words.ts';
import classes from './transaction-detail.module.css';

const LedgerTransferRow = graphql(`
  fragment LedgerTransferRow on LedgerTransfer {
    id
    at
    kind
    debitAccount
    creditAccount
    amount {
      minor
      currency
    }
  }
`);

/** What the purchase moved in the books: each row leaves one account and reaches another, and none is ever changed. */
export function LedgerTransfers({ transfers }: { transfers: ReadonlyArray<FragmentType<typeof LedgerTransferRow>> }) {
  const { t, i18n } = useLingui();
  const rows = readFragment(LedgerTransferRow, transfers);
  return (
    <Panel title={t`In the books`} flush>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" p="md">
          <Trans>This purchase moved no money.</Trans>
        </Text>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.transfers}>
            <thead>
              <tr>
                <th scope="col">{t`When`}</th>
                <th scope="col">{t`Transfer`}</th>
                <th scope="col">{t`Debit`}</th>
                <th scope="col">{t`Credit`}</th>
                <th scope="col" data-right>{t`Amount`}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td>
                    <DateTime at={row.at} />
                  </td>
                  <td>{ledgerKindWord(i18n, row.kind)}</td>
                  <td>{ledgerAccountWord(i18n, row.debitAccount)}</td>
                  <td>{ledgerAccountWord(i18n, row.creditAccount)}</td>
                  <td data-right>
                    <Money value={row.amount} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
