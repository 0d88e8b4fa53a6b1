import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ControlRowFragment, ControlScope, SetControlMutation as SetControlData } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { CommandRefusal } from '../../../lib/command-refusal.tsx';
import { type ControlDraft, draftOf, wishOf } from './control-draft.ts';
import { ControlFields } from './control-fields.tsx';
import { isAtField, useFaults } from './use-faults.ts';
import { ReplaySummary } from './replay-summary.tsx';

const SetControlMutation = graphql(`
  mutation SetControl($input: SetSpendingControlInput!) {
    setSpendingControl(input: $input) {
      id
      ...ControlRow
      subscriptionsAbove {
        ...SubscriptionAbove
      }
    }
  }
`);

export interface EditControlProps {
  /** The control to change; without one a new one is made. */
  control: ControlRowFragment | undefined;
  scope: ControlScope;
  subjectId: string | undefined;
  currency: string;
  onLookAgain: () => Promise<unknown>;
  onSaved: (saved: SetControlData['setSpendingControl']) => void;
  onClose: () => void;
}

/** One rule of any kind. Saved with the version that was shown, so that nobody is overwritten unseen. */
export default function EditControl({ control, scope, subjectId, currency, onLookAgain, onSaved, onClose }: EditControlProps) {
  const { t } = useLingui();
  const save = useCommand(SetControlMutation, { refetch: ['Controls', 'CardDetail'] });
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<ControlDraft>(() => draftOf(control));
  const wish = wishOf(draft, currency);
  const errorOf = useFaults(draft, tried, save.refusal);
  const input = wish && {
    ...wish,
    scope,
    ...(subjectId !== undefined && { subjectId }),
    ...(control && { id: control.id, expectedVersion: control.version }),
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (input === null) return;
    const done = await save.run(input);
    if (done !== null) onSaved(done.setSpendingControl);
  };

  return (
    <Modal opened onClose={onClose} title={control ? t`Edit control` : t`Add control`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <ControlFields
            draft={draft}
            currency={currency}
            fixedType={control !== undefined}
            errorOf={errorOf}
            onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
          />
          {input && <ReplaySummary control={input} />}
          {save.refusal && !isAtField(save.refusal, draft) && (
            <Alert color="red" role="alert">
              <CommandRefusal refusal={save.refusal} onLookAgain={onLookAgain} />
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={save.busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={save.busy}>
              {control ? t`Save` : t`Add control`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
