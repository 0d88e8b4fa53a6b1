import { useApollo, useFeed } from '@afc/client';
import { createContext, type ReactNode, use, useCallback, useEffect, useEffectEvent, useState } from 'react';
import { graphql } from '../gql/index.ts';
import type { FeedKind, PurchaseFeedSubscription } from '../gql/graphql.ts';
import { useNoticeFeed } from './notice-feed.ts';

const PurchaseFeed = graphql(`
  subscription PurchaseFeed($after: String) {
    spendFeed(after: $after) {
      cursor
      kind
      event
      transaction {
        id
        status
        declineSentence
        merchant {
          name
        }
        holder {
          id
        }
        ...PurchaseRow
      }
      card {
        id
        holder {
          id
        }
        ...CardTile
      }
    }
  }
`);

export type LiveItem = PurchaseFeedSubscription['spendFeed'];

type Listen = (listener: (item: LiveItem) => void) => () => void;

const freshMs = 5000;
const ListenOfApp = createContext<Listen | null>(null);
const FreshOfApp = createContext<ReadonlySet<string>>(new Set());

interface LiveProviderProps {
  /** `feedCursor` of the shell's query. */
  after: string | undefined;
  /** Only what belongs to this person is passed on: a manager's feed has the whole team. */
  personId: string;
  children: ReactNode;
}

/** Follows the feed once for the whole app, from the position of the shell's own query. */
export function LiveProvider({ after, personId, children }: LiveProviderProps) {
  const { client } = useApollo();
  const [listeners] = useState(() => new Set<(item: LiveItem) => void>());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const mark = (id: string) => {
    setFresh((marked) => new Set(marked).add(id));
    setTimeout(() => setFresh((marked) => new Set([...marked].filter((each) => each !== id))), freshMs);
  };
  useFeed({
    document: PurchaseFeed,
    itemOf: (sent) => sent.spendFeed,
    after,
    onItem: (item) => {
      if ((item.transaction ?? item.card)?.holder.id !== personId) return;
      if (item.transaction) mark(item.transaction.id);
      for (const listener of [...listeners]) listener(item);
    },
    onGap: () => void client.refetchQueries({ include: 'active' }),
  });
  useNoticeFeed(after, personId);
  const listen = useCallback<Listen>(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [listeners],
  );
  return (
    <ListenOfApp value={listen}>
      <FreshOfApp value={fresh}>{children}</FreshOfApp>
    </ListenOfApp>
  );
}

/** Purchases that just arrived or changed, for a passing mark. */
export const useFresh = (): ReadonlySet<string> => use(FreshOfApp);

/** Hears each change of the holder's cards and purchases. What it names is in the cache already. */
export function useFeedItem(onItem: (item: LiveItem) => void): void {
  const listen = use(ListenOfApp);
  const hear = useEffectEvent(onItem);
  useEffect(() => listen?.((item) => hear(item)), [listen]);
}

/** Reads again after a change: soon after the first, and at most once in `everyMs` while changes keep coming. */
export function useReloadOnFeed(reload: () => Promise<unknown>, kinds: readonly FeedKind[], everyMs = 1500): void {
  const [state] = useState<{ timer?: ReturnType<typeof setTimeout> | undefined; lastMs: number }>({ lastMs: 0 });
  useFeedItem(({ kind }) => {
    if (!kinds.includes(kind) || state.timer !== undefined) return;
    const go = () => {
      state.timer = undefined;
      state.lastMs = Date.now();
      // What fails here is shown by the query itself, which keeps its error.
      reload().catch(() => null);
    };
    state.timer = setTimeout(go, Math.max(120, state.lastMs + everyMs - Date.now()));
  });
  useEffect(
    () => () => {
      clearTimeout(state.timer);
      state.timer = undefined;
    },
    [state],
  );
}
