import { newIdempotencyKey, type Refusal, refusalOf } from '@afc/client';
import type { TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useRef, useState } from 'react';

type Keyed = { idempotencyKey: string };
/** A mutation's input but for the key, which belongs to the command. */
type Wish<Variables extends { input: Keyed }> = Omit<Variables['input'], 'idempotencyKey'>;

export interface Command<Data, Input> {
  /** Answers null when it was refused; the refusal is then in `refusal`. */
  run: (input: Input) => Promise<Data | null>;
  busy: boolean;
  refusal: Refusal | null;
  /** Forgets the refusal and the key: the next run is a new intention. */
  reset: () => void;
}

export interface CommandOptions<Data> {
  /** What the answer will surely be, drawn before it comes. */
  optimistic?: () => Data;
  /** Names of the queries whose lists the command changes. */
  refetch?: readonly string[];
}

/**
 * One mutation with one `input`. The idempotency key belongs to the intention: the same input sent again, after a lost answer or by a
 * second click, carries the same key; another input, or the next intention after a success, a new one.
 */
export function useCommand<Data, Variables extends { input: Keyed }>(
  document: TypedDocumentNode<Data, Variables>,
  { optimistic, refetch = [] }: CommandOptions<Data> = {},
): Command<Data, Wish<Variables>> {
  const client = useApolloClient();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const intention = useRef<{ of: string; key: string } | null>(null);

  const run = async (input: Wish<Variables>): Promise<Data | null> => {
    const of = JSON.stringify(input);
    if (intention.current?.of !== of) intention.current = { of, key: newIdempotencyKey() };
    setBusy(true);
    setRefusal(null);
    try {
      const { data } = await client.mutate<Data>({
        mutation: document,
        variables: { input: { ...input, idempotencyKey: intention.current.key } },
        refetchQueries: [...refetch],
        ...(optimistic ? { optimisticResponse: optimistic() } : {}),
      });
      intention.current = null;
      return data ?? null;
    } catch (error) {
      setRefusal(refusalOf(error));
      return null;
    } finally {
      setBusy(false);
    }
  };

  const reset = () => {
    intention.current = null;
    setRefusal(null);
  };
  return { run, busy, refusal, reset };
}
