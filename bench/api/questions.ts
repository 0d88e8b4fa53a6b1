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
} as const;

type Name = keyof typeof DOCUMENTS;

export type QuestionOptions = {
  readonly kind: 'reads' | 'writes';
  /** One of each company, whose cards follow one another from the first of all. */
  readonly accessTokens: readonly string[];
  readonly first: number;
  readonly cardsPerCompany: number;
};

/** Of five reads two are a person and a card, two are a page of 20, one is the report of the overview. */
const READS: readonly Name[] = ['self', 'page', 'report', 'page', 'self'];

/** The companies in turn. */
export const makeRequests: MakeRequests<QuestionOptions> = ({ kind, accessTokens, first, cardsPerCompany }) => {
  return (sequence) => {
    const company = sequence % accessTokens.length;
    const turn = Math.floor(sequence / accessTokens.length);
    const cardOf = (place: number): string => cardId(first + company * cardsPerCompany + place);
    const [name, variables] =
      kind === 'reads' ? readOf(sequence + turn, cardOf(turn % cardsPerCompany)) : writeOf(sequence, cardOf(turn % cardsPerCompany));
    return {
      headers: `\r\nauthorization: Bearer ${accessTokens[company]}`,
      body: JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: name } } }),
      echo: '"data"',
    };
  };
};

function readOf(sequence: number, card: string): [Name, object] {
  const name = READS[sequence % READS.length] ?? 'self';
  return [name, name === 'self' ? { card } : name === 'page' ? { first: 20 } : {}];
}

/** One card after the other is frozen, each once: a command that was refused makes no other wrong. */
function writeOf(sequence: number, card: string): [Name, object] {
  return ['freeze', { input: { idempotencyKey: `bench ${sequence}`, cardId: card } }];
}
