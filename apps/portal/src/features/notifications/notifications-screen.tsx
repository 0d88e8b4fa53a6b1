import { newIdempotencyKey, refusalOf } from '@afc/client';
import { EmptyState, Link, ListSkeleton, PageHeader, Panel, RelativeTime } from '@afc/ui';
import { useMutation, useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBellOff } from '@tabler/icons-react';
import { graphql } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { inApp } from '../../lib/urls.ts';
import classes from './notifications-screen.module.css';

const NoticesQuery = graphql(`
  query Notices($first: Int!, $after: String) {
    notifications(first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          title
          body
          href
          readAt
          createdAt
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const MarkRead = graphql(`
  mutation MarkNoticesRead($input: MarkNotificationsReadInput!) {
    markNotificationsRead(input: $input)
  }
`);

/** What I was told: declines, freezes. */
export default function NotificationsScreen() {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const { data, error, refetch, fetchMore } = useQuery(NoticesQuery, { variables: { first: 30 }, fetchPolicy: 'cache-and-network' });
  const [markRead, { loading }] = useMutation(MarkRead, { refetchQueries: ['Notices', 'Shell'] });
  const mark = async (ids?: string[]) => {
    try {
      await markRead({ variables: { input: { idempotencyKey: newIdempotencyKey(), ...(ids === undefined ? {} : { ids }) } } });
    } catch (failure) {
      notifications.show({ color: 'red', title: t`Still unread`, message: sentence(refusalOf(failure)) });
    }
  };
  const notices = data?.notifications.edges.map(({ node }) => node) ?? [];
  const next = data?.notifications.pageInfo;
  return (
    <>
      <PageHeader
        title={t`Notices`}
        actions={
          notices.some(({ readAt }) => readAt == null) && (
            <Button variant="default" size="xs" loading={loading} onClick={() => void mark()}>
              <Trans>Mark all as read</Trans>
            </Button>
          )
        }
      />
      <Panel flush>
        {error && !data ? (
          <QueryError error={error} onRetry={refetch} />
        ) : !data ? (
          <ListSkeleton label={t`Loading your notices`} rows={6} />
        ) : notices.length === 0 ? (
          <EmptyState icon={IconBellOff} title={t`Nothing to tell`}>
            <Trans>When a purchase is declined or a card is frozen, you read it here.</Trans>
          </EmptyState>
        ) : (
          <ul className={classes.list}>
            {notices.map((notice) => (
              <Notice key={notice.id} notice={notice} onRead={() => notice.readAt == null && void mark([notice.id])} />
            ))}
          </ul>
        )}
      </Panel>
      {next?.hasNextPage && (
        <Button mt="md" variant="default" onClick={() => void fetchMore({ variables: { after: next.endCursor ?? null } })}>
          <Trans>Show older</Trans>
        </Button>
      )}
    </>
  );
}

interface NoticeProps {
  notice: { title: string; body: string; href?: string | null; readAt?: string | null; createdAt: string };
  onRead: () => void;
}

function Notice({ notice: { title, body, href, readAt, createdAt }, onRead }: NoticeProps) {
  const { t } = useLingui();
  const target = href == null ? null : inApp(href);
  const content = (
    <>
      <span
        className={classes.dot}
        data-unread={readAt == null || undefined}
        role="img"
        aria-label={readAt == null ? t`Unread` : t`Read`}
      />
      <span className={classes.words}>
        <span className={classes.title}>{title}</span>
        <span className={classes.body}>{body}</span>
      </span>
      <span className={classes.when}>
        <RelativeTime at={createdAt} length="narrow" />
      </span>
    </>
  );
  return (
    <li>
      {target === null ? (
        <div className={classes.row}>{content}</div>
      ) : (
        <Link href={target} className={classes.row} onClick={onRead}>
          {content}
        </Link>
      )}
    </li>
  );
}
