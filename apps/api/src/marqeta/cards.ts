import type { Card, CardTransition, CreateCard, MarqetaClient } from '@afc/marqeta';
import { createHash } from 'node:crypto';
import { type IssuerCard, type IssuerReport, reportOfCard, reportOfTransition, shownOn } from './issuer-report.ts';
import { FULFILLMENT_REASON, keepsNumber, type ReplacementReason, TERMINATION_CODE } from './replacement-reason.ts';
import { type IssuerRefusal, isConflict, refusalOf } from './refusal.ts';

/** What Marqeta said to a command. */
export type IssuerAnswer = {
  readonly refused: false;
  readonly report: IssuerReport;
  readonly shown: IssuerCard;
  /** Token and type of the transition; null when a card was made. */
  readonly transition: { readonly token: string; readonly type: string } | null;
};

export type NewIssuerCard = {
  /** Token of the card, chosen by us. */
  readonly token: string;
  readonly userToken: string;
  readonly productToken: string;
  /** Printed on a physical card. */
  readonly nameOnCard: string | null;
  /** ISO 4217; Marqeta only keeps it, as metadata: its programmes have one currency each. */
  readonly currency: string;
  /** The card whose place it takes. */
  readonly replaces: { readonly cardToken: string; readonly reason: ReplacementReason } | null;
};

/** Makes a card. The same token again gives the same card. */
export async function createCard(client: MarqetaClient, card: NewIssuerCard): Promise<IssuerAnswer | IssuerRefusal> {
  const { nameOnCard, replaces } = card;
  const body = {
    token: card.token,
    user_token: card.userToken,
    card_product_token: card.productToken,
    metadata: { currency: card.currency },
    ...(nameOnCard === null
      ? {}
      : {
          fulfillment: {
            card_fulfillment_reason: replaces === null ? 'NEW' : FULFILLMENT_REASON[replaces.reason],
            card_personalization: { text: { name_line_1: { value: nameOnCard } } },
          },
        }),
  };
  try {
    const made = await createOrReplace(client, body, replaces).catch((error: unknown) => {
      if (isConflict(error)) return client.cards.get(card.token);
      throw error;
    });
    return { refused: false, report: reportOfCard(made), shown: shownOn(made), transition: null };
  } catch (error) {
    return refusalOf(error);
  }
}

function createOrReplace(client: MarqetaClient, body: CreateCard, replaces: NewIssuerCard['replaces']): Promise<Card> {
  if (replaces === null) return client.cards.create(body);
  const { cardToken, reason } = replaces;
  return keepsNumber(reason) ? client.cards.reissue(cardToken, body) : client.cards.replace(cardToken, body);
}

export type TransitionOrder = {
  /** The same for the same command, however often it is sent. */
  readonly token: string;
  readonly cardToken: string;
  readonly to: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED';
  readonly first: boolean;
  /** Why the card has to go, when it was replaced. */
  readonly replacement: ReplacementReason | null;
};

/** Wire-format §2.7: first activation, requested by you, back to ACTIVE. */
const REASON_CODES = { ACTIVE: '19', SUSPENDED: '01', TERMINATED: '01' } as const;

/** Tells Marqeta to move a card. A repetition that Marqeta takes for another command is answered with what it did the first time. */
export async function moveCard(client: MarqetaClient, order: TransitionOrder): Promise<IssuerAnswer | IssuerRefusal> {
  const { token, cardToken, to } = order;
  try {
    const transition = await client.cards
      .transition({
        token,
        card_token: cardToken,
        state: to,
        channel: 'API',
        reason_code: reasonCodeOf(order),
        sync_state_with_dwts: true,
      })
      .catch((error: unknown) => {
        if (isConflict(error)) return client.cards.getTransition(token);
        throw error;
      });
    return answerOf(transition);
  } catch (error) {
    return refusalOf(error);
  }
}

function reasonCodeOf({ to, first, replacement }: TransitionOrder): string {
  if (to === 'ACTIVE' && first) return '00';
  return to === 'TERMINATED' && replacement !== null ? TERMINATION_CODE[replacement] : REASON_CODES[to];
}

/** All that Marqeta has on record about a card, when our picture of it may be old. Empty when Marqeta has no such card. */
export async function readCard(client: MarqetaClient, cardToken: string): Promise<IssuerAnswer[]> {
  const answers: IssuerAnswer[] = [];
  try {
    const card = await client.cards.get(cardToken);
    answers.push({ refused: false, report: reportOfCard(card), shown: shownOn(card), transition: null });
    for await (const transition of client.cards.transitions(cardToken)) answers.push(answerOf(transition));
  } catch (error) {
    refusalOf(error);
  }
  return answers;
}

function answerOf(transition: CardTransition): IssuerAnswer {
  return {
    refused: false,
    report: reportOfTransition(transition),
    shown: shownOn(transition),
    transition: { token: transition.token, type: transition.type },
  };
}

/** A token in the form of a UUID that is the same for the same parts. */
export function tokenFrom(...parts: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
