import { DateTime, KeyValue, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Stack, Text } from '@mantine/core';
import type { ComparisonQuery as ComparisonData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { DifferenceCounts, Passes } from '../reconciliation/parts/passes.tsx';

const ComparisonQuery = graphql(`
  query Comparison {
    reconciliation {
      ...ReconciliationPasses
      ...ReconciliationCounts
    }
    standIn {
      modes {
        token
        enabled
        reason
      }
      transitions {
        token
        enabled
        channel
        reason
        username
        at
      }
    }
  }
`);

/** Whether Marqeta and we say the same, and when it decided in our place; counts alone, no company's money. */
export function Comparison() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(ComparisonQuery, { pollInterval: 30_000, skipPollAttempt: () => document.hidden });
  return (
    <>
      <Panel title={t`Compared with Marqeta`}>
        {!data && !error && <TextSkeleton label={t`Loading the comparison`} lines={4} />}
        {!data && error && <QueryError error={error} onRetry={refetch} />}
        {data && (
          <Stack gap="md">
            <Passes reconciliation={data.reconciliation} />
            <DifferenceCounts reconciliation={data.reconciliation} />
          </Stack>
        )}
      </Panel>
      {data && <StandIn standIn={data.standIn} />}
    </>
  );
}

function StandIn({ standIn: { modes, transitions } }: { standIn: ComparisonData['standIn'] }) {
  const { t } = useLingui();
  const on = modes.find(({ enabled }) => enabled);
  return (
    <Panel title={t`Decided in our place`}>
      <Stack gap="md">
        {on && (
          <Alert color="red" title={t`Marqeta decides now, and does not ask us`}>
            {on.reason ?? <Trans>Commando Mode is on. Limits and funds are not asked until it is turned off.</Trans>}
          </Alert>
        )}
        {modes.length === 0 && (
          <Text size="sm" c="dimmed">
            <Trans>Marqeta has no Commando Mode for this account: while we do not answer, purchases are declined.</Trans>
          </Text>
        )}
        {modes.length > 0 && transitions.length === 0 && (
          <Text size="sm" c="dimmed">
            <Trans>It was never turned on as a whole; single purchases may have been decided when we did not answer.</Trans>
          </Text>
        )}
        {transitions.length > 0 && (
          <KeyValue
            items={transitions.map(({ token, enabled, channel, reason, username, at }) => ({
              key: token,
              label: <DateTime at={at} />,
              value: [enabled ? t`Turned on` : t`Turned off`, channel, username, reason].filter((part) => part !== null).join(' · '),
            }))}
          />
        )}
      </Stack>
    </Panel>
  );
}
