import { EmptyState, Link, ListSkeleton, RelativeTime } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Text } from '@mantine/core';
import { IconBellZ } from '@tabler/icons-react';
import type { NotificationRowFragment } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { inApp } from '../../lib/urls.ts';
import { useViewer } from '../../lib/viewer.tsx';
import classes from './inbox.module.css';
import { useMarkRead } from './mark-read.ts';

const NotificationRow = graphql(`
  fragment NotificationRow on Notification {
    id
    kind
    title
    body
    href
    readAt
    createdAt
  }
`);

const InboxQuery = graphql(`
  query Inbox($first: Int!, $after: String) {
    notifications(first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          ...NotificationRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** What the viewer was told, newest first; `onFollow` is called when one leads somewhere. */
export default function Inbox({ first, onFollow, paged = false }: { first: number; onFollow?: () => void; paged?: boolean }) {
  const { t } = useLingui();
  const { unreadNotifications } = useViewer();
  const { data, error, refetch, fetchMore } = useQuery(InboxQuery, { variables: { first }, fetchPolicy: 'cache-and-network' });
  const mark = useMarkRead();

  if (!data && !error) return <ListSkeleton label={t`Loading notifications`} rows={5} />;
  if (!data) return <QueryError error={error} onRetry={refetch} />;
  const rows = readFragment(
    NotificationRow,
    data.notifications.edges.map(({ node }) => node),
  );
  if (rows.length === 0) {
    return (
      <EmptyState icon={IconBellZ} title={t`Nothing to tell yet`}>
        <Trans>Declines, cards that need you and changes of controls are told here.</Trans>
      </EmptyState>
    );
  }
  const { hasNextPage, endCursor } = data.notifications.pageInfo;
  return (
    <>
      <Group justify="space-between" className={classes.head}>
        <Text fw={600} size="sm">
          <Trans>Notifications</Trans>
        </Text>
        <Button size="compact-xs" variant="subtle" disabled={unreadNotifications === 0} loading={mark.busy} onClick={() => void mark.all()}>
          <Trans>Mark all as read</Trans>
        </Button>
      </Group>
      <ul className={classes.list}>
        {(paged ? rows : rows.slice(0, first)).map((row) => (
          <Row
            key={row.id}
            row={row}
            onFollow={() => {
              if (row.readAt == null) void mark.one(row.id);
              onFollow?.();
            }}
          />
        ))}
      </ul>
      {paged && hasNextPage && (
        <Group justify="center" p="md">
          <Button variant="default" onClick={() => void fetchMore({ variables: { after: endCursor ?? null } })}>
            <Trans>Show older</Trans>
          </Button>
        </Group>
      )}
    </>
  );
}

function Row({ row, onFollow }: { row: NotificationRowFragment; onFollow: () => void }) {
  const { t } = useLingui();
  const href = row.href == null ? null : inApp(row.href);
  const content = (
    <>
      <span
        className={classes.dot}
        data-unread={row.readAt == null || undefined}
        role="img"
        aria-label={row.readAt == null ? t`Unread` : t`Read`}
      />
      <span className={classes.words}>
        <span className={classes.title}>{row.title}</span>
        <span className={classes.body}>{row.body}</span>
      </span>
      <span className={classes.when}>
        <RelativeTime at={row.createdAt} length="narrow" />
      </span>
    </>
  );
  return (
    <li>
      {href === null ? (
        <div className={classes.row}>{content}</div>
      ) : (
        <Link className={classes.row} href={href} onClick={onFollow}>
          {content}
        </Link>
      )}
    </li>
  );
}
