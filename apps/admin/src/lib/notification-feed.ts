import { useApollo, useFeed } from '@afc/client';
import { graphql } from '../gql/index.ts';
import { useViewer } from './viewer.tsx';

const NotificationFeed = graphql(`
  subscription NotificationFeed($after: String) {
    notificationReceived(after: $after) {
      cursor
      unreadNotifications
    }
  }
`);

/** Follows what the viewer is told, and what they read elsewhere: the count is right in the whole shell, and an open inbox is read again, as are an operator's readings, which admins are told of. */
export function useNotificationFeed(after: string | undefined): void {
  const { client } = useApollo();
  const { id } = useViewer();
  const readAgain = (names: readonly string[]) =>
    void client.refetchQueries({ include: 'active', onQueryUpdated: ({ queryName }) => names.includes(queryName ?? '') });
  useFeed({
    document: NotificationFeed,
    itemOf: (sent) => sent.notificationReceived,
    after,
    onItem: ({ unreadNotifications }) => {
      const { cache } = client;
      const viewer = cache.identify({ __typename: 'Viewer', id });
      if (viewer !== undefined) cache.modify({ id: viewer, fields: { unreadNotifications: () => unreadNotifications } });
      readAgain(['Inbox', 'BreakGlassReadings']);
    },
    onGap: () => readAgain(['Unread', 'Inbox', 'BreakGlassReadings']),
  });
}
