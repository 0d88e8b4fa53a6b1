import { describe, expect, test } from 'vitest';
import { AuthError } from './auth-error.ts';
import { createSession, type Session } from './session.ts';
import type { SessionEnvironment, SessionNews } from './session-environment.ts';

/** Two tabs of one browser: one cookie, one channel, one lock. */
function browser(
  server: (path: string) => { status: number; body?: Record<string, unknown> } | 'silent',
  showPasskey: SessionEnvironment['showPasskey'] = () => Promise.reject(new Error('nobody has a passkey')),
) {
  const tabs = new Set<(news: SessionNews) => void>();
  const asked: string[] = [];
  let nowMs = 0;
  let atOnce = 0;
  let mostAtOnce = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const timers: { atMs: number; run: () => void }[] = [];

  const environment = (): SessionEnvironment => {
    let mine: ((news: SessionNews) => void) | null = null;
    return {
      showPasskey,
      fetch: async (input) => {
        const url = input instanceof Request ? input.url : input.toString();
        asked.push(url);
        mostAtOnce = Math.max(mostAtOnce, ++atOnce);
        await Promise.resolve();
        atOnce -= 1;
        const answer = server(url);
        if (answer === 'silent') throw new TypeError('Failed to fetch');
        const body = answer.body === undefined ? null : JSON.stringify(answer.body);
        return new Response(body, { status: answer.status, headers: { 'content-type': 'application/json' } });
      },
      now: () => nowMs,
      exclusively: (_name, run) => {
        const turn = queue.then(run);
        queue = turn.catch(() => null);
        return turn;
      },
      announce: (news) => {
        for (const tab of [...tabs]) if (tab !== mine) tab(news);
      },
      hear: (listener) => {
        mine = listener;
        tabs.add(listener);
        return () => tabs.delete(listener);
      },
      after: (ms, run) => {
        const timer = { atMs: nowMs + ms, run };
        timers.push(timer);
        return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
      },
    };
  };

  return {
    asked,
    mostAtOnce: () => mostAtOnce,
    openTab: () => createSession({ app: 'admin', environment: environment() }),
    pass: (ms: number) => {
      nowMs += ms;
      for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.run();
      }
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const granted = (accessToken: string) => ({ status: 200, body: { accessToken, expiresIn: 300 } });
const refused = { status: 401, body: { code: 'UNAUTHENTICATED', detail: 'Sign in again.', traceId: 't-1' } };

const statusOf = (session: Session) => session.state.get().status;

test('a tab whose cookie still stands is signed in by itself', async () => {
  const tab = browser(() => granted('first')).openTab();
  expect(statusOf(tab)).toBe('booting');

  await settled();

  expect(statusOf(tab)).toBe('signedIn');
  expect(await tab.accessToken()).toBe('first');
});

test('a tab without a session ends at the sign-in screen', async () => {
  const tab = browser(() => refused).openTab();

  await settled();

  expect(tab.state.get()).toEqual({ status: 'signedOut', because: 'never' });
  expect(await tab.accessToken()).toBeNull();
});

test('a server that is away at start is asked again until it answers', async () => {
  let away = true;
  const chrome = browser(() => (away ? 'silent' : granted('late')));
  const tab = chrome.openTab();
  await settled();
  expect(statusOf(tab)).toBe('unreachable');

  away = false;
  chrome.pass(1_000);
  await settled();

  expect(statusOf(tab)).toBe('signedIn');
});

test('ten requests with an old token fetch one new token', async () => {
  let number = 0;
  const chrome = browser(() => granted(`token ${++number}`));
  const tab = chrome.openTab();
  await settled();
  const askedAtStart = chrome.asked.length;

  chrome.pass(0);
  const forced = await Promise.all(Array.from({ length: 10 }, () => tab.refresh()));

  expect(new Set(forced)).toEqual(new Set(['token 2']));
  expect(chrome.asked.length - askedAtStart).toBe(1);
});

test('the token is renewed before it expires', async () => {
  let number = 0;
  const chrome = browser(() => granted(`token ${++number}`));
  const tab = chrome.openTab();
  await settled();

  chrome.pass(256_000);
  await settled();

  expect(await tab.accessToken()).toBe('token 2');
});

test('two tabs never refresh at the same time', async () => {
  const chrome = browser(() => granted('token'));

  const tabs = [chrome.openTab(), chrome.openTab(), chrome.openTab()];
  await settled();

  expect(tabs.map(statusOf)).toEqual(['signedIn', 'signedIn', 'signedIn']);
  expect(chrome.mostAtOnce()).toBe(1);
});

test('signing out in one tab signs the others out', async () => {
  const chrome = browser((path) => (path === '/auth/sign-out' ? { status: 204 } : granted('token')));
  const [here, there] = [chrome.openTab(), chrome.openTab()];
  await settled();

  await here.signOut();

  expect(here.state.get()).toEqual({ status: 'signedOut', because: 'asked' });
  expect(there.state.get()).toEqual({ status: 'signedOut', because: 'elsewhere' });
});

test('a sign-out that the server never heard of leaves the person signed in, and says so', async () => {
  const chrome = browser((path) => (path === '/auth/sign-out' ? 'silent' : granted('token')));
  const tab = chrome.openTab();
  await settled();

  await expect(tab.signOut()).rejects.toMatchObject({ code: 'UNREACHABLE' });

  expect(statusOf(tab)).toBe('signedIn');
});

test('signing in tells the other tabs, which become that person too', async () => {
  let signedIn = false;
  const chrome = browser((path) => {
    if (path === '/auth/sign-in') signedIn = true;
    return signedIn ? granted('token') : refused;
  });
  const [here, there] = [chrome.openTab(), chrome.openTab()];
  await settled();

  await here.signIn('alice@example.com', 'secret');
  await settled();

  expect([statusOf(here), statusOf(there)]).toEqual(['signedIn', 'signedIn']);
});

test('a wrong password keeps the code and the trace of the refusal', async () => {
  const wrong = { status: 401, body: { code: 'WRONG_CREDENTIALS', detail: 'No such pair.', traceId: 't-2' } };
  const tab = browser((path) => (path === '/auth/sign-in' ? wrong : refused)).openTab();
  await settled();

  await expect(tab.signIn('alice@example.com', 'guess')).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS', traceId: 't-2' });
});

test('a session ended on the server ends here at the next refresh', async () => {
  let revoked = false;
  const tab = browser(() => (revoked ? refused : granted('token'))).openTab();
  await settled();

  revoked = true;
  expect(await tab.refresh()).toBeNull();

  expect(tab.state.get()).toEqual({ status: 'signedOut', because: 'ended' });
});

test('a server away for a while ends nothing', async () => {
  let away = false;
  const tab = browser(() => (away ? 'silent' : granted('token'))).openTab();
  await settled();

  away = true;
  await expect(tab.refresh()).rejects.toMatchObject({ code: 'UNREACHABLE' });

  expect(statusOf(tab)).toBe('signedIn');
});

describe('a passkey', () => {
  const shown = { id: 'phone' } as Awaited<ReturnType<SessionEnvironment['showPasskey']>>;
  const server = (path: string) => {
    if (path === '/auth/refresh') return refused;
    return path.endsWith('begin') ? { status: 200, body: { challenge: 'sign this' } } : granted('by passkey');
  };

  test('signs in by itself', async () => {
    const window = browser(server, ({ challenge }) => (challenge === 'sign this' ? Promise.resolve(shown) : Promise.reject(new Error())));
    const tab = window.openTab();
    await settled();

    await tab.signInByPasskey();

    expect(statusOf(tab)).toBe('signedIn');
    expect(await tab.accessToken()).toBe('by passkey');
    expect(window.asked.slice(1)).toEqual(['/auth/passkey/begin', '/auth/passkey/sign-in']);
  });

  test('answers in place of a code', async () => {
    const window = browser(server, () => Promise.resolve(shown));
    const tab = window.openTab();
    await settled();

    await tab.answerByPasskey({ challenge: 'after the password', factors: ['passkey'] });

    expect(statusOf(tab)).toBe('signedIn');
    expect(window.asked.slice(1)).toEqual(['/auth/passkey/second-factor/begin', '/auth/passkey/second-factor']);
  });

  test('that is not shown leaves everything as it is', async () => {
    const window = browser(server, () => Promise.reject(new AuthError('PASSKEY_NOT_SHOWN', 'not allowed', null, null)));
    const tab = window.openTab();
    await settled();

    await expect(tab.signInByPasskey()).rejects.toThrow('not allowed');

    expect(statusOf(tab)).toBe('signedOut');
    expect(window.asked.slice(1)).toEqual(['/auth/passkey/begin']);
  });

  test('proves anew who is signed in', async () => {
    const window = browser(
      (path) => (path === '/auth/refresh' ? granted('first') : server(path)),
      () => Promise.resolve(shown),
    );
    const tab = window.openTab();
    await settled();

    await tab.stepUpByPasskey();

    expect(await tab.accessToken()).toBe('by passkey');
  });
});
