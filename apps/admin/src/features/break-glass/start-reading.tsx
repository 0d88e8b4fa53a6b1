import { Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { urls } from '../../lib/urls.ts';
import { useReason } from '../../lib/use-reason.tsx';
import { CompanyPicker } from './company-picker.tsx';

const StartBreakGlass = graphql(`
  mutation StartBreakGlass($input: StartBreakGlassInput!) {
    startBreakGlass(input: $input) {
      id
    }
  }
`);

/** Which company, and why. From then on the whole app is that company's, to be read. */
export function StartReading() {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const reason = useReason();
  const [companyId, setCompanyId] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const start = useCommand(StartBreakGlass);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const why = reason.take();
    if (why === null || companyId === null) return;
    if ((await start.run({ companyId, reason: why })) !== null) window.location.assign(urls.overview());
  };
  return (
    <Panel title={t`Read a company’s data`}>
      <form onSubmit={(event) => void onSubmit(event)} noValidate>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            <Trans>
              For half an hour, without changing anything. You see its money, cards and rules; no card’s number, no addresses and no
              identities. Its admins are told at once, with your name and the reason, and each thing you open stands in their log.
            </Trans>
          </Text>
          <CompanyPicker value={companyId} onChange={setCompanyId} error={tried && companyId === null ? t`Choose a company` : undefined} />
          {reason.field}
          {start.refusal && (
            <Alert color="red" role="alert">
              {sentence(start.refusal)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={start.busy}>
              <Trans>Start reading</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
