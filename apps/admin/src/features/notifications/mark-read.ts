import { useApolloClient } from '@apollo/client/react';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';

const MarkNotificationsRead = graphql(`
  mutation MarkNotificationsRead($input: MarkNotificationsReadInput!) {
    markNotificationsRead(input: $input)
  }
`);

/** Marks one or all as read, at once in the cache, and asks for the count again. */
export function useMarkRead() {
  const { cache } = useApolloClient();
  const command = useCommand(MarkNotificationsRead, { refetch: ['Unread', 'Inbox'] });
  const mark = async (ids: string[] | undefined) => {
    const readAt = new Date().toISOString();
    for (const id of ids ?? []) {
      cache.modify({ id: cache.identify({ __typename: 'Notification', id }) ?? id, fields: { readAt: () => readAt } });
    }
    await command.run(ids === undefined ? {} : { ids });
  };
  return { busy: command.busy, all: () => mark(undefined), one: (id: string) => mark([id]) };
}
