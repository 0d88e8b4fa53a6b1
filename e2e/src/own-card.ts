import type { MarqetaClient } from '@afc/marqeta';
import { expect } from '@playwright/test';
import type { signedIn } from './api.ts';

type Ask = Awaited<ReturnType<typeof signedIn>>;

export type WantedCard = {
  readonly name: string;
  /** What finds the holder among the company's people. */
  readonly holder: string;
  readonly program: string;
  /** Of each purchase, in minor units. */
  readonly limitMinor?: string;
};

/** Issues a card of the story's own: what other stories buy changes nothing of it. @returns its id */
export async function issueCard(ask: Ask, { name, holder, program, limitMinor }: WantedCard): Promise<string> {
  const { people, cardPrograms } = await ask<{
    people: { edges: { node: { id: string } }[] };
    cardPrograms: { id: string; name: string }[];
  }>('query ($holder: String!) { people(filter: { search: $holder }) { edges { node { id } } } cardPrograms { id name } }', { holder });
  const input = {
    ...{ idempotencyKey: name, name, holderId: people.edges[0]?.node.id },
    programId: cardPrograms.find((one) => one.name === program)?.id,
    ...(limitMinor !== undefined && { limitMinor, limitWindow: 'TRANSACTION' }),
  };
  const { issueCard: issued } = await ask<{ issueCard: { id: string } }>(
    'mutation ($input: IssueCardInput!) { issueCard(input: $input) { id } }',
    {
      input,
    },
  );
  return issued.id;
}

/** Waits until the issuer has confirmed a virtual card, so that it can pay. */
export async function expectUsable(ask: Ask, id: string): Promise<void> {
  const issuerStatus = async () =>
    (await ask<{ card: { issuerStatus: string } }>('query ($id: ID!) { card(id: $id) { issuerStatus } }', { id })).card.issuerStatus;
  await expect.poll(issuerStatus, { timeout: 30_000 }).toBe('ACTIVE');
}

const merchants = {
  software: { mid: '5734001', name: 'Small Software', mcc: '5734', country_code: 'USA' },
  books: { mid: '5942001', name: 'Harbor Books', mcc: '5942', country_code: 'USA' },
  lunch: { mid: '5812001', name: 'Quay Kitchen', mcc: '5812', country_code: 'USA' },
} as const;

type Purchase = { readonly amount: string; readonly at: keyof typeof merchants };

/** Buys as a merchant's terminal would, and is approved. */
export async function expectApproved(marqeta: MarqetaClient, card: string, purchase: Purchase): Promise<void> {
  const { state, gpa_order: order } = await buy(marqeta, card, purchase);
  // Who asks why a purchase was refused that should not be finds what the gateway said, and how long it took.
  expect({ state, gateway: order?.funding?.gateway_log }).toMatchObject({ state: 'PENDING' });
}

/** Buys as a merchant's terminal would, and is declined. */
export async function expectDeclined(marqeta: MarqetaClient, card: string, purchase: Purchase): Promise<void> {
  expect(await buy(marqeta, card, purchase)).toMatchObject({ state: 'DECLINED' });
}

async function buy(marqeta: MarqetaClient, card: string, { amount, at }: Purchase) {
  const { transaction } = await marqeta.simulate('authorization', {
    ...{ card_token: card, amount, currency_code: 'USD', card_acceptor: merchants[at] },
  });
  return transaction;
}
