import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { LimitWindow } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';
import { options } from '../../lib/search.ts';
import { urls } from '../../lib/urls.ts';
import { useCompany } from '../../lib/viewer.tsx';
import { useWords, windowWords } from '../../lib/words.ts';
import { MoneyInput } from '../money/parts/money-input.tsx';
import { PersonPicker } from '../people/parts/person-picker.tsx';
import { ProgramSelect, useCardPrograms } from './parts/program-select.tsx';

const IssueCardMutation = graphql(`
  mutation IssueCard($input: IssueCardInput!) {
    issueCard(input: $input) {
      id
      ...CardRow
    }
  }
`);

/** Nobody says here of how many days a rolling window would be. */
const windowsWithoutDays = options.limitWindows.filter((window) => window !== 'ROLLING');

interface Draft {
  holderId: string | undefined;
  programId: string | undefined;
  name: string;
  /** Undefined when there is to be none, null when what is typed is no amount. */
  limitMinor: string | null | undefined;
  limitWindow: LimitWindow;
}

/** Asks for a card: who, of which program, called what, and how much it may spend from its first day. */
export default function IssueCard({ holderId, onClose }: { holderId: string | undefined; onClose: () => void }) {
  const { t } = useLingui();
  const words = useWords();
  const router = useRouter();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const company = useCompany();
  const { programs } = useCardPrograms();
  const issue = useCommand(IssueCardMutation, { refetch: ['Cards'] });
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<Draft>({ holderId, programId: undefined, name: '', limitMinor: undefined, limitWindow: 'MONTH' });
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const program = programs.find(({ id }) => id === draft.programId);
  const required = t`Fill this in`;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const input = inputOf(draft);
    if (input === null) return;
    const done = await issue.run(input);
    if (done === null) return;
    tell({ message: t`${input.name} is asked for. It can be used once the issuer confirms.` });
    router.history.push(urls.card(done.issueCard.id));
  };

  return (
    <Modal opened onClose={onClose} title={t`Issue a card`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <PersonPicker
            label={t`Holder`}
            focusFirst={holderId === undefined}
            required
            value={draft.holderId}
            onChange={(id) => set({ holderId: id })}
            error={tried && draft.holderId === undefined ? required : undefined}
          />
          <ProgramSelect
            value={draft.programId}
            onChange={(id) => set({ programId: id })}
            error={tried && draft.programId === undefined ? required : undefined}
          />
          <TextInput
            label={t`Name`}
            placeholder={t`Travel, office supplies…`}
            maxLength={80}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            error={tried && draft.name.trim() === '' ? required : undefined}
          />
          <Group align="flex-start" gap="xs" grow>
            <MoneyInput
              key={program?.currency ?? company.currency}
              label={t`Limit`}
              placeholder={t`None`}
              currency={program?.currency ?? company.currency}
              value={draft.limitMinor}
              onChange={(limitMinor) => set({ limitMinor })}
              error={tried && draft.limitMinor === null ? t`This is no amount` : undefined}
            />
            <Select
              label={t`Counted`}
              allowDeselect={false}
              value={draft.limitWindow}
              onChange={(value) => value !== null && set({ limitWindow: value })}
              data={windowsWithoutDays.map((value) => ({ value, label: words(windowWords[value]) }))}
            />
          </Group>
          <Text size="xs" c="dimmed">
            <Trans>Limits of the person and the company bind the card too.</Trans>
          </Text>
          {issue.refusal && (
            <Alert color="red" role="alert">
              {sentence(issue.refusal)}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose} disabled={issue.busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={issue.busy}>
              <Trans>Issue card</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The mutation's input, or null while something is missing or unreadable. */
function inputOf({ holderId, programId, name, limitMinor, limitWindow }: Draft) {
  if (holderId === undefined || programId === undefined || name.trim() === '' || limitMinor === null) return null;
  return { holderId, programId, name: name.trim(), ...(limitMinor === undefined ? {} : { limitMinor, limitWindow }) };
}
