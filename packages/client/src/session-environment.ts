import { type PasskeyRequest, type PasskeyShown, showPasskey } from './passkeys.ts';

/** What a session takes from the browser; tests pass their own. */
export interface SessionEnvironment {
  fetch: typeof fetch;
  now(): number;
  /** One at a time among all tabs of this origin. */
  exclusively<Answer>(name: string, run: () => Promise<Answer>): Promise<Answer>;
  /** Tells the other tabs. */
  announce(news: SessionNews): void;
  /** Hears the other tabs; the answer stops it. */
  hear(listener: (news: SessionNews) => void): () => void;
  after(ms: number, run: () => void): () => void;
  /** Has the browser show a passkey. Throws an AuthError when it does not. */
  showPasskey(request: PasskeyRequest, inForms: boolean): Promise<PasskeyShown>;
}

export type SessionNews = 'signed-in' | 'signed-out';

export function browserEnvironment(app: string): SessionEnvironment {
  const channel = new BroadcastChannel(`afc.${app}.session`);
  return {
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
    // Browsers offer locks on https and loopback only; elsewhere the server's ten seconds of grace have to do.
    exclusively: (name, run) => (navigator.locks === undefined ? run() : navigator.locks.request(name, run)),
    announce: (news) => channel.postMessage(news),
    hear(listener) {
      const onMessage = ({ data }: MessageEvent<unknown>) => {
        if (data === 'signed-in' || data === 'signed-out') listener(data);
      };
      channel.addEventListener('message', onMessage);
      return () => channel.removeEventListener('message', onMessage);
    },
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    showPasskey,
  };
}
