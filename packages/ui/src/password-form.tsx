import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Door, type DoorProps } from './door.tsx';

export interface PasswordFormProps extends Omit<DoorProps, 'children' | 'onSubmit'> {
  /** For the browser's keeper of passwords; shown, and not changed here. */
  email?: { label: string; value: string };
  passwordLabel: string;
  passwordHint: string;
  /** A password that is to be, or the one that there is. */
  kind: 'new' | 'current';
  /** Said under a field that was left empty. */
  requiredMessage: string;
  onSubmit: (password: string) => Promise<void>;
}

/** A door that asks for a password alone: a new one, or the one that somebody has. */
export function PasswordForm({ email, passwordLabel, passwordHint, kind, requiredMessage, onSubmit, ...door }: PasswordFormProps) {
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const submit = async () => {
    setTried(true);
    if (password !== '') await onSubmit(password);
  };
  return (
    <Door {...door} onSubmit={submit}>
      {email && <TextInput label={email.label} type="email" name="email" autoComplete="username" size="md" value={email.value} readOnly />}
      <PasswordInput
        label={passwordLabel}
        description={passwordHint}
        name="password"
        autoComplete={`${kind}-password`}
        size="md"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={tried && password === '' ? requiredMessage : undefined}
      />
    </Door>
  );
}
