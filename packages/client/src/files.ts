import { refusalIn } from './auth-api.ts';
import { AuthError, unreachable } from './auth-error.ts';
import { useSession } from './react.tsx';
import type { Session } from './session.ts';

export interface Files {
  /** Sends a file as it is. Throws an AuthError with the server's code. */
  upload(path: string, file: File): Promise<void>;
  /** Fetches a file and has the browser keep it under its name. */
  save(path: string, name: string): Promise<void>;
}

/** Files of the API, asked for as the person who is signed in. */
export function useFiles(): Files {
  const session = useSession();
  return {
    async upload(path, file) {
      const type = file.type === '' ? 'application/octet-stream' : file.type;
      await send(session, `${path}?name=${encodeURIComponent(file.name)}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: file,
      });
    },
    async save(path, name) {
      const answer = await send(session, path, {});
      const url = URL.createObjectURL(await answer.blob());
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      URL.revokeObjectURL(url);
    },
  };
}

/** A token may be refused before its time: one new token, one repeat, then the refusal stands. */
async function send(session: Session, path: string, init: RequestInit): Promise<Response> {
  const first = await reach(path, init, await session.accessToken());
  const answer = first.status === 401 ? await reach(path, init, await session.refresh()) : first;
  if (!answer.ok) throw await refusalIn(answer);
  return answer;
}

async function reach(path: string, init: RequestInit, token: string | null): Promise<Response> {
  const headers = {
    ...(init.headers as Record<string, string> | undefined),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  try {
    return await fetch(path, { ...init, headers });
  } catch (cause) {
    // fetch rejects only when no answer came: offline, server away, blocked.
    throw new AuthError(unreachable, cause instanceof Error ? cause.message : String(cause), null, null);
  }
}
