import { type App, authApi, type Challenge, type Entrance, grantIn, redirectIn, requestIn } from './auth-api.ts';
import { AuthError } from './auth-error.ts';
import { backoffMs } from './backoff.ts';
import { sendAs } from './send-as.ts';
import { browserEnvironment, type SessionEnvironment } from './session-environment.ts';
import { singleFlight } from './single-flight.ts';
import { createStore, type Readable } from './store.ts';
import { type AccessToken, accessTokenOf, type Grant, isFresh } from './token.ts';

export type SessionState =
  /** The silent refresh at start has not answered yet. */
  | { status: 'booting' }
  /** The server did not answer at start; it is asked again by itself. */
  | { status: 'unreachable' }
  | { status: 'signedOut'; because: 'never' | 'asked' | 'elsewhere' | 'ended' }
  /** `generation` changes when somebody may have become somebody else: drop what was cached. */
  | { status: 'signedIn'; generation: number };

/** Who is signed in to one app in this tab. The access token lives in memory alone. */
export interface Session {
  readonly app: App;
  readonly entrance: Entrance;
  readonly state: Readable<SessionState>;
  /** A token that is good for a while, refreshed if need be; null when nobody is signed in. Throws an AuthError when the server is away. */
  accessToken(): Promise<string | null>;
  /** Null when that was all; else a code is asked for, which `answer` takes. Throws an AuthError with the server's code. */
  signIn(email: string, password: string): Promise<Challenge | null>;
  /** The second step, for who has a second factor. */
  answer(challenge: Challenge, code: string): Promise<void>;
  /** By a passkey alone; in forms, when somebody picks one there, however late. Throws an AuthError with the server's code, or `PASSKEY_NOT_SHOWN`. */
  signInByPasskey(how?: { inForms: boolean }): Promise<void>;
  /** The second step by a passkey. */
  answerByPasskey(challenge: Challenge): Promise<void>;
  /** As `stepUp`, by a passkey. */
  stepUpByPasskey(): Promise<void>;
  /** Shows once more that it is oneself, by a password or a code: see `STEP_UP_REQUIRED`. Throws an AuthError with the server's code. */
  stepUp(proof: string): Promise<void>;
  /** Where who was signed in by their company's provider shows it once more who they are. It sends the browser back to `returnTo`. */
  stepUpByCompany(returnTo: string): Promise<string>;
  /** Ends the session on the server, here and in every other tab. Throws when the server could not be told: then nothing has changed. */
  signOut(): Promise<void>;
  /** Fetches a new token now, whatever the old one's age. */
  refresh(): Promise<string | null>;
}

/** Starts with a silent refresh. One per app and tab, for the life of the page. */
export function createSession(options: { app: App; environment?: SessionEnvironment }): Session {
  const environment = options.environment ?? browserEnvironment(options.app);
  const api = authApi(options.app, environment.fetch);
  const state = createStore<SessionState>({ status: 'booting' });
  let token: AccessToken | null = null;
  let generation = 0;
  let cancelTimer = () => {};

  const keep = (grant: Grant): string => {
    const kept = accessTokenOf(grant, environment.now());
    token = kept;
    cancelTimer();
    cancelTimer = environment.after(kept.refreshAtMs - environment.now(), () => void refreshLater(0));
    return kept.value;
  };

  const begin = () => {
    generation += 1;
    state.set({ status: 'signedIn', generation });
  };

  const end = (because: 'never' | 'asked' | 'elsewhere' | 'ended') => {
    token = null;
    cancelTimer();
    state.set({ status: 'signedOut', because });
  };

  const refresh = singleFlight(async () => {
    const wasSignedIn = state.get().status === 'signedIn';
    const before = generation;
    try {
      const grant = await environment.exclusively(`afc.${options.app}.refresh`, () => api.refresh());
      if (state.get().status === 'signedOut' && wasSignedIn) return null;
      const value = keep(grant);
      if (state.get().status !== 'signedIn') begin();
      return value;
    } catch (error) {
      // An answer to the session that was, while a new one has begun, says nothing about the new one.
      if (error instanceof AuthError && error.endsSession && before === generation) {
        end(wasSignedIn ? 'ended' : 'never');
        return null;
      }
      throw error;
    }
  });

  /** For a timer, which nobody listens to: a refusal has changed the state already, silence is tried again while it makes sense. */
  const refreshLater = async (attempt: number): Promise<void> => {
    try {
      await refresh();
    } catch {
      if (state.get().status === 'booting') state.set({ status: 'unreachable' });
      cancelTimer();
      cancelTimer = environment.after(backoffMs(attempt), () => void refreshLater(attempt + 1));
    }
  };

  environment.hear((news) => {
    if (news === 'signed-out') {
      if (state.get().status !== 'signedOut') end('elsewhere');
      return;
    }
    token = null;
    state.set({ status: 'booting' });
    void refreshLater(0);
  });
  void refreshLater(0);

  const enter = (grant: Grant) => {
    keep(grant);
    begin();
    environment.announce('signed-in');
  };

  const accessToken = async () => {
    if (state.get().status === 'signedOut') return null;
    if (isFresh(token, environment.now())) return token.value;
    return refresh();
  };

  const postAs = (path: string, body: object) => {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return sendAs({ accessToken, refresh }, path, request, environment.fetch);
  };

  return {
    app: options.app,
    entrance: api,
    state,
    refresh,
    accessToken,
    signIn: async (email, password) => {
      const answer = await api.signIn(email, password);
      if ('challenge' in answer) return answer;
      enter(answer);
      return null;
    },
    answer: async ({ challenge }, code) => enter(await api.answer(challenge, code)),
    signInByPasskey: async ({ inForms } = { inForms: false }) =>
      enter(await api.signInByPasskey(await environment.showPasskey(await api.passkeyRequest(), inForms))),
    answerByPasskey: async ({ challenge }) =>
      enter(await api.answerByPasskey(challenge, await environment.showPasskey(await api.passkeyRequest(challenge), false))),
    stepUpByPasskey: async () => {
      const credential = await environment.showPasskey(await requestIn(await postAs('/auth/passkey/step-up/begin', {})), false);
      keep(await grantIn(await postAs('/auth/passkey/step-up', { credential })));
    },
    stepUp: async (proof) => void keep(await grantIn(await postAs('/auth/step-up', { proof }))),
    stepUpByCompany: async (returnTo) => redirectIn(await postAs('/auth/company/step-up', { app: options.app, returnTo })),
    signOut: async () => {
      await api.signOut();
      end('asked');
      environment.announce('signed-out');
    },
  };
}
