import { useApollo, useFeed } from '@afc/client';
import { graphql } from '../gql/index.ts';

const NoticeFeed = graphql(`
  subscription NoticeFeed($after: String) {
    notificationReceived(after: $after) {
      cursor
      unreadNotifications
    }
  }
`);

/** Follows what this person is told, and what they read on another device: the count is right, and an open list is read again. */
export function useNoticeFeed(after: string | undefined, personId: string): void {
  const { client } = useApollo();
  const readAgain = (names: readonly string[]) =>
    void client.refetchQueries({ include: 'active', onQueryUpdated: ({ queryName }) => names.includes(queryName ?? '') });
  useFeed({
    document: NoticeFeed,
    itemOf: (sent) => sent.notificationReceived,
    after,
    onItem: ({ unreadNotifications }) => {
      const { cache } = client;
      // Of a cardholder, the viewer and the person have one id.
      const viewer = cache.identify({ __typename: 'Viewer', id: personId });
      if (viewer !== undefined) cache.modify({ id: viewer, fields: { unreadNotifications: () => unreadNotifications } });
      readAgain(['Notices']);
    },
    onGap: () => readAgain(['Shell', 'Notices']),
  });
}
