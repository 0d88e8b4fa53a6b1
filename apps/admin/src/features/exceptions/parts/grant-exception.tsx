import { formatDateTime, useSurroundings } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { graphql, readFragment } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useTell } from '../../../lib/tell.ts';
import { useReason } from '../../../lib/use-reason.tsx';
import { ExceptionFields } from './exception-fields.tsx';
import { draftOf, type ExceptionDraft, type LeastException, wishOf } from './exception-draft.ts';
import { ExceptionRow } from './exception-row.ts';

const GrantMutation = graphql(`
  mutation GrantException($input: GrantExceptionInput!) {
    grantException(input: $input) {
      id
      ...ExceptionRow
    }
  }
`);

export interface GrantExceptionProps {
  cardId: string;
  currency: string;
  /** Of a declined purchase: what the fields begin with. */
  least?: LeastException;
  onClose: () => void;
}

/** Lets purchases of a card pass its controls for a while. */
export default function GrantException({ cardId, currency, least, onClose }: GrantExceptionProps) {
  const { t } = useLingui();
  const { locale, timeZone } = useSurroundings();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const reason = useReason();
  const grant = useCommand(GrantMutation, { refetch: ['CardDetail', 'Transaction'] });
  const [draft, setDraft] = useState<ExceptionDraft>(() => draftOf(least));
  const [tried, setTried] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const why = reason.take();
    const wish = wishOf(draft, least);
    if (why === null || wish === null) return;
    const done = await grant.run({ ...wish, scope: 'CARD', subjectId: cardId, reason: why });
    if (done === null) return;
    const { expiresAt } = readFragment(ExceptionRow, done.grantException);
    const until = formatDateTime(new Date(expiresAt), locale, timeZone, 'dateTime');
    tell({ message: t`The exception is open until ${until}.` });
    onClose();
  };

  return (
    <Modal opened onClose={onClose} title={least ? t`Let it through` : t`Add exception`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <ExceptionFields
            draft={draft}
            least={least}
            currency={currency}
            tried={tried}
            onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
          />
        </Stack>
        {reason.field}
        {grant.refusal && (
          <Alert color="red" role="alert" mt="md">
            {sentence(grant.refusal)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs" mt="md">
          <Button variant="default" onClick={onClose} disabled={grant.busy}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={grant.busy}>
            {least ? t`Let it through` : t`Add exception`}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
