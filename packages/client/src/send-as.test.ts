import { describe, expect, test } from 'vitest';
import { sendAs } from './send-as.ts';

const session = { accessToken: () => Promise.resolve('old'), refresh: () => Promise.resolve('new') };
const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ code, detail: 'No.' }), { status, headers: { 'content-type': 'application/problem+json' } });

/** A server that answers by the token it is shown; the tokens that it was shown. */
function server(answer: (token: string) => Response) {
  const shown: string[] = [];
  const fetchLike = ((_path: string, init: RequestInit) => {
    const token = new Headers(init.headers).get('authorization') ?? '';
    shown.push(token);
    return Promise.resolve(answer(token));
  }) as typeof fetch;
  return { shown, fetchLike };
}

describe('a file goes up', () => {
  test('as the person who is signed in', async () => {
    const { shown, fetchLike } = server(() => new Response('{}', { status: 201 }));

    expect((await sendAs(session, '/files/disputes/d', { method: 'POST' }, fetchLike)).status).toBe(201);
    expect(shown).toEqual(['Bearer old']);
  });

  test('once more with a new token when the old one is not good any more', async () => {
    const { shown, fetchLike } = server((token) => (token === 'Bearer new' ? new Response('{}') : problem(401, 'UNAUTHENTICATED')));

    expect((await sendAs(session, '/files/disputes/d', {}, fetchLike)).status).toBe(200);
    expect(shown).toEqual(['Bearer old', 'Bearer new']);
  });

  test('and is refused in the words of the server', async () => {
    const { fetchLike } = server(() => problem(400, 'FILE_KIND'));

    await expect(sendAs(session, '/files/disputes/d', {}, fetchLike)).rejects.toMatchObject({ code: 'FILE_KIND', message: 'No.' });
  });

  test('and nobody answers', async () => {
    const fetchLike = () => Promise.reject(new TypeError('Failed to fetch'));

    await expect(sendAs(session, '/files/disputes/d', {}, fetchLike)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
});
