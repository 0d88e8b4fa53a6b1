import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Door, type DoorProps } from './door.tsx';

export interface SignInFormProps extends Omit<DoorProps, 'children' | 'onSubmit'> {
  emailLabel: string;
  passwordLabel: string;
  /** Said under a field that was left empty. */
  requiredMessage: string;
  onSubmit: (credentials: { email: string; password: string }) => Promise<void>;
}

/** The door of an app. */
export function SignInForm({ emailLabel, passwordLabel, requiredMessage, onSubmit, ...door }: SignInFormProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);

  const submit = async () => {
    setTried(true);
    if (email.trim() === '' || password === '') return;
    await onSubmit({ email: email.trim(), password });
  };

  return (
    <Door {...door} onSubmit={submit}>
      <TextInput
        label={emailLabel}
        type="email"
        name="email"
        // Browsers that have passkeys offer them here.
        autoComplete="username webauthn"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        size="md"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={tried && email.trim() === '' ? requiredMessage : undefined}
      />
      <PasswordInput
        label={passwordLabel}
        name="password"
        autoComplete="current-password"
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
