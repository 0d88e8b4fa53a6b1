import { DateTime, KeyValue, Link, Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Code, Drawer, Stack, Text } from '@mantine/core';
import type { AuditRowFragment } from '../../gql/graphql.ts';
import { urls } from '../../lib/urls.ts';
import { ActorName } from './actor-name.tsx';

/** One event of the log in full: what changed, from where it came, and its place in the chain. */
export function AuditDrawer({ event, onClose }: { event: AuditRowFragment | undefined; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Drawer opened={event !== undefined} onClose={onClose} size={600} title={event?.command} closeButtonProps={{ 'aria-label': t`Close` }}>
      {event && <Detail event={event} />}
    </Drawer>
  );
}

function Detail({ event }: { event: AuditRowFragment }) {
  const { t } = useLingui();
  const { subjectType, subjectId, before, after, reason, number } = event;
  return (
    <Stack gap="md">
      <Panel title={t`Who, what and why`}>
        <KeyValue
          items={[
            { key: 'at', label: t`When`, value: <DateTime at={event.at} format="full" /> },
            { key: 'who', label: t`Who`, value: <ActorName event={event} /> },
            {
              key: 'what',
              label: t`To what`,
              value: <Link href={urls.audit({ subject: subjectId })}>{`${subjectType} ${subjectId}`}</Link>,
            },
            { key: 'why', label: t`Why`, value: reason },
          ]}
        />
      </Panel>
      <Panel title={t`What changed`}>
        {before == null && after == null ? (
          <Text size="sm" c="dimmed">
            <Trans>Nothing is kept of it.</Trans>
          </Text>
        ) : (
          <Stack gap="sm">
            <State title={t`Before`} json={before} />
            <State title={t`After`} json={after} />
          </Stack>
        )}
      </Panel>
      <Panel title={t`From where`}>
        {event.ip == null && event.userAgent == null && event.traceId == null ? (
          <Text size="sm" c="dimmed">
            <Trans>It came from no request.</Trans>
          </Text>
        ) : (
          <KeyValue
            items={[
              { key: 'ip', label: t`Address`, value: event.ip },
              { key: 'agent', label: t`Program`, value: event.userAgent },
              { key: 'trace', label: t`Reference`, value: event.traceId && <Code>{event.traceId}</Code> },
            ]}
          />
        )}
      </Panel>
      <Panel title={t`In the chain`}>
        {number == null ? (
          <Text size="sm" c="dimmed">
            <Trans>It is not sealed yet. That takes a few seconds.</Trans>
          </Text>
        ) : (
          <KeyValue
            items={[
              { key: 'number', label: t`Number`, value: number },
              { key: 'hash', label: t`Hash`, value: <Code style={{ overflowWrap: 'anywhere' }}>{event.hash}</Code> },
            ]}
          />
        )}
      </Panel>
    </Stack>
  );
}

function State({ title, json }: { title: string; json: string | null | undefined }) {
  if (json == null) return null;
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {title}
      </Text>
      <Code block mah={320} tabIndex={0} role="region" aria-label={title} style={{ overflow: 'auto' }}>
        {JSON.stringify(JSON.parse(json), null, 2)}
      </Code>
    </div>
  );
}
