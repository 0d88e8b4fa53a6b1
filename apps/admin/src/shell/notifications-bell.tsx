import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Indicator, Popover } from '@mantine/core';
import { Link } from '@afc/ui';
import { IconBell } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { graphql } from '../gql/index.ts';
import { urls } from '../lib/urls.ts';
import { useViewer } from '../lib/viewer.tsx';
import classes from './notifications-bell.module.css';

const Inbox = lazy(() => import('../features/notifications/inbox.tsx'));

const UnreadQuery = graphql(`
  query Unread {
    viewer {
      id
      unreadNotifications
    }
  }
`);

/** The count of what is unread, and the inbox in a panel below it. */
export function NotificationsBell() {
  const { t } = useLingui();
  const { unreadNotifications } = useViewer();
  const [opened, setOpened] = useState(false);
  // Asked once the live feed has its position, which the shell's own query is older than; from then on the feed says it.
  useQuery(UnreadQuery, { fetchPolicy: 'cache-and-network' });
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={400} trapFocus>
      <Indicator label={unreadNotifications > 99 ? '99+' : unreadNotifications} size={16} disabled={unreadNotifications === 0} offset={5}>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            aria-expanded={opened}
            aria-label={unreadNotifications > 0 ? t`Notifications, ${unreadNotifications} unread` : t`Notifications`}
            onClick={() => setOpened((open) => !open)}
          >
            <IconBell size={19} stroke={1.75} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} className={classes.inbox}>
        <Suspense fallback={null}>{opened && <Inbox first={8} onFollow={() => setOpened(false)} />}</Suspense>
        <Link className={classes.all} href={urls.notifications()} onClick={() => setOpened(false)}>
          <Trans>All notifications</Trans>
        </Link>
      </Popover.Dropdown>
    </Popover>
  );
}
