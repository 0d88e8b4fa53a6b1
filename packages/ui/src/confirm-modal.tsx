import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  /** Red, for what cannot be undone. */
  danger?: boolean;
  busy?: boolean;
  /** Something is still to be said before it can be confirmed. */
  disabled?: boolean;
  /** A refusal, shown above the buttons. */
  error?: ReactNode;
  onConfirm: () => void;
  onCancel: () => void;
}

/** The dialog itself. Only `ConfirmDialog` loads it. */
export default function ConfirmModal({
  opened,
  title,
  children,
  confirmLabel,
  cancelLabel,
  danger = false,
  busy = false,
  disabled = false,
  error,
  onConfirm,
  onCancel,
}: ConfirmDialogProps) {
  const first = { 'data-autofocus': true };
  return (
    <Modal opened={opened} onClose={onCancel} title={title} withCloseButton={false} size="sm">
      <Text size="sm" c="dimmed" component="div">
        {children}
      </Text>
      {error && (
        <Text size="sm" c="red" mt="sm" role="alert">
          {error}
        </Text>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onCancel} disabled={busy} {...(danger ? first : {})}>
          {cancelLabel}
        </Button>
        <Button {...(danger ? { color: 'red' } : first)} onClick={onConfirm} loading={busy} disabled={disabled}>
          {confirmLabel}
        </Button>
      </Group>
    </Modal>
  );
}
