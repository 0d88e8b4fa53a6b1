import { ApolloClient, ApolloLink, execute, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { ServerError } from '@apollo/client/errors';
import { firstValueFrom, type Observable, of, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { askAgain } from './ask-again.ts';
import { AuthError } from './auth-error.ts';

const QUERY = gql`
  query Company {
    company {
      name
    }
  }
`;
const COMMAND = gql`
  mutation Freeze($input: FreezeInput!) {
    freezeCard(input: $input) {
      id
    }
  }
`;
const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.empty() });
const KEYED = { input: { idempotencyKey: 'one', cardId: 'c' } };
const answered = { data: { company: { name: 'Harborline' } } };

const refused = (code: string) => of({ data: null, errors: [{ message: code, extensions: { code } }] });
/** As the API refuses at the door, which Apollo's link reads as an answer of GraphQL. */
const atDoor = (code: string, retryAfter: string) => (operation: ApolloLink.Operation) =>
  new HttpLink({
    uri: 'https://api.test/graphql',
    fetch: () =>
      Promise.resolve(
        new Response(JSON.stringify({ errors: [{ message: code, extensions: { code } }] }), {
          status: 503,
          headers: { 'content-type': 'application/graphql-response+json', 'retry-after': retryAfter },
        }),
      ),
  }).request(operation, () => of());
/** As something in front of it does. */
const before = (retryAfter: string) => () => {
  const response = new Response(null, { status: 503, headers: { 'retry-after': retryAfter } });
  const bodyText = JSON.stringify({ errors: [{ message: 'Later.', extensions: { code: 'OVERLOADED' } }] });
  return throwError(() => new ServerError('Received status code 503', { response, bodyText }));
};

/** A server that answers so, one after the other and the last for ever, and the pauses that were made before it was asked again. */
function server(...answers: readonly ((operation: ApolloLink.Operation) => Observable<ApolloLink.Result>)[]) {
  const pauses: number[] = [];
  let nowMs = 0;
  let asked = 0;
  const link = ApolloLink.from([
    askAgain({
      now: () => nowMs,
      wait(ms) {
        pauses.push(ms);
        nowMs += ms;
        return of(null);
      },
    }),
    new ApolloLink((operation) => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      return answer?.(operation) ?? of({});
    }),
  ]);
  return {
    pauses,
    asked: () => asked,
    pass: (ms: number) => void (nowMs += ms),
    ask: (query = QUERY, variables = {}) => firstValueFrom(execute(link, { query, variables }, { client })),
  };
}

describe('what passes by itself', () => {
  test.each<[string, (operation: ApolloLink.Operation) => Observable<ApolloLink.Result>]>([
    ['in an answer of GraphQL, as OVERLOADED', () => refused('OVERLOADED')],
    ['in an answer of GraphQL, as UNAVAILABLE', () => refused('UNAVAILABLE')],
    ['at the door', atDoor('UNAVAILABLE', '1')],
    ['before the door', before('1')],
    ['while the token is renewed', () => throwError(() => new AuthError('UNAVAILABLE', 'Later.', 503, null))],
  ])('is asked again when it is refused %s', async (_where, refusal) => {
    const { ask, asked } = server(refusal, refusal, () => of(answered));

    expect(await ask()).toEqual(answered);
    expect(asked()).toBe(3);
  });

  test('is asked three times again, later each time, and then the refusal stands', async () => {
    const { ask, pauses } = server(() => refused('OVERLOADED'));

    const answer = await ask();

    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'OVERLOADED' });
    expect(pauses).toHaveLength(3);
    for (const [repeat, longest] of [500, 1_000, 2_000].entries()) {
      expect(pauses[repeat]).toBeGreaterThanOrEqual(longest / 2);
      expect(pauses[repeat]).toBeLessThanOrEqual(longest);
    }
  });

  test.each([
    ['at the door', atDoor('OVERLOADED', '2')],
    ['before it', before('2')],
  ])('is asked no earlier than is said %s', async (_where, refusal) => {
    const { ask, pauses } = server(refusal, () => of(answered));

    await ask();

    expect(pauses[0]).toBeGreaterThan(2_000);
  });

  test('is left when that would be too late', async () => {
    const { ask, asked } = server(atDoor('UNAVAILABLE', '60'));

    const answer = await ask();

    expect([answer.errors?.[0]?.extensions, asked()]).toEqual([{ code: 'UNAVAILABLE' }, 1]);
  });

  test('is left when the server took too long to say so', async () => {
    const slow = server(() => {
      slow.pass(9_900);
      return refused('OVERLOADED');
    });

    await slow.ask();

    expect(slow.asked()).toBe(1);
  });
});

describe('a command', () => {
  test('is sent again by its key', async () => {
    const { ask, asked } = server(
      () => refused('UNAVAILABLE'),
      () => of({ data: {} }),
    );

    await ask(COMMAND, KEYED);

    expect(asked()).toBe(2);
  });

  test('without a key is never sent again', async () => {
    const { ask, asked } = server(() => refused('UNAVAILABLE'));

    await ask(COMMAND, { input: { cardId: 'c' } });

    expect(asked()).toBe(1);
  });
});

test.each(['INTERNAL', 'FORBIDDEN', 'RATE_LIMITED'])('what is refused as %s is not asked again', async (code) => {
  const { ask, asked } = server(() => refused(code));

  await ask();

  expect(asked()).toBe(1);
});
