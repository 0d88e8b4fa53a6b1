import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Refusal } from '@afc/client';
import type { LimitWindow } from '../../../gql/graphql.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { options } from '../../../lib/search.ts';
import { useCompany } from '../../../lib/viewer.tsx';
import { useWords, windowWords } from '../../../lib/words.ts';
import { MoneyInput } from '../../money/parts/money-input.tsx';
import { ProgramSelect, useCardPrograms } from './program-select.tsx';

/** Nobody says here of how many days a rolling window would be. */
const windowsWithoutDays = options.limitWindows.filter((window) => window !== 'ROLLING');

interface Draft {
  programId: string | undefined;
  name: string;
  /** Undefined when there is to be none, null when what is typed is no amount. */
  limitMinor: string | null | undefined;
  limitWindow: LimitWindow;
}

/** What is asked for a card, whoever is to hold it. */
export interface NewCard {
  programId: string;
  name: string;
  limitMinor?: string;
  limitWindow?: LimitWindow;
}

export interface IssueFormProps {
  title: string;
  submitLabel: string;
  busy: boolean;
  refusal: Refusal | null;
  /** Who gets it: shown first; it is told whether somebody has tried to go on. */
  renderHolder: (tried: boolean) => ReactNode;
  /** Null while something is missing or unreadable. */
  onSubmit: (card: NewCard | null) => void;
  onClose: () => void;
}

/** Asks for a card: of which program, called what, and how much it may spend from its first day. */
export function IssueForm({ title, submitLabel, busy, refusal, renderHolder, onSubmit, onClose }: IssueFormProps) {
  const { t } = useLingui();
  const words = useWords();
  const sentence = useRefusalSentence();
  const company = useCompany();
  const { programs } = useCardPrograms();
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<Draft>({ programId: undefined, name: '', limitMinor: undefined, limitWindow: 'MONTH' });
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const program = programs.find(({ id }) => id === draft.programId);
  const required = t`Fill this in`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    onSubmit(cardOf(draft));
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {renderHolder(tried)}
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
          {refusal && (
            <Alert color="red" role="alert">
              {sentence(refusal)}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose} disabled={busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={busy}>
              {submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function cardOf({ programId, name, limitMinor, limitWindow }: Draft): NewCard | null {
  if (programId === undefined || name.trim() === '' || limitMinor === null) return null;
  return { programId, name: name.trim(), ...(limitMinor === undefined ? {} : { limitMinor, limitWindow }) };
}
