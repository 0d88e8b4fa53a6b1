export { type Apollo, type ApolloOptions, createApollo } from './apollo.ts';
export type { App, Challenge, InvitationShown } from './auth-api.ts';
export { AuthError } from './auth-error.ts';
export type { ConnectionStatus } from './connection.ts';
export { type Files, keep, useFiles } from './files.ts';
export { newIdempotencyKey } from './idempotency-key.ts';
export { usePasskeyAutofill } from './passkey-autofill.ts';
export { makePasskey, passkeysHere } from './passkeys.ts';
export { localeKeeper } from './keep-locale.ts';
export {
  ClientProvider,
  type FeedOptions,
  useApollo,
  useConnectionStatus,
  useFeed,
  useReadable,
  useSession,
  useSessionState,
  useStepUp,
} from './react.tsx';
export { type Refusal, refusalAfter, refusalOf } from './refusal.ts';
export { createSession, type Session, type SessionState } from './session.ts';
export type { StepUpAsked } from './step-up.ts';
export { createStore, type Readable, type Store } from './store.ts';
