import { ReadingByAppError } from './access.errors.ts';
import type { Viewer } from './viewer.ts';

type Authenticate = (token: string, ip: string) => Promise<Viewer | null>;

/** For routes that give files: an operator who reads a company is given none. @throws ReadingByAppError */
export function notWhileReading(authenticate: Authenticate): Authenticate {
  return async (token, ip) => {
    const viewer = await authenticate(token, ip);
    if (viewer?.role === 'READER') throw new ReadingByAppError();
    return viewer;
  };
}
