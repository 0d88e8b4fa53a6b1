import { ApolloClient, ApolloLink, gql, InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { type Observer, Observable } from 'rxjs';
import { expect, test } from 'vitest';
import { localeKeeper } from './keep-locale.ts';

type Data = { setMyProfile: { id: string; locale: string } };
type Input = { idempotencyKey: string; locale: string };
const setLocale: TypedDocumentNode<Data, { input: Input }> = gql`
  mutation SetLocale($input: SetMyProfileInput!) {
    setMyProfile(input: $input) {
      id
      locale
    }
  }
`;

/** A server that answers when the test says so. */
function server() {
  const asked: { input: Input; answer: Observer<ApolloLink.Result> }[] = [];
  const link = new ApolloLink(
    ({ variables }) => new Observable((answer) => void asked.push({ input: variables['input'] as Input, answer })),
  );
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  const answer = (index: number) => {
    const { input, answer: to } = asked[index]!;
    to.next({ data: { setMyProfile: { __typename: 'Viewer', id: 'bruno', locale: input.locale } } });
    to.complete();
  };
  return { client, asked, answer, keep: localeKeeper(client, setLocale) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('choices are told one after the other, each under a key of its own', async () => {
  const { asked, answer, keep } = server();
  const [first, second] = [keep('pt-PT'), keep('en')];
  await settled();
  expect(asked.map(({ input }) => input.locale)).toEqual(['pt-PT']);

  answer(0);
  await first;
  await settled();
  answer(1);
  await second;

  expect(asked.map(({ input }) => input.locale)).toEqual(['pt-PT', 'en']);
  expect(new Set(asked.map(({ input }) => input.idempotencyKey)).size).toBe(2);
});

test('without a network nothing is said of it, and the next choice is told', async () => {
  const { asked, answer, keep } = server();
  const first = keep('pt-PT');
  await settled();
  asked[0]!.answer.error(new TypeError('Failed to fetch'));

  await expect(first).resolves.toBeUndefined();

  const second = keep('pt-PT');
  await settled();
  answer(1);
  await second;
  expect(asked).toHaveLength(2);
});

test('a choice reaches the server though everything is asked again meanwhile', async () => {
  const { client, answer, asked, keep } = server();
  const kept = keep('pt-PT');
  await settled();
  await client.resetStore();
  answer(0);

  await kept;
  expect(asked).toHaveLength(1);
});
