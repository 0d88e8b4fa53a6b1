import { EmptyState, formatDateTime, ListSkeleton, PageHeader, Panel, useNow, useSurroundings } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Chip, Group, Select, TextInput } from '@mantine/core';
import { IconReceiptOff, IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { useHolder } from '../../lib/holder.tsx';
import { useFresh, useReloadOnFeed } from '../../lib/live.tsx';
import { type PurchaseSearch, purchaseStates, statusesOf } from '../../lib/purchase-search.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { purchaseStateWords, useWords } from '../../lib/words.ts';
import { byDay, dayName } from './parts/days.ts';
import { PurchaseRow } from './parts/purchase-row.tsx';
import classes from './purchases-screen.module.css';

const PurchasesQuery = graphql(`
  query Purchases($first: Int!, $after: String, $filter: TransactionFilter!) {
    transactions(first: $first, after: $after, filter: $filter) {
      edges {
        cursor
        node {
          id
          transactedAt
          ...PurchaseRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const MyCardsQuery = graphql(`
  query MyCards($holderId: ID!) {
    cards(first: 50, filter: { holderId: $holderId }) {
      edges {
        node {
          id
          name
          lastFour
        }
      }
    }
  }
`);

const PAGE = 40;
const route = getRouteApi('/transactions');

/** All my purchases by day; the filters live in the address. */
export default function PurchasesScreen() {
  const { t } = useLingui();
  const search = route.useSearch();
  const { personId } = useHolder();
  const { data, error, refetch, fetchMore, loading } = useQuery(PurchasesQuery, {
    variables: { first: PAGE, filter: filterOf(personId, search) },
    fetchPolicy: 'cache-and-network',
    notifyOnNetworkStatusChange: true,
  });
  useReloadOnFeed(refetch, ['TRANSACTION']);
  const nodes = data?.transactions.edges.map(({ node }) => node) ?? [];
  const next = data?.transactions.pageInfo;
  const more = () =>
    next?.hasNextPage && next.endCursor != null && !loading ? void fetchMore({ variables: { after: next.endCursor } }) : undefined;
  return (
    <>
      <PageHeader title={t`Purchases`} />
      <Filters />
      {error && !data ? (
        <QueryError error={error} onRetry={refetch} />
      ) : !data ? (
        <ListSkeleton label={t`Loading your purchases`} rows={10} />
      ) : nodes.length === 0 ? (
        <Nothing filtered={Object.keys(search).length > 0} />
      ) : (
        <>
          <Days nodes={nodes} />
          {next?.hasNextPage && <End onSeen={more} busy={loading} />}
        </>
      )}
    </>
  );
}

function filterOf(holderId: string, { q, state, card }: PurchaseSearch) {
  return {
    holderId,
    ...(q === undefined ? {} : { search: q }),
    ...(state === undefined ? {} : { status: statusesOf(state) }),
    ...(card === undefined ? {} : { cardId: card }),
  };
}

function Filters() {
  const { t } = useLingui();
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { personId } = useHolder();
  const { data } = useQuery(MyCardsQuery, { variables: { holderId: personId } });
  const [typed, setTyped] = useState(search.q ?? '');
  const change = (part: Partial<Record<keyof PurchaseSearch, string | undefined>>) =>
    void navigate({ search: (before) => cleared({ ...before, ...part }), replace: true });
  const settle = useEffectEvent((q: string) => {
    if (q.trim() !== (search.q ?? '')) change({ q: q.trim() === '' ? undefined : q.trim() });
  });
  useEffect(() => {
    const timer = setTimeout(() => settle(typed), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const cards =
    data?.cards.edges.map(({ node }) => ({ value: node.id, label: node.lastFour ? `${node.name} ••${node.lastFour}` : node.name })) ?? [];
  return (
    <div className={classes.filters}>
      <Group gap="xs" grow preventGrowOverflow={false}>
        <TextInput
          aria-label={t`Search merchants`}
          placeholder={t`Search merchants`}
          type="search"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {cards.length > 1 && (
          <Select
            aria-label={t`Card`}
            placeholder={t`All cards`}
            clearable
            data={cards}
            value={search.card ?? null}
            onChange={(card) => change({ card: card ?? undefined })}
          />
        )}
      </Group>
      <Group gap={6} role="group" aria-label={t`State`}>
        {purchaseStates.map((state) => (
          <Chip key={state} size="xs" checked={search.state === state} onChange={(on) => change({ state: on ? state : undefined })}>
            {words(purchaseStateWords[state])}
          </Chip>
        ))}
      </Group>
    </div>
  );
}

/** Without the filters that are off, so that the address stays short. */
function cleared(search: Partial<Record<keyof PurchaseSearch, string | undefined>>): PurchaseSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as PurchaseSearch;
}

type Node = { id: string; transactedAt: string } & Parameters<typeof PurchaseRow>[0]['purchase'];

function Days({ nodes }: { nodes: readonly Node[] }) {
  const { t } = useLingui();
  const { locale, timeZone } = useSurroundings();
  const now = useNow();
  const fresh = useFresh();
  const names = { today: t`Today`, yesterday: t`Yesterday` };
  return byDay(nodes, timeZone).map(({ day, items }) => {
    const name = dayName(day, now, timeZone);
    const first = items[0];
    return (
      <section key={day} className={classes.day}>
        <h2 className={classes.heading}>
          {name === 'date' ? first && formatDateTime(new Date(first.transactedAt), locale, timeZone, 'day') : names[name]}
        </h2>
        <Panel flush>
          <ul className={classes.list}>
            {items.map((purchase) => (
              <PurchaseRow key={purchase.id} purchase={purchase} fresh={fresh.has(purchase.id)} />
            ))}
          </ul>
        </Panel>
      </section>
    );
  });
}

/** The end of the list loads the next page when it comes near; the button is for who does not scroll. */
function End({ onSeen, busy }: { onSeen: () => void; busy: boolean }) {
  const mark = useRef<HTMLDivElement>(null);
  const seen = useEffectEvent(onSeen);
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && seen(), { rootMargin: '600px' });
    if (mark.current) watcher.observe(mark.current);
    return () => watcher.disconnect();
  }, []);
  return (
    <div ref={mark} className={classes.end}>
      <Button variant="default" loading={busy} onClick={onSeen}>
        <Trans>Show older</Trans>
      </Button>
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useLingui();
  return filtered ? (
    <EmptyState icon={IconReceiptOff} title={t`Nothing fits`}>
      <Trans>No purchase of yours fits these filters. Take one away.</Trans>
    </EmptyState>
  ) : (
    <EmptyState icon={IconReceiptOff} title={t`Nothing bought yet`}>
      <Trans>Your purchases appear here the moment they are made.</Trans>
    </EmptyState>
  );
}
