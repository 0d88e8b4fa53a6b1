import { Money, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Anchor } from '@mantine/core';
import type { AccountSpanInput } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { ledgerAccountWord, ledgerKindWord } from '../../lib/ledger-words.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import classes from './funds.module.css';

const AccountMakeupQuery = graphql(`
  query AccountMakeup($of: AccountSpanInput!) {
    accountMakeup(of: $of) {
      opening {
        minor
        currency
      }
      sums {
        kind
        transfers
        amount {
          minor
          currency
        }
      }
      closing {
        minor
        currency
      }
    }
  }
`);

/** What a balance was, what each kind of transfer did to it, and what it is. */
export function Makeup({ of, onKind }: { of: AccountSpanInput; onKind: (kind: string) => void }) {
  const { t, i18n } = useLingui();
  const { data, previousData, error, refetch } = useQuery(AccountMakeupQuery, { variables: { of }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['BALANCE', 'TRANSACTION'], 5000);
  const makeup = (data ?? previousData)?.accountMakeup;
  return (
    <Panel title={ledgerAccountWord(i18n, of.account)} flush={makeup !== undefined}>
      {!makeup && !error && <TextSkeleton label={t`Loading how it is made`} lines={5} />}
      {!makeup && error && <QueryError error={error} onRetry={refetch} />}
      {makeup && (
        <div className={classes.scroll}>
          <table className={classes.table} aria-label={t`How it is made`}>
            <thead>
              <tr>
                <th scope="col">{t`What`}</th>
                <th scope="col" data-right>{t`Transfers`}</th>
                <th scope="col" data-right>{t`Amount`}</th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row" colSpan={2}>{t`Before`}</th>
                <td data-right>
                  <Money value={makeup.opening} />
                </td>
              </tr>
              {makeup.sums.map(({ kind, transfers, amount }) => (
                <tr key={kind}>
                  <th scope="row">
                    <Anchor component="button" type="button" size="sm" onClick={() => onKind(kind)}>
                      {ledgerKindWord(i18n, kind)}
                    </Anchor>
                  </th>
                  <td data-right>{i18n.number(transfers)}</td>
                  <td data-right>
                    <Money value={amount} sign="always" />
                  </td>
                </tr>
              ))}
              <tr data-total>
                <th scope="row" colSpan={2}>
                  {of.to == null ? t`Now` : t`Afterwards`}
                </th>
                <td data-right>
                  <Money value={makeup.closing} />
                </td>
              </tr>
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
