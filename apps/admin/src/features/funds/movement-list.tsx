import { EmptyState, Link, ListSkeleton, Money, Panel, RelativeTime } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, SegmentedControl } from '@mantine/core';
import { IconBuildingBank } from '@tabler/icons-react';
import type { FundMovementRowFragment } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import type { FundsSearch } from '../../lib/search.ts';
import { urls } from '../../lib/urls.ts';
import { fundKindWords, useWords } from '../../lib/words.ts';
import classes from './funds.module.css';
import { FundMovementRow } from './movement-row.ts';
import { MovementState } from './movement-state.tsx';

const FundMovementsQuery = graphql(`
  query FundMovements($filter: FundMovementFilter, $after: String, $first: Int) {
    fundMovements(first: $first, after: $after, filter: $filter) {
      edges {
        cursor
        node {
          id
          ...FundMovementRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

interface MovementListProps {
  show: FundsSearch['show'];
  onShow: (show: FundsSearch['show']) => void;
}

/** The company's top-ups and withdrawals, the newest first. */
export function MovementList({ show, onShow }: MovementListProps) {
  const { t } = useLingui();
  const filter = show === undefined ? {} : { isOpen: show === 'open' };
  const { data, previousData, error, refetch, fetchMore } = useQuery(FundMovementsQuery, {
    variables: { filter, first: 30 },
    fetchPolicy: 'cache-and-network',
  });
  useReloadOnFeed(refetch, ['BALANCE'], 1500);
  const shown = data ?? previousData;
  const page = useNextPage(data?.fundMovements.pageInfo, (after) => fetchMore({ variables: { after } }));
  const rows = readFragment(
    FundMovementRow,
    (shown?.fundMovements.edges ?? []).map(({ node }) => node),
  );
  return (
    <>
      <SegmentedControl
        mb="sm"
        aria-label={t`Which of them`}
        value={show ?? 'all'}
        onChange={(value) => onShow(value === 'open' || value === 'over' ? value : undefined)}
        data={[
          { value: 'all', label: t`All` },
          { value: 'open', label: t`Under way` },
          { value: 'over', label: t`Over` },
        ]}
      />
      <Panel flush={rows.length > 0}>
        {!shown && !error && <ListSkeleton label={t`Loading top-ups and withdrawals`} rows={6} />}
        {!shown && error && <QueryError error={error} onRetry={refetch} />}
        {shown && rows.length === 0 && (
          <EmptyState icon={IconBuildingBank} title={show === undefined ? t`No money has come or gone yet` : t`There is none`}>
            <Trans>Announce a transfer to the programme’s bank account as a top-up; it is yours to spend as soon as it has arrived.</Trans>
          </EmptyState>
        )}
        {rows.length > 0 && (
          <ul className={classes.list} aria-label={t`Top-ups and withdrawals`}>
            {rows.map((row) => (
              <li key={row.id}>
                <Row row={row} />
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {shown?.fundMovements.pageInfo.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={page.loading} onClick={() => void page.retry()}>
            <Trans>Show more</Trans>
          </Button>
        </Group>
      )}
    </>
  );
}

function Row({ row }: { row: FundMovementRowFragment }) {
  const words = useWords();
  return (
    <Link className={classes.item} href={urls.fundMovement(row.id)}>
      <span className={classes.what}>
        <span className={classes.name}>{row.reference}</span>
        <span className={classes.more}>
          {words(fundKindWords[row.kind])} · {row.requestedByName} · <RelativeTime at={row.requestedAt} />
        </span>
      </span>
      <span className={classes.side}>
        <span className={classes.amount}>
          <Money value={row.amount} />
        </span>
        <MovementState state={row.state} variant="plain" />
      </span>
    </Link>
  );
}
