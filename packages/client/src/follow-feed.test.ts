import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { concat, from, NEVER, type Observable, of, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { followFeed } from './follow-feed.ts';

type Item = { cursor: string };
const socketClosed = () => throwError(() => new Error('Socket closed with event 1006 '));
const refusedWith = (code: string) => throwError(() => new CombinedGraphQLErrors({ errors: [{ message: code, extensions: { code } }] }));
const items = (...cursors: string[]): Observable<Item> => from(cursors.map((cursor) => ({ cursor })));

/** Follows a server that answers each subscription with the next of `answers`, the last one open for ever. */
function follow(after: string | null, ...answers: Observable<Item>[]) {
  const heard: string[] = [];
  const askedFrom: (string | null)[] = [];
  const waits: number[] = [];
  let gaps = 0;
  let tokens = 0;
  let failed: unknown = null;
  followFeed<Item>({
    after,
    open: (cursor) => {
      askedFrom.push(cursor);
      return answers.shift() ?? NEVER;
    },
    onGap: () => void gaps++,
    onUnauthenticated: async () => void tokens++,
    wait: (attempt) => {
      waits.push(attempt);
      return of(null);
    },
  }).subscribe({ next: ({ cursor }) => heard.push(cursor), error: (error: unknown) => (failed = error) });
  return { heard, askedFrom, waits, gaps: () => gaps, tokens: () => tokens, failed: () => failed };
}

test('a broken connection resumes from the last cursor seen', () => {
  const feed = follow('5', concat(items('6', '7'), socketClosed()), concat(items('8'), socketClosed()));

  expect(feed.heard).toEqual(['6', '7', '8']);
  expect(feed.askedFrom).toEqual(['5', '7', '8']);
  expect(feed.gaps()).toBe(0);
});

test.each(['OVERLOADED', 'INTERNAL'])('a server that answers %s is asked again later, from the same cursor', (code) => {
  const feed = follow('5', refusedWith(code));

  expect([feed.askedFrom, feed.waits, feed.gaps()]).toEqual([['5', '5'], [0], 0]);
});

test('a server that closes the feed in peace is asked again', () => {
  const feed = follow('5', items('6'));

  expect(feed.askedFrom).toEqual(['5', '6']);
});

test('the wait grows with each failure in a row and starts anew once something was heard', () => {
  const feed = follow('5', socketClosed(), socketClosed(), concat(items('6'), socketClosed()));

  expect(feed.waits).toEqual([0, 1, 0]);
});

test('a cursor the server no longer knows is dropped, and the screen told to read again', () => {
  const feed = follow('5', refusedWith('FEED_CURSOR_UNKNOWN'));

  expect(feed.askedFrom).toEqual(['5', null]);
  expect(feed.gaps()).toBe(1);
});

test('an expired token is renewed before the next try, from the same cursor', async () => {
  const feed = follow('5', refusedWith('UNAUTHENTICATED'));
  await Promise.resolve();
  await Promise.resolve();

  expect(feed.tokens()).toBe(1);
  expect(feed.askedFrom).toEqual(['5', '5']);
});

test('a viewer who has no feed is not asked for again', () => {
  const feed = follow('5', refusedWith('FORBIDDEN'));

  expect(feed.askedFrom).toEqual(['5']);
  expect(feed.failed()).not.toBeNull();
});
