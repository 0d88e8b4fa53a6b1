import { createHash } from 'node:crypto';

/** Some companies with the same number of cards each. Cards are numbered through the whole world; a card's token follows from its number. */
export type Group = {
  readonly firstCompany: number;
  readonly companies: number;
  readonly firstCard: number;
  readonly cardsPerCompany: number;
  /** Controls of a company, and how many of them bind each card. At least three limits bind. */
  readonly controls: number;
  readonly binding: number;
  /** The first of them is each card's own; else it is of the card program. */
  readonly ofCards: boolean;
  /** Of each window limit. */
  readonly limitMinor: bigint;
};

export function cardsOf({ firstCard, companies, cardsPerCompany }: Group): { first: number; count: number } {
  return { first: firstCard, count: companies * cardsPerCompany };
}

/** Higher than a benchmark can spend, low enough for sums in bigint. */
const UNREACHED = 10n ** 15n;

const THREE_LIMITS = { controls: 3, binding: 3, ofCards: true, limitMinor: UNREACHED } as const;

/** The groups of one database, after one another in companies and cards. */
export function layOut<Name extends string>(wanted: Readonly<Record<Name, Partial<Group>>>): Readonly<Record<Name, Group>> {
  let nextCompany = 1;
  let nextCard = 1;
  const groups: Partial<Record<Name, Group>> = {};
  for (const name of Object.keys(wanted) as Name[]) {
    const group = { companies: 1, cardsPerCompany: 1, ...THREE_LIMITS, ...wanted[name], firstCompany: nextCompany, firstCard: nextCard };
    groups[name] = group;
    nextCompany += group.companies;
    nextCard += group.companies * group.cardsPerCompany;
  }
  return groups as Record<Name, Group>;
}

/** As `bench_card_token` of seed.sql has it: spread over its index like Marqeta's own. */
export function cardToken(card: number): string {
  return uuidOf(`card ${card}`);
}

/** Our own id of it. */
export function cardId(card: number): string {
  return uuidOf(`card id ${card}`);
}

export function companyId(company: number): string {
  return uuidOf(`company ${company}`);
}

function uuidOf(text: string): string {
  const hex = createHash('md5').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
