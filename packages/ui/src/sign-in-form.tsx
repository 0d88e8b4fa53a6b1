import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import classes from './sign-in-form.module.css';
import { Brand } from './brand.tsx';

export interface SignInFormProps {
  product: string;
  title: string;
  subtitle?: ReactNode;
  emailLabel: string;
  passwordLabel: string;
  submitLabel: string;
  /** Said under a field that was left empty. */
  requiredMessage: string;
  /** The refusal in words; the fields keep what was typed. */
  error?: ReactNode;
  onSubmit: (credentials: { email: string; password: string }) => Promise<void>;
  /** Below the button: demo sign-ins, the language. */
  footer?: ReactNode;
  /** The other half of a wide screen. */
  aside?: ReactNode;
}

/** The door of an app. */
export function SignInForm({
  product,
  title,
  subtitle,
  emailLabel,
  passwordLabel,
  submitLabel,
  requiredMessage,
  error,
  onSubmit,
  footer,
  aside,
}: SignInFormProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() === '' || password === '' || busy) return;
    setBusy(true);
    try {
      await onSubmit({ email: email.trim(), password });
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={classes.page} data-aside={aside ? true : undefined}>
      <main className={classes.main}>
        <div className={classes.box}>
          <Brand name={product} />
          <h1 className={classes.title}>{title}</h1>
          {subtitle && <p className={classes.subtitle}>{subtitle}</p>}
          <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
            {error && (
              <div className={classes.error} role="alert">
                {error}
              </div>
            )}
            <TextInput
              label={emailLabel}
              type="email"
              name="email"
              autoComplete="username"
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
            <Button type="submit" size="md" fullWidth loading={busy}>
              {submitLabel}
            </Button>
          </form>
          {footer && <div className={classes.footer}>{footer}</div>}
        </div>
      </main>
      {aside && <aside className={classes.aside}>{aside}</aside>}
    </div>
  );
}
