import { DateTime, RelativeTime, type Status, StatusBadge } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ApiKeyRowFragment } from '../../gql/graphql.ts';
import { MakeKey } from './make-key.tsx';
import { RevokeKey } from './revoke-key.tsx';
import classes from './key-list.module.css';

/** Keys of one service account, newest first: until when, when last, and what to do with those that are live. */
export function KeyList({ keys }: { keys: readonly ApiKeyRowFragment[] }) {
  const { t } = useLingui();
  const [open, setOpen] = useState<{ what: 'rotate' | 'revoke'; key: ApiKeyRowFragment } | null>(null);
  if (keys.length === 0) {
    return (
      <Text size="sm">
        <Trans>No key yet: nothing can ask in its name.</Trans>
      </Text>
    );
  }
  return (
    <>
      <ul className={classes.list} aria-label={t`Keys`}>
        {keys.map((key) => (
          <li key={key.id} className={classes.row}>
            <Stack gap={2}>
              <Group gap="xs">
                <Code>{key.start}_…</Code>
                <KeyState apiKey={key} />
              </Group>
              <Text size="xs" c="dimmed" component="div">
                <Life apiKey={key} />
              </Text>
            </Stack>
            {key.state === 'LIVE' && (
              <Group gap="xs">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t`Rotate ${key.start}`}
                  onClick={() => setOpen({ what: 'rotate', key })}
                >
                  <Trans>Rotate</Trans>
                </Button>
                <Button
                  size="compact-sm"
                  variant="light"
                  color="red"
                  aria-label={t`Revoke ${key.start}`}
                  onClick={() => setOpen({ what: 'revoke', key })}
                >
                  <Trans>Revoke</Trans>
                </Button>
              </Group>
            )}
          </li>
        ))}
      </ul>
      {open?.what === 'rotate' && <MakeKey of={{ replaces: open.key.id, start: open.key.start }} onClose={() => setOpen(null)} />}
      {open?.what === 'revoke' && <RevokeKey apiKey={open.key} onClose={() => setOpen(null)} />}
    </>
  );
}

function KeyState({ apiKey: { state, expiresSoon } }: { apiKey: ApiKeyRowFragment }) {
  const { t } = useLingui();
  const [status, label]: [Status, string] =
    state === 'REVOKED'
      ? ['CLOSED', t`Revoked`]
      : state === 'EXPIRED'
        ? ['EXPIRED', t`Expired`]
        : expiresSoon
          ? ['LIMITED', t`Ends soon`]
          : ['ACTIVE', t`Live`];
  return <StatusBadge status={status} label={label} />;
}

function Life({
  apiKey: { createdBy, createdAt, expiresAt, expiresSoon, revokedAt, lastUsedAt, lastUsedIp },
}: {
  apiKey: ApiKeyRowFragment;
}) {
  return (
    <>
      <Trans>
        Made by {createdBy} on <DateTime at={createdAt} format="date" />
      </Trans>
      {' · '}
      {revokedAt ? (
        <Trans>
          revoked on <DateTime at={revokedAt} />
        </Trans>
      ) : (
        <Trans>
          good until <DateTime at={expiresAt} format={expiresSoon ? 'dateTime' : 'date'} />
        </Trans>
      )}
      {' · '}
      {lastUsedAt ? (
        <Trans>
          last used <RelativeTime at={lastUsedAt} /> from {lastUsedIp}
        </Trans>
      ) : (
        <Trans>never used</Trans>
      )}
    </>
  );
}
