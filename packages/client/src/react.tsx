import type { TypedDocumentNode } from '@apollo/client';
import { ApolloProvider, useApolloClient } from '@apollo/client/react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { map, mergeMap } from 'rxjs';
import type { Apollo } from './apollo.ts';
import type { ConnectionStatus } from './connection.ts';
import { dataOf, followFeed } from './follow-feed.ts';
import type { Session, SessionState } from './session.ts';
import type { StepUpAsked } from './step-up.ts';
import type { Readable } from './store.ts';

const ApolloOfApp = createContext<Apollo | null>(null);

/** Gives Apollo, the session and the live connection to all below. */
export function ClientProvider({ apollo, children }: { apollo: Apollo; children: ReactNode }) {
  return (
    <ApolloOfApp value={apollo}>
      <ApolloProvider client={apollo.client}>{children}</ApolloProvider>
    </ApolloOfApp>
  );
}

export function useApollo(): Apollo {
  const apollo = useContext(ApolloOfApp);
  if (apollo === null) throw new Error('useApollo needs a ClientProvider above it.');
  return apollo;
}

/** The current value of a store, drawn again when it changes. */
export function useReadable<Value>(readable: Readable<Value>): Value {
  const subscribe = useCallback((listener: () => void) => readable.subscribe(listener), [readable]);
  return useSyncExternalStore(subscribe, () => readable.get());
}

export function useSession(): Session {
  return useApollo().session;
}

export function useSessionState(): SessionState {
  return useReadable(useSession().state);
}

/** A command that waits for a fresh proof: draw a dialog while there is one. */
export function useStepUp(): StepUpAsked | null {
  return useReadable(useApollo().stepUp);
}

/** How the live connection stands: draw a banner when it is `lost`. */
export function useConnectionStatus(): ConnectionStatus {
  return useReadable(useApollo().connection).status;
}

export interface FeedOptions<Data, Item extends { cursor: string }> {
  document: TypedDocumentNode<Data, { after?: string | null }>;
  /** The root field of the subscription: `spendFeed`, `notificationReceived`, … */
  itemOf: (data: Data) => Item;
  /** `feedCursor` of the query that drew the screen; undefined while that query is on its way, and nothing is subscribed until then. */
  after: string | undefined;
  onItem: (item: Item) => void;
  /** Something may have been missed: read the screen's data again. */
  onGap: () => void;
}

/**
 * Follows a live feed from the position of the screen's own query, without gap or repeat, over every reconnect.
 * What an item carries is in Apollo's cache before `onItem` hears of it. Mount it once, in the shell.
 */
export function useFeed<Data, Item extends { cursor: string }>(options: FeedOptions<Data, Item>): void {
  const client = useApolloClient();
  const { session } = useApollo();
  const { document, after } = options;
  const itemOf = useEffectEvent(options.itemOf);
  const onItem = useEffectEvent(options.onItem);
  const onGap = useEffectEvent(options.onGap);
  const ready = after !== undefined;
  const start = useEffectEvent(() => after ?? null);
  useEffect(() => {
    if (!ready) return;
    const following = followFeed<Item>({
      open: (cursor) =>
        client.subscribe({ query: document, variables: { after: cursor }, context: { queryDeduplication: false } }).pipe(
          mergeMap((result) => dataOf<Data>(result)),
          map((data) => itemOf(data)),
        ),
      after: start(),
      onGap,
      onUnauthenticated: () => session.refresh(),
    }).subscribe({ next: onItem, error: onGap });
    return () => following.unsubscribe();
    // The first cursor starts the feed; from then on the feed keeps its own.
  }, [client, document, ready, session]);
}
