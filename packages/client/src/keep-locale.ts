import type { ApolloClient, TypedDocumentNode } from '@apollo/client';
import { newIdempotencyKey } from './idempotency-key.ts';

type Variables = { input: { idempotencyKey: string; locale: string } };

/**
 * Tells the server a person's choice of a language, so that mails come in it. One choice after the other, so that the last is what
 * stays. A choice that does not arrive is lost in silence: the app speaks the language already, and the next choice tells it again.
 */
export function localeKeeper<Data>(client: Pick<ApolloClient, 'mutate'>, document: TypedDocumentNode<Data, Variables>) {
  let before: Promise<unknown> = Promise.resolve();
  return (locale: string): Promise<void> => {
    const kept = before.then(() =>
      client.mutate<Data, Variables>({ mutation: document, variables: { input: { idempotencyKey: newIdempotencyKey(), locale } } }),
    );
    before = kept.catch(() => null);
    return before.then(() => undefined);
  };
}
