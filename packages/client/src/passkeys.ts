import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { AuthError } from './auth-error.ts';

/** What a server asks an authenticator to sign, as it came. */
export type PasskeyRequest = PublicKeyCredentialRequestOptionsJSON;
export type PasskeyShown = AuthenticationResponseJSON;

/** Loaded when somebody wants one: most pages never do. */
const library = () => import('@simplewebauthn/browser');

/** Whether the browser has passkeys, and this place may ask for them: they are for a domain, not for an address, and need https. */
export function passkeysHere(): boolean {
  return typeof window !== 'undefined' && window.PublicKeyCredential !== undefined && !/^[\d.]+$|^\[/.test(window.location.hostname);
}

/** Whether the browser offers passkeys where an address is typed in. */
export async function offersPasskeysInForms(): Promise<boolean> {
  return passkeysHere() && (await library()).browserSupportsWebAuthnAutofill();
}

/** Has the browser show a passkey; in forms, as soon as somebody picks one there. Throws an AuthError. */
export async function showPasskey(optionsJSON: PasskeyRequest, inForms: boolean): Promise<PasskeyShown> {
  const { startAuthentication } = await library();
  return startAuthentication({ optionsJSON, useBrowserAutofill: inForms }).catch(refuse);
}

/** Ends what waits in a form. */
export async function forgetPasskeyInForms(): Promise<void> {
  (await library()).WebAuthnAbortService.cancelCeremony();
}

/** Has the browser make one, from and to JSON. Throws an AuthError. */
export async function makePasskey(options: string): Promise<string> {
  const { startRegistration } = await library();
  const optionsJSON = JSON.parse(options) as PublicKeyCredentialCreationOptionsJSON;
  return JSON.stringify(await startRegistration({ optionsJSON }).catch(refuse));
}

/** Browsers do not tell whether somebody had none, changed their mind or waited too long. */
function refuse(error: unknown): never {
  const name = error instanceof Error ? error.name : '';
  const code =
    { NotAllowedError: 'PASSKEY_NOT_SHOWN', AbortError: 'PASSKEY_NOT_SHOWN', InvalidStateError: 'PASSKEY_KNOWN' }[name] ?? 'PASSKEY_FAILED';
  throw new AuthError(code, error instanceof Error ? error.message : String(error), null, null);
}
