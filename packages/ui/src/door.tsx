import { Button } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Brand } from './brand.tsx';
import classes from './door.module.css';

export interface DoorProps {
  product: string;
  title: string;
  subtitle?: ReactNode;
  submitLabel: string;
  /** The refusal in words; the fields keep what was typed. */
  error?: ReactNode;
  /** The fields. */
  children: ReactNode;
  onSubmit: () => Promise<void>;
  /** Below the button: demo sign-ins, the language. */
  footer?: ReactNode;
  /** The other half of a wide screen. */
  aside?: ReactNode;
}

/** A form that stands before an app: who is not in yet fills it in. */
export function Door({ product, title, subtitle, submitLabel, error, children, onSubmit, footer, aside }: DoorProps) {
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await onSubmit();
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
            {children}
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
