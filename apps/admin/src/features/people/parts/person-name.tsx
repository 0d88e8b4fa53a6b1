import { useQuery } from '@apollo/client/react';
import { graphql } from '../../../gql/index.ts';

const PersonNameQuery = graphql(`
  query PersonName($id: ID!) {
    person(id: $id) {
      id
      displayName
    }
  }
`);

/** The name behind an id in the address, for a filter in force. */
export function PersonName({ id }: { id: string }) {
  const { data } = useQuery(PersonNameQuery, { variables: { id }, fetchPolicy: 'cache-first' });
  return data?.person?.displayName ?? '…';
}
