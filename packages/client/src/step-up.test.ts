import { ApolloLink, execute, gql } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { firstValueFrom, of, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { AuthError } from './auth-error.ts';
import { refusalOf } from './refusal.ts';
import { type StepUpAsked, stepUpOnce } from './step-up.ts';
import { createStore } from './store.ts';

const refused = new CombinedGraphQLErrors({ errors: [{ message: 'Show it', extensions: { code: 'STEP_UP_REQUIRED' } }] });
const mutation = gql`
  mutation Pay($key: String!) {
    pay(key: $key)
  }
`;

/** A server that wants a proof of which it has heard. */
function server() {
  const asked = createStore<StepUpAsked | null>(null);
  const keys: unknown[] = [];
  let proven = false;
  const link = ApolloLink.from([
    stepUpOnce(asked),
    new ApolloLink(({ variables }) => {
      keys.push(variables['key']);
      return proven ? of({ data: { pay: true } }) : throwError(() => refused);
    }),
  ]);
  const pay = (key: string) => firstValueFrom(execute(link, { query: mutation, variables: { key } }, { client: null as never }));
  return { asked, keys, pay, prove: () => void (proven = true) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('a command waits for the proof and is then sent again as it was', async () => {
  const { asked, keys, pay, prove } = server();
  const paid = pay('one');
  await settled();
  expect(keys).toEqual(['one']);

  prove();
  asked.get()?.proven();

  expect(await paid).toEqual({ data: { pay: true } });
  expect(keys).toEqual(['one', 'one']);
  expect(asked.get()).toBeNull();
});

test('who declines is told the refusal, and the next command asks anew', async () => {
  const { asked, keys, pay } = server();
  const paid = pay('one');
  await settled();
  asked.get()?.declined();

  expect(refusalOf(await paid.catch((error: unknown) => error)).code).toBe('STEP_UP_REQUIRED');
  expect(keys).toEqual(['one']);
  void pay('two').catch(() => null);
  await settled();
  expect(asked.get()).not.toBeNull();
});

test('who cannot be asked is told why, and the next command asks anew', async () => {
  const { asked, keys, pay } = server();
  const paid = pay('one');
  await settled();
  asked.get()?.failed(new AuthError('PAGE_INCOMPLETE', 'The dialog did not come.', null, null));

  expect(refusalOf(await paid.catch((error: unknown) => error)).code).toBe('PAGE_INCOMPLETE');
  expect(keys).toEqual(['one']);
  expect(asked.get()).toBeNull();
  void pay('two').catch(() => null);
  await settled();
  expect(asked.get()).not.toBeNull();
});

test('two that wait ask once, and both go on', async () => {
  const { asked, pay, prove } = server();
  const both = Promise.all([pay('one'), pay('two')]);
  await settled();
  prove();
  asked.get()?.proven();

  expect(await both).toHaveLength(2);
});

test('a proof that the server does not take is not asked for twice', async () => {
  const { asked, keys, pay } = server();
  const paid = pay('one');
  await settled();
  asked.get()?.proven();

  expect(refusalOf(await paid.catch((error: unknown) => error)).code).toBe('STEP_UP_REQUIRED');
  expect(keys).toEqual(['one', 'one']);
});
