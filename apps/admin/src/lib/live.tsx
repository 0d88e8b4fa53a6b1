import { useApollo, useFeed } from '@afc/client';
import { useQuery } from '@apollo/client/react';
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useMemo } from 'react';
import { graphql } from '../gql/index.ts';
import { useNotificationFeed } from './notification-feed.ts';
import { useViewer } from './viewer.tsx';
import type { FeedKind, SpendFeedSubscription } from '../gql/graphql.ts';

const SpendFeed = graphql(`
  subscription SpendFeed($after: String) {
    spendFeed(after: $after) {
      cursor
      kind
      event
      at
      transaction {
        id
        status
        ...TransactionRow
      }
      card {
        id
        ...CardRow
      }
    }
  }
`);

export type LiveItem = SpendFeedSubscription['spendFeed'];

interface Live {
  listen(listener: (item: LiveItem) => void): () => void;
}

const LiveOfApp = createContext<Live | null>(null);

const FeedCursorQuery = graphql(`
  query FeedCursor {
    feedCursor
  }
`);

/**
 * Follows the company's feed once for the whole app. Screens are drawn only when its position is known: what they read is then younger than
 * that, so that nothing falls between the two. An operator has no feed.
 */
export function LiveProvider({ waiting, children }: { waiting: ReactNode; children: ReactNode }) {
  const { client } = useApollo();
  const { company } = useViewer();
  const { data, previousData, error } = useQuery(FeedCursorQuery, { skip: company === null, fetchPolicy: 'no-cache' });
  const after = (data ?? previousData)?.feedCursor;
  const listeners = useMemo(() => new Set<(item: LiveItem) => void>(), []);
  useFeed({
    document: SpendFeed,
    itemOf: (sent) => sent.spendFeed,
    after,
    onItem: (item) => {
      for (const listener of [...listeners]) listener(item);
    },
    onGap: () => void client.refetchQueries({ include: 'active' }),
  });
  useNotificationFeed(after);
  const live = useMemo<Live>(
    () => ({
      listen: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }),
    [listeners],
  );
  const ready = company === null || after !== undefined || error !== undefined;
  return ready ? <LiveOfApp value={live}>{children}</LiveOfApp> : waiting;
}

/** Hears each change of the company as it happens. What it names is in the cache already. */
export function useFeedItem(onItem: (item: LiveItem) => void): void {
  const live = useContext(LiveOfApp);
  const hear = useEffectEvent(onItem);
  useEffect(() => live?.listen((item) => hear(item)), [live]);
}

/** Reads again after a change, soon after the first and at most once in `everyMs` while changes keep coming. */
export function useReloadOnFeed(reload: () => Promise<unknown>, kinds: readonly FeedKind[], everyMs = 1500): void {
  const run = useEffectEvent(reload);
  const live = useContext(LiveOfApp);
  const wanted = kinds.join();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastMs = 0;
    const later = () => {
      if (timer !== undefined) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          lastMs = Date.now();
          // What fails here is shown by the query itself, which keeps its error.
          run().catch(() => null);
        },
        Math.max(150, lastMs + everyMs - Date.now()),
      );
    };
    const stop = live?.listen(({ kind }) => {
      if (wanted.split(',').includes(kind)) later();
    });
    return () => {
      clearTimeout(timer);
      stop?.();
    };
  }, [live, wanted, everyMs]);
}
