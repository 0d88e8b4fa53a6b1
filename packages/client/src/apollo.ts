import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { type DocumentNode, OperationTypeNode } from 'graphql';
import { from, mergeMap, throwError } from 'rxjs';
import { askAgain } from './ask-again.ts';
import { createCache } from './cache.ts';
import type { Connection } from './connection.ts';
import { refusalOf } from './refusal.ts';
import type { Session } from './session.ts';
import { openSocket } from './socket.ts';
import { type StepUpAsked, stepUpOnce } from './step-up.ts';
import { createStore, type Readable } from './store.ts';

export interface Apollo {
  client: ApolloClient;
  /** The session whose token the links carry. */
  session: Session;
  connection: Readable<Connection>;
  /** A command that waits until whoever asked it has shown that it is them; null when none does. */
  stepUp: Readable<StepUpAsked | null>;
  /** After a change of language or of person: drops what the server said before, asks again, and reconnects. */
  startOver(): Promise<void>;
}

export interface ApolloOptions {
  session: Session;
  /** BCP 47; asked at each request, so that a change of language needs no new client. */
  locale: () => string;
  /** Called whenever the live connection stands again after it was broken. */
  onLive?: () => void;
}

export function createApollo({ session, locale, onLive }: ApolloOptions): Apollo {
  const { client: socket, connection } = openSocket({ url: socketUrl(), session, locale });
  const stepUp = createStore<StepUpAsked | null>(null);
  const client = new ApolloClient({
    cache: createCache(),
    link: ApolloLink.split(
      (operation) => operation.operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      ApolloLink.from([
        ...[renewOnce(session), stepUpOnce(stepUp), askAgain()],
        ...[credentials(session, locale), byHash(), new HttpLink({ uri: '/graphql' })],
      ]),
    ),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
  });
  const startOver = async () => {
    socket.terminate();
    await client.resetStore();
  };
  if (onLive) callWhenLiveAgain(connection, onLive);
  dropCacheOfOthers(session, client);
  return { client, session, connection, stepUp, startOver };
}

function credentials(session: Session, locale: () => string): ApolloLink {
  return new SetContextLink(async ({ headers }) => {
    const token = await session.accessToken();
    return {
      headers: {
        ...(headers as Record<string, string> | undefined),
        'accept-language': locale(),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    };
  });
}

/**
 * Sends a document as the hash that its build gave it (trusted documents). A server of another version that does not know it is
 * given the text.
 */
function byHash(): ApolloLink {
  return new PersistedQueryLink({
    generateHash: (document: DocumentNode & { __meta__?: { hash: string } }) => document.__meta__?.hash ?? '',
  });
}

/** A token may be refused before its time (a restart, a revocation): one new token, one repeat, then the refusal stands. */
function renewOnce(session: Session): ApolloLink {
  return new ErrorLink(({ error, operation, forward }) => {
    if (refusalOf(error).code !== 'UNAUTHENTICATED' || operation.getContext()['renewed'] === true) return;
    operation.setContext({ renewed: true });
    return from(session.refresh()).pipe(mergeMap((token) => (token === null ? throwError(() => error) : forward(operation))));
  });
}

function callWhenLiveAgain(connection: Readable<Connection>, onLive: () => void): void {
  let broken = false;
  connection.subscribe(() => {
    const { status } = connection.get();
    if (status === 'live' && broken) onLive();
    if (status !== 'connecting') broken = status !== 'live';
  });
}

/** What one person was shown must not be there for the next. */
function dropCacheOfOthers(session: Session, client: ApolloClient): void {
  let generation: number | null = null;
  session.state.subscribe(() => {
    const state = session.state.get();
    const next = state.status === 'signedIn' ? state.generation : null;
    if (generation !== null && next !== generation) void client.clearStore();
    generation = next;
  });
}

function socketUrl(): string {
  const url = new URL('/graphql', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
