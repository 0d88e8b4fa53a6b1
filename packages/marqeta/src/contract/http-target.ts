import { setTimeout as delay } from 'node:timers/promises';
import { basicAuthorization } from '../wire/basic-auth.ts';
import type { Names } from './names.ts';
import type { Answer, Request, Target } from './run.ts';

export interface Access {
  /** With the `/v3` at its end. */
  readonly baseUrl: string;
  readonly applicationToken: string;
  readonly accessToken: string;
}

export interface Pace {
  /** Between two calls: a sandbox is shared and limits its callers (wire-format §1.14). */
  readonly everyMs: number;
  readonly timeoutMs: number;
}

/** A Marqeta that is reached over HTTP, bare: no client of ours may mend what it answers. */
export function httpTarget(kind: Target['kind'], names: Names, access: Access, pace: Pace): Target {
  const { applicationToken: username, accessToken: password } = access;
  const authorizations: Readonly<Record<Request['credentials'], string | null>> = {
    OURS: basicAuthorization({ username, password }),
    WRONG: basicAuthorization({ username, password: `${password}-wrong` }),
    NONE: null,
  };
  async function ask({ method, path, body, credentials }: Request): Promise<Answer> {
    const authorization = authorizations[credentials];
    const answer = await fetch(access.baseUrl.replace(/\/$/, '') + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(authorization === null ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(pace.timeoutMs),
    });
    if (pace.everyMs > 0) await delay(pace.everyMs);
    return { status: answer.status, text: await answer.text() };
  }
  return { kind, names, ask };
}
