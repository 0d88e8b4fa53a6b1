import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, SegmentedControl, Select, Stack, Switch, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ControlRowFragment, ControlScope } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { options } from '../../../lib/search.ts';
import { controlTypeWords, useWords, windowWords } from '../../../lib/words.ts';
import { MoneyInput } from '../../money/parts/money-input.tsx';
import { CommandRefusal } from '../../../lib/command-refusal.tsx';
import { type ControlDraft, draftOf, wishOf } from './control-draft.ts';
import { MccPicker } from './mcc-picker.tsx';

const SetControlMutation = graphql(`
  mutation SetControl($input: SetSpendingControlInput!) {
    setSpendingControl(input: $input) {
      id
      ...ControlRow
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
  onClose: () => void;
}

/** One rule: an amount in a window, or merchant categories. Saved with the version that was shown, so that nobody is overwritten unseen. */
export default function EditControl({ control, scope, subjectId, currency, onLookAgain, onClose }: EditControlProps) {
  const { t } = useLingui();
  const save = useCommand(SetControlMutation, { refetch: ['Controls', 'CardDetail'] });
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<ControlDraft>(() => draftOf(control));
  const wish = wishOf(draft, currency);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wish === null) return;
    const done = await save.run({
      ...wish,
      scope,
      ...(subjectId !== undefined && { subjectId }),
      ...(control && { id: control.id, expectedVersion: control.version }),
    });
    if (done !== null) onClose();
  };

  return (
    <Modal opened onClose={onClose} title={control ? t`Edit control` : t`Add control`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <Rule
            draft={draft}
            currency={currency}
            fixedType={control !== undefined}
            tried={tried}
            onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
          />
          {save.refusal && (
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

interface RuleProps {
  draft: ControlDraft;
  currency: string;
  fixedType: boolean;
  tried: boolean;
  onChange: (part: Partial<ControlDraft>) => void;
}

function Rule({ draft, currency, fixedType, tried, onChange }: RuleProps) {
  const { t } = useLingui();
  const words = useWords();
  return (
    <>
      <Select
        label={t`Kind`}
        allowDeselect={false}
        disabled={fixedType}
        value={draft.controlType}
        onChange={(controlType) => controlType !== null && onChange({ controlType })}
        data={options.controlTypes.map((value) => ({ value, label: words(controlTypeWords[value]) }))}
      />
      {draft.controlType === 'AMOUNT_LIMIT' ? (
        <Group align="flex-start" gap="xs" grow>
          <MoneyInput
            focusFirst
            label={t`No more than`}
            currency={currency}
            value={draft.amountMinor}
            onChange={(amountMinor) => onChange({ amountMinor })}
            error={tried && draft.amountMinor == null ? t`Fill in an amount` : undefined}
          />
          <Select
            label={t`Counted`}
            allowDeselect={false}
            value={draft.window}
            onChange={(window) => window !== null && onChange({ window })}
            data={options.limitWindows.map((value) => ({ value, label: words(windowWords[value]) }))}
          />
        </Group>
      ) : (
        <MccPicker
          value={draft.mccs}
          onChange={(mccs) => onChange({ mccs })}
          error={tried && draft.mccs.length === 0 ? t`Pick at least one` : undefined}
        />
      )}
      <div>
        <SegmentedControl
          aria-label={t`Mode`}
          fullWidth
          value={draft.mode}
          onChange={(mode) => onChange({ mode })}
          data={[
            { value: 'ENFORCE' as const, label: t`Enforce` },
            { value: 'SHADOW' as const, label: t`Only watch` },
          ]}
        />
        <Text size="xs" c="dimmed" mt={6}>
          {draft.mode === 'ENFORCE'
            ? t`Purchases that break it are declined.`
            : t`Purchases that break it are approved, and marked in their record.`}
        </Text>
      </div>
      <Switch label={t`In force`} checked={draft.isActive} onChange={(event) => onChange({ isActive: event.currentTarget.checked })} />
    </>
  );
}
