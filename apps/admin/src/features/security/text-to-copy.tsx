import { useLingui } from '@lingui/react/macro';
import { Button, Code, CopyButton, Group } from '@mantine/core';

/** What has to be given elsewhere letter by letter. */
export function TextToCopy({ text, copyLabel }: { text: string; copyLabel: string }) {
  const { t } = useLingui();
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between">
      <Code style={{ overflowWrap: 'anywhere' }}>{text}</Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button variant="default" size="compact-sm" flex="none" onClick={copy} aria-label={copied ? undefined : copyLabel}>
            {copied ? t`Copied` : t`Copy`}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
