import { type App, type AuthApi, authApi } from './auth-api.ts';

/** What somebody does who is not in yet: follow a link that was mailed, or have one mailed. */
export type Entrance = Pick<AuthApi, 'forgot' | 'reset' | 'invitation' | 'join'>;

export function createEntrance(app: App, fetchLike: typeof fetch = (input, init) => fetch(input, init)): Entrance {
  return authApi(app, fetchLike);
}
