import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import type { TypedDocumentString } from './gql/graphql.ts';

export interface Access {
  /** Where the product is, e.g. https://cards.example.com */
  url: string;
  /** An API key: `afc_…` */
  key: string;
}

/** What the API refused, with the code that a program switches on and the trace id that an operator finds it by. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: string;
  readonly traceId: string | null;

  constructor(message: string, code: string, traceId: string | null) {
    super(message);
    this.code = code;
    this.traceId = traceId;
  }
}

interface Answer<Data> {
  data?: Data | null;
  errors?: readonly { message: string; extensions?: { code?: string; traceId?: string } }[];
}

/** One query or mutation. Waits when the API says that this was too often. @throws RefusedError */
export async function request<Data, Variables>(
  { url, key }: Access,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Data>;
  if (response.status === 429) {
    await sleep(1_000 * Number(response.headers.get('retry-after') ?? 1));
    return request({ url, key }, document, variables);
  }
  const [error] = errors ?? [];
  if (error !== undefined || data == null)
    throw new RefusedError(error?.message ?? 'no data', error?.extensions?.code ?? 'UNKNOWN', error?.extensions?.traceId ?? null);
  return data;
}

const WAIT_MS = 1_000;

/**
 * A subscription for as long as you listen. When the connection breaks it is opened again from the last cursor, so that nothing is missed and
 * nothing comes twice. @throws RefusedError when the key is not good any more
 */
export async function* follow<Data, Item extends { cursor: string }>(
  { url, key }: Access,
  document: TypedDocumentString<Data, { after?: string | null }>,
  itemOf: (data: Data) => Item,
  after: string | null = null,
): AsyncGenerator<Item> {
  const address = new URL('/graphql', url.replace(/^http/, 'ws')).href;
  for (let last = after; ; await sleep(WAIT_MS)) {
    const socket = createClient({ url: address, connectionParams: { accessToken: key }, retryAttempts: 0 });
    try {
      for await (const { data, errors } of socket.iterate<Data>({ query: document.toString(), variables: { after: last } })) {
        if (errors !== undefined || data == null) throw new RefusedError(errors?.[0]?.message ?? 'no data', 'UNKNOWN', null);
        const item = itemOf(data);
        last = item.cursor;
        yield item;
      }
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      if (isUnauthorized(error)) throw new RefusedError('The key is not good, or not any more.', 'UNAUTHENTICATED', null);
    } finally {
      await socket.dispose();
    }
  }
}

/** 4401 and 4403 are how the API closes a socket whose key it does not accept. */
function isUnauthorized(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && (error.code === 4401 || error.code === 4403);
}
