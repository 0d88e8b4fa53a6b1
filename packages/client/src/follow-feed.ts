import {
  catchError,
  concat,
  defer,
  EMPTY,
  filter,
  fromEvent,
  ignoreElements,
  map,
  type Observable,
  of,
  race,
  repeat,
  retry,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { backoffMs } from './backoff.ts';
import { unreachable } from './auth-error.ts';
import { type Refusal, refusalOf } from './refusal.ts';

export interface FeedOptions<Item extends { cursor: string }> {
  /** One subscription from a cursor on; null means from now on. Errors when it breaks. */
  open: (after: string | null) => Observable<Item>;
  after: string | null;
  /** The server no longer knows the cursor: what lies between is not coming, so read the screen's data again. */
  onGap: () => void;
  /** The server does not know who we are: get a new token before the next try. */
  onUnauthenticated: () => Promise<unknown>;
  /** When to try again; emits once. Tests pass their own. */
  wait?: (attempt: number) => Observable<unknown>;
}

/**
 * The live feed for as long as somebody listens. A broken connection is opened again from the last cursor seen, so that nothing is missed
 * and nothing comes twice. It ends only when the server says that this viewer has no feed.
 */
export function followFeed<Item extends { cursor: string }>(options: FeedOptions<Item>): Observable<Item> {
  const wait = options.wait ?? waitToReconnect;
  return defer(() => {
    let after = options.after;
    let attempt = 0;
    const broken = (error: unknown): Observable<unknown> => {
      const refusal = refusalOf(error);
      const next = afterBreak(refusal, after);
      if (next === 'stop') return throwError(() => error);
      if (next === 'fromNow') {
        after = null;
        options.onGap();
      }
      const again = defer(() => wait(attempt++));
      // A token that cannot be had now is asked for again at the next try.
      const renewed = defer(options.onUnauthenticated).pipe(
        ignoreElements(),
        catchError(() => EMPTY),
      );
      return next === 'newToken' ? concat(renewed, again) : again;
    };
    return defer(() => options.open(after)).pipe(
      tap((item) => {
        after = item.cursor;
        attempt = 0;
      }),
      repeat({ delay: () => wait(attempt++) }),
      retry({ delay: broken }),
    );
  });
}

type NextTry = 'again' | 'newToken' | 'fromNow' | 'stop';

/** Pure: what a break means for the next try. */
function afterBreak(refusal: Refusal, after: string | null): NextTry {
  switch (refusal.code) {
    case 'FORBIDDEN':
      return 'stop';
    case 'UNAUTHENTICATED':
      return 'newToken';
    case unreachable:
    case 'INTERNAL':
    case 'INTERNAL_SERVER_ERROR':
    case 'UNAVAILABLE':
    case 'OVERLOADED':
    case 'RATE_LIMITED':
      return 'again';
    default:
      // It has something against what we sent, and all we sent is the cursor. From now on there is none.
      return after === null ? 'again' : 'fromNow';
  }
}

/** After a growing, spread delay, or at once when the browser is back on the network or the tab is looked at again. */
function waitToReconnect(attempt: number): Observable<unknown> {
  const seen = fromEvent(document, 'visibilitychange').pipe(filter(() => document.visibilityState === 'visible'));
  return race(timer(backoffMs(attempt)), fromEvent(window, 'online'), seen).pipe(
    take(1),
    map(() => null),
  );
}

/** The data of one of a subscription's results; a refusal in a result is an error of the stream. */
export function dataOf<Data>(result: { data?: Data | undefined; error?: unknown }): Observable<Data> {
  if (result.error !== undefined) return throwError(() => result.error);
  return result.data === undefined ? throwError(() => new Error('The feed sent nothing.')) : of(result.data);
}
