import { DateTime, KeyValue, Panel, RelativeTime, TextSkeleton, useSurroundings } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Code, Text } from '@mantine/core';
import type { WebhookHealthQuery as HealthData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { lagText } from './lag-text.ts';

const WebhookHealthQuery = graphql(`
  query WebhookHealth {
    webhookHealth {
      lastReceivedAt
      lastType
      deliveryLagP50Ms
      deliveryLagP95Ms
      applyLagP50Ms
      applyLagP95Ms
      flagged
      pending
      oldestPendingAt
      refusals {
        code
        count
        lastAt
      }
    }
  }
`);

/** How Marqeta's messages fare: how late they come, how late they are applied, and what was refused. */
export function WebhookHealth() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(WebhookHealthQuery, { pollInterval: 15_000, skipPollAttempt: () => document.hidden });
  return (
    <Panel title={t`Webhooks`}>
      {!data && !error && <TextSkeleton label={t`Loading webhooks`} lines={6} />}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data?.webhookHealth && <Facts health={data.webhookHealth} />}
    </Panel>
  );
}

function Facts({ health }: { health: NonNullable<HealthData['webhookHealth']> }) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const lag = (half: number | null, most: number | null) => {
    if (half === null || most === null) return null;
    const [median, nearlyAll] = [lagText(half, locale), lagText(most, locale)];
    return t`half within ${median}, 95 % within ${nearlyAll}`;
  };
  return (
    <>
      <KeyValue
        items={[
          {
            key: 'last',
            label: t`Last message`,
            value: health.lastReceivedAt === null ? t`None yet` : <Last at={health.lastReceivedAt} type={health.lastType} />,
          },
          { key: 'delivery', label: t`Until it is here`, value: lag(health.deliveryLagP50Ms, health.deliveryLagP95Ms) },
          { key: 'apply', label: t`Until it is applied`, value: lag(health.applyLagP50Ms, health.applyLagP95Ms) },
          { key: 'oldest', label: t`Oldest that waits`, value: health.oldestPendingAt && <RelativeTime at={health.oldestPendingAt} /> },
          { key: 'flagged', label: t`With an odd date`, value: health.flagged > 0 ? health.flagged : null },
        ]}
      />
      {health.refusals.length > 0 && (
        <>
          <Text size="sm" mt="md" mb={4}>
            <Trans>Refused in the last 24 hours; Marqeta sends them again:</Trans>
          </Text>
          <KeyValue
            items={health.refusals.map(({ code, count, lastAt }) => ({
              key: code,
              label: <Code>{code}</Code>,
              value: (
                <>
                  {count} · <DateTime at={lastAt} />
                </>
              ),
            }))}
          />
        </>
      )}
    </>
  );
}

function Last({ at, type }: { at: string; type: string | null }) {
  return (
    <>
      <RelativeTime at={at} />
      {type !== null && (
        <>
          {' '}
          · <Code>{type}</Code>
        </>
      )}
    </>
  );
}
