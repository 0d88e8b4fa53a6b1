import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';

export interface StepUpDialogProps {
  title: string;
  children: ReactNode;
  /** What is asked for: a password, or a code of an authenticator. */
  kind: 'password' | 'code';
  fieldLabel: string;
  confirmLabel: string;
  cancelLabel: string;
  error?: ReactNode;
  /** In place of the field: for who has a passkey. */
  passkey?: { label: string; onShow: () => Promise<void> } | undefined;
  onConfirm: (proof: string) => Promise<void>;
  onCancel: () => void;
}

/** Above whatever asked for it, a dialog as well. */
const ABOVE = 1_000;

/** Asks somebody who is signed in to show once more that it is them. */
export function StepUpDialog(props: StepUpDialogProps) {
  const { title, children, kind, fieldLabel, confirmLabel, cancelLabel, error, passkey, onConfirm, onCancel } = props;
  const [proof, setProof] = useState('');
  const [busy, setBusy] = useState(false);
  const act = async (run: () => Promise<void>) => {
    setBusy(true);
    try {
      await run();
    } finally {
      setBusy(false);
      setProof('');
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || proof.trim() === '') return;
    await act(() => onConfirm(kind === 'code' ? proof.trim() : proof));
  };
  const field = {
    label: fieldLabel,
    value: proof,
    onChange: (event: { currentTarget: { value: string } }) => setProof(event.currentTarget.value),
    'data-autofocus': true,
    error,
    // Escape leaves this dialog and not the one below it, which hears the key as well.
    'data-mantine-stop-propagation': 'true',
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Escape') onCancel();
    },
  };
  return (
    <Modal opened onClose={onCancel} title={title} withCloseButton={false} closeOnEscape={false} size="sm" zIndex={ABOVE}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <Text size="sm" c="dimmed" component="div">
            {children}
          </Text>
          {passkey && (
            <Button
              variant="light"
              leftSection={<IconFingerprint size={18} aria-hidden />}
              loading={busy}
              onClick={() => void act(passkey.onShow)}
            >
              {passkey.label}
            </Button>
          )}
          {kind === 'code' ? (
            <TextInput {...field} name="code" autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} maxLength={40} />
          ) : (
            <PasswordInput {...field} name="password" autoComplete="current-password" />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onCancel} disabled={busy}>
              {cancelLabel}
            </Button>
            <Button type="submit" loading={busy} disabled={proof.trim() === ''}>
              {confirmLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
