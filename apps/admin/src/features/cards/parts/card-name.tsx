import { useQuery } from '@apollo/client/react';
import { graphql } from '../../../gql/index.ts';

const CardNameQuery = graphql(`
  query CardName($id: ID!) {
    card(id: $id) {
      id
      name
      lastFour
    }
  }
`);

/** The card behind an id in the address, for a filter in force. */
export function CardName({ id }: { id: string }) {
  const { data } = useQuery(CardNameQuery, { variables: { id }, fetchPolicy: 'cache-first' });
  const card = data?.card;
  return card ? `${card.name}${card.lastFour == null ? '' : ` ••${card.lastFour}`}` : '…';
}
