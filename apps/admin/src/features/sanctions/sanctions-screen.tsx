import { EmptyState, ListSkeleton, PageHeader, Panel } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Box, Button, Group, SegmentedControl } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { SanctionsHitDecision, SanctionsHitState } from '../../gql/graphql.ts';
import { ListFooter } from '../../lib/list-footer.tsx';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { DecideHit } from './decide-hit.tsx';
import { type Hit, SanctionsHitsQuery } from './hit.ts';
import { HitRow } from './hit-row.tsx';
import classes from './sanctions.module.css';

const route = getRouteApi('/sanctions');
const OPEN: SanctionsHitState[] = ['OPEN'];
const DECIDED: SanctionsHitState[] = ['DISMISSED', 'CONFIRMED'];

type Deciding = { readonly hit: Hit; readonly decision: SanctionsHitDecision };

/** Possible matches with the sanctions list: compared side by side, and decided. Nobody sees what is about themselves. */
export default function SanctionsScreen() {
  const { t } = useLingui();
  const { decided = false } = route.useSearch();
  const navigate = route.useNavigate();
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const { data, error, refetch, fetchMore } = useQuery(SanctionsHitsQuery, {
    variables: { states: decided ? DECIDED : OPEN },
    fetchPolicy: 'cache-and-network',
  });
  const hits = data?.sanctionsHits.edges.map(({ node }) => node);
  const page = useNextPage(data?.sanctionsHits.pageInfo, (after) => fetchMore({ variables: { after } }));
  const hasNextPage = data?.sanctionsHits.pageInfo.hasNextPage === true;
  const total = data?.sanctionsHits.totalCount;
  return (
    <Box maw={920}>
      <PageHeader
        title={t`Sanctions list`}
        subtitle={total != null && <Plural value={total} one="# possible match" other="# possible matches" />}
      />
      <SegmentedControl
        mb="md"
        aria-label={t`Which of them`}
        value={decided ? 'decided' : 'open'}
        onChange={(value) => void navigate({ search: value === 'decided' ? { decided: true } : {}, replace: true })}
        data={[
          { value: 'open', label: t`To be decided` },
          { value: 'decided', label: t`Decided` },
        ]}
      />
      <Panel flush={hits !== undefined && hits.length > 0}>
        {!hits && !error && <ListSkeleton label={t`Loading the possible matches`} rows={4} />}
        {!hits && error && <QueryError error={error} onRetry={refetch} />}
        {hits?.length === 0 && (
          <EmptyState icon={IconUserSearch} title={decided ? t`Nothing was decided yet` : t`Nothing waits to be decided`}>
            <Trans>
              Companies and people are compared with the sanctions list of the installation, if it has one. A possible match shows up here.
            </Trans>
          </EmptyState>
        )}
        {hits && hits.length > 0 && (
          <ul className={classes.list} aria-label={t`Possible matches`}>
            {hits.map((hit) => (
              <HitRow key={hit.id} hit={hit} onDecide={(decision) => setDeciding({ hit, decision })} />
            ))}
          </ul>
        )}
      </Panel>
      {hits && hits.length > 0 && (
        <Group justify="center" mt="md">
          {hasNextPage && !page.loading && page.error === null ? (
            <Button variant="default" onClick={page.onEndReached}>
              <Trans>Show more</Trans>
            </Button>
          ) : (
            <ListFooter page={page} hasNextPage={hasNextPage} />
          )}
        </Group>
      )}
      {deciding && <DecideHit {...deciding} onClose={() => setDeciding(null)} />}
    </Box>
  );
}
