import { cardId } from '../lib/world.ts';
import type { MakeRequests } from '../lib/load-plan.ts';

/** What the load asks by name: documents that the product knows as its apps' own. */
export const DOCUMENTS = {
  self: 'query Self($card: ID!) { viewer { displayName role unreadNotifications } card(id: $card) { id name lastFour status holder { displayName } } }',
  page: `query Page($first: Int!) {
    transactions(first: $first) {
      edges { node { id status amount { minor currency } merchant { name category } card { id lastFour } holder { id displayName } transactedAt } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  report: 'query Report { spendOverview { held { minor currency } purchasesToday declinesToday byDay { day spent { minor } } } }',
  freeze: 'mutation Freeze($input: CardCommandInput!) { freezeCard(input: $input) { id status } }',
  unfreeze: 'mutation Unfreeze($input: CardCommandInput!) { unfreezeCard(input: $input) { id status } }',
} as const;

type Name = keyof typeof DOCUMENTS;

export type QuestionOptions = {
  readonly kind: 'reads' | 'writes';
  /** Cards by number: those that are looked at, or those that are frozen and let go again, each in turn. */
  readonly cards: { readonly first: number; readonly count: number };
};

/** Of five reads two are a person and a card, two are a page of 20, one is the report of the overview. */
const READS: readonly Name[] = ['self', 'page', 'report', 'page', 'self'];

export const makeRequests: MakeRequests<QuestionOptions> = ({ kind, cards }) => {
  const cardOf = (sequence: number): string => cardId(cards.first + (sequence % cards.count));
  return (sequence) => {
    const [name, variables] = kind === 'reads' ? readOf(sequence, cardOf) : writeOf(sequence, cards.count, cardOf);
    return { body: JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: name } } }), echo: '"data"' };
  };
};

function readOf(sequence: number, cardOf: (sequence: number) => string): [Name, object] {
  const name = READS[sequence % READS.length] ?? 'self';
  return [name, name === 'self' ? { card: cardOf(sequence) } : name === 'page' ? { first: 20 } : {}];
}

/** Every card is frozen before any is let go. */
function writeOf(sequence: number, count: number, cardOf: (sequence: number) => string): [Name, object] {
  const name = Math.floor(sequence / count) % 2 === 0 ? 'freeze' : 'unfreeze';
  return [name, { input: { idempotencyKey: `bench ${sequence}`, cardId: cardOf(sequence) } }];
}
