import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Door, type DoorProps } from './door.tsx';

export interface CodeFormProps extends Omit<DoorProps, 'children' | 'onSubmit'> {
  codeLabel: string;
  /** Where the code comes from. */
  codeHint: string;
  /** Said under a field that was left empty. */
  requiredMessage: string;
  onSubmit: (code: string) => Promise<void>;
}

/** The second step of signing in: a code of the authenticator, or one for recovery. */
export function CodeForm({ codeLabel, codeHint, requiredMessage, onSubmit, ...door }: CodeFormProps) {
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  // It stands where the password stood: the person is already here.
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async () => {
    setTried(true);
    if (code.trim() === '') return;
    await onSubmit(code.trim());
  };
  return (
    <Door {...door} onSubmit={submit}>
      <TextInput
        label={codeLabel}
        description={codeHint}
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        size="md"
        ref={field}
        required
        withAsterisk={false}
        maxLength={40}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={tried && code.trim() === '' ? requiredMessage : undefined}
      />
    </Door>
  );
}
