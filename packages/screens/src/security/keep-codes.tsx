import { RecoveryCodes } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';

/** Recovery codes, shown this once. */
export function KeepCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useLingui();
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        <Trans>
          Each of these signs you in once in place of a code, should you lose your authenticator or your passkeys. They are shown only now.
        </Trans>
      </Text>
      <RecoveryCodes label={t`Recovery codes`} codes={codes} />
      <Group justify="flex-end" gap="xs">
        <CopyButton value={codes.join('\n')}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t`Copied` : t`Copy them`}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onKept}>{t`I have kept them`}</Button>
      </Group>
    </Stack>
  );
}
