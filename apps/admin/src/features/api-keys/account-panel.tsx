import { Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ServiceAccountRowFragment } from '../../gql/graphql.ts';
import { readFragment } from '../../gql/index.ts';
import { ApiKeyRow } from './account-row.ts';
import { CloseAccount } from './close-account.tsx';
import { EditAccount } from './edit-account.tsx';
import { KeyList } from './key-list.tsx';
import { MakeKey } from './make-key.tsx';
import { useScopeWords } from './scope-words.ts';

export interface AccountPanelProps {
  account: ServiceAccountRowFragment;
  onLookAgain: () => Promise<unknown>;
}

/** A service account: what it may, from where, and its keys. */
export function AccountPanel({ account, onLookAgain }: AccountPanelProps) {
  const { t } = useLingui();
  const words = useScopeWords();
  const [open, setOpen] = useState<'change' | 'key' | 'close' | null>(null);
  const { id, name, scopes, allowedIps } = account;
  const keys = readFragment(ApiKeyRow, account.keys);
  const addresses = allowedIps.join(', ');
  return (
    <Panel
      title={name}
      action={
        <Group gap="xs">
          <Button size="compact-sm" variant="default" aria-label={t`Change ${name}`} onClick={() => setOpen('change')}>
            <Trans>Change</Trans>
          </Button>
          <Button size="compact-sm" variant="light" aria-label={t`New key for ${name}`} onClick={() => setOpen('key')}>
            <Trans>New key</Trans>
          </Button>
          <Button size="compact-sm" variant="subtle" color="red" aria-label={t`Close ${name}`} onClick={() => setOpen('close')}>
            <Trans>Close</Trans>
          </Button>
        </Group>
      }
    >
      <Stack gap="sm">
        <Group gap={6}>
          {scopes.map((scope) => (
            <Badge key={scope} variant="light" tt="none" title={words(scope).meaning}>
              {words(scope).name}
            </Badge>
          ))}
          {scopes.length === 0 && (
            <Text size="sm" c="dimmed">
              <Trans>May read the name and clock of the company, and no more.</Trans>
            </Text>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {allowedIps.length === 0 ? <Trans>From any network address.</Trans> : <Trans>From {addresses} alone.</Trans>}
        </Text>
        <KeyList keys={keys} />
      </Stack>
      {open === 'change' && <EditAccount account={account} onLookAgain={onLookAgain} onClose={() => setOpen(null)} />}
      {open === 'close' && <CloseAccount account={account} onClose={() => setOpen(null)} />}
      {open === 'key' && <MakeKey of={{ accountId: id, name }} onClose={() => setOpen(null)} />}
    </Panel>
  );
}
