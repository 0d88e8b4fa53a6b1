import { type App, type AuthApi, authApi } from './auth-api.ts';

/** What somebody does who is not in yet: follow a link that was mailed, have one mailed, or go to their company's provider. */
export type Entrance = Pick<AuthApi, 'forgot' | 'reset' | 'invitation' | 'join' | 'company'>;

export function createEntrance(app: App, fetchLike: typeof fetch = (input, init) => fetch(input, init)): Entrance {
  return authApi(app, fetchLike);
}
