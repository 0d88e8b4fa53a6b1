import { DateTime, Link, Money, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Code, Group, Text } from '@mantine/core';
import type { AccountEntriesQuery as AccountEntriesData, AccountSpanInput } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { ledgerAccountWord, ledgerKindWord } from '../../lib/ledger-words.ts';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import classes from './funds.module.css';

const AccountEntriesQuery = graphql(`
  query AccountEntries($of: AccountSpanInput!, $kinds: [String!], $after: String, $first: Int) {
    accountEntries(of: $of, kinds: $kinds, after: $after, first: $first) {
      edges {
        cursor
        node {
          id
          at
          kind
          otherAccount
          cause
          amount {
            minor
            currency
          }
          balance {
            minor
            currency
          }
          transaction {
            id
            merchant {
              name
            }
          }
          fundMovement {
            id
            reference
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

type Entry = AccountEntriesData['accountEntries']['edges'][number]['node'];

/** Each transfer of an account, the newest first, with what it belongs to. */
export function AccountEntries({ of, kinds }: { of: AccountSpanInput; kinds: string[] | undefined }) {
  const { t } = useLingui();
  const { data, previousData, error, refetch, fetchMore } = useQuery(AccountEntriesQuery, {
    variables: { of, first: 50, ...(kinds === undefined ? {} : { kinds }) },
    fetchPolicy: 'cache-and-network',
  });
  const shown = data ?? previousData;
  const page = useNextPage(data?.accountEntries.pageInfo, (after) => fetchMore({ variables: { after } }));
  const rows = shown?.accountEntries.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <Panel title={t`Transfers`} flush={rows.length > 0}>
        {!shown && !error && <TextSkeleton label={t`Loading transfers`} lines={8} />}
        {!shown && error && <QueryError error={error} onRetry={refetch} />}
        {shown && rows.length === 0 && (
          <Text size="sm" c="dimmed">
            <Trans>Nothing moved in these days.</Trans>
          </Text>
        )}
        {rows.length > 0 && <Entries rows={rows} />}
      </Panel>
      {shown?.accountEntries.pageInfo.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={page.loading} onClick={() => void page.retry()}>
            <Trans>Show more</Trans>
          </Button>
        </Group>
      )}
    </>
  );
}

function Entries({ rows }: { rows: readonly Entry[] }) {
  const { t, i18n } = useLingui();
  const withBalance = rows.every(({ balance }) => balance !== null);
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={t`Transfers`}>
        <thead>
          <tr>
            <th scope="col">{t`When`}</th>
            <th scope="col">{t`Transfer`}</th>
            <th scope="col">{t`Of`}</th>
            <th scope="col" data-roomy>{t`From or to`}</th>
            <th scope="col" data-right>{t`Amount`}</th>
            {withBalance && <th scope="col" data-right data-roomy>{t`Then`}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <DateTime at={row.at} />
              </td>
              <td>{ledgerKindWord(i18n, row.kind)}</td>
              <td>
                <Cause row={row} />
              </td>
              <td data-roomy>{ledgerAccountWord(i18n, row.otherAccount)}</td>
              <td data-right>
                <Money value={row.amount} sign="always" />
              </td>
              {withBalance && (
                <td data-right data-roomy>
                  {row.balance && <Money value={row.balance} />}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cause({ row: { transaction, fundMovement, cause } }: { row: Entry }) {
  if (transaction) return <Link href={urls.transaction(transaction.id)}>{transaction.merchant.name}</Link>;
  if (fundMovement) return <Link href={urls.fundMovement(fundMovement.id)}>{fundMovement.reference}</Link>;
  return <Code>{cause}</Code>;
}
