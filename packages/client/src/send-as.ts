import { refusalIn } from './auth-api.ts';
import { AuthError, unreachable } from './auth-error.ts';

/** The part of a session that a request needs. */
interface Bearer {
  accessToken(): Promise<string | null>;
  refresh(): Promise<string | null>;
}
type Request = Omit<RequestInit, 'headers'> & { headers?: Readonly<Record<string, string>> };

/**
 * A request of a REST route as the person who is signed in. A token may be refused before its time: one new token, one repeat, then the
 * refusal stands. Throws an AuthError with the server's code.
 */
export async function sendAs(session: Bearer, path: string, request: Request, fetchLike: typeof fetch = fetch): Promise<Response> {
  const first = await reach(fetchLike, path, request, await session.accessToken());
  const answer = first.status === 401 ? await reach(fetchLike, path, request, await session.refresh()) : first;
  if (!answer.ok) throw await refusalIn(answer);
  return answer;
}

async function reach(fetchLike: typeof fetch, path: string, request: Request, token: string | null): Promise<Response> {
  const headers = { ...request.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  try {
    return await fetchLike(path, { ...request, headers });
  } catch (cause) {
    // fetch rejects only when no answer came: offline, server away, blocked.
    throw new AuthError(unreachable, cause instanceof Error ? cause.message : String(cause), null, null);
  }
}
