import { useEffect, useEffectEvent } from 'react';
import { AuthError } from './auth-error.ts';
import { forgetPasskeyInForms, offersPasskeysInForms } from './passkeys.ts';
import { useSession } from './react.tsx';

/** Challenges are good for five minutes; a sign-in page stays open for longer. */
const RENEW_MS = 4 * 60_000;

/** While the sign-in page is open: the browser offers passkeys where the address is typed in, and the one that is picked signs in. */
export function usePasskeyAutofill(onRefused: (error: unknown) => void): void {
  const session = useSession();
  const refused = useEffectEvent(onRefused);
  useEffect(() => {
    let over = false;
    const offer = () =>
      session.signInByPasskey({ inForms: true }).catch((error: unknown) => {
        // Of a passkey that was picked the server has spoken. That nothing was picked, or could be offered, nobody asked for.
        if (!over && error instanceof AuthError && error.status === 403) refused(error);
      });
    let timer: ReturnType<typeof setInterval> | undefined;
    const begin = async () => {
      if (!(await offersPasskeysInForms()) || over) return;
      timer = setInterval(() => void offer(), RENEW_MS);
      await offer();
    };
    void begin();
    return () => {
      over = true;
      clearInterval(timer);
      if (timer !== undefined) void forgetPasskeyInForms();
    };
  }, [session]);
}
