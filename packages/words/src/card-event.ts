import type { Locale } from './locale.ts';

/** What is recorded of a card: by us (`card.*`), by Marqeta (`issuer.*`), and on its way to the holder (`fulfillment.*`). */
export const CARD_EVENT_KINDS = [
  'card.issued',
  'card.activated',
  'card.suspended',
  'card.reinstated',
  'card.terminated',
  'card.lost',
  'card.stolen',
  'card.damaged',
  'card.renewed',
  'card.asked_again',
  'card.number_shown',
  'card.pin_frame_opened',
  'card.wallet_asked',
  'issuer.created',
  'issuer.activated',
  'issuer.suspended',
  'issuer.reinstated',
  'issuer.terminated',
  'issuer.limited',
  'issuer.refused',
  'fulfillment.issued',
  'fulfillment.ordered',
  'fulfillment.reordered',
  'fulfillment.rejected',
  'fulfillment.shipped',
  'fulfillment.delivered',
  'fulfillment.digitally_presented',
] as const;
export type CardEventKind = (typeof CARD_EVENT_KINDS)[number];

export type CardEventWords = {
  readonly actorName?: string | null | undefined;
  readonly reason?: string | null | undefined;
  /** Of a card that was frozen since nobody used it: said in place of who did it, and why. */
  readonly idleDays?: number | null | undefined;
};

type Sentence = (by: string) => string;

const SENTENCES: Readonly<Record<Locale, Readonly<Record<CardEventKind, Sentence>>>> = {
  en: {
    'card.issued': (by) => `Issued${by}`,
    'card.activated': (by) => `Activated${by}`,
    'card.suspended': (by) => `Frozen${by}`,
    'card.reinstated': (by) => `Unfrozen${by}`,
    'card.terminated': (by) => `Terminated${by}`,
    'card.lost': (by) => `Reported lost${by}`,
    'card.stolen': (by) => `Reported stolen${by}`,
    'card.damaged': (by) => `Reported damaged${by}`,
    'card.renewed': (by) => `Renewed before it expires${by}`,
    'card.asked_again': (by) => `Asked the issuer again${by}`,
    'card.number_shown': (by) => `Number asked for${by}`,
    'card.wallet_asked': (by) => `About to be put into a phone${by}`,
    'card.pin_frame_opened': (by) => `PIN about to be set${by}`,
    'issuer.created': () => 'The issuer has made the card',
    'issuer.activated': () => 'The issuer confirmed the activation',
    'issuer.suspended': () => 'The issuer froze the card',
    'issuer.reinstated': () => 'The issuer confirmed that the card is unfrozen',
    'issuer.terminated': () => 'The issuer closed the card',
    'issuer.limited': () => 'The issuer limited the card',
    'issuer.refused': () => 'The issuer refused what was asked',
    'fulfillment.issued': () => 'The card was made',
    'fulfillment.ordered': () => 'The plastic was ordered',
    'fulfillment.reordered': () => 'The plastic was ordered again',
    'fulfillment.rejected': () => 'The printer refused the order',
    'fulfillment.shipped': () => 'The plastic was shipped',
    'fulfillment.delivered': () => 'The plastic was delivered',
    'fulfillment.digitally_presented': () => 'The card’s numbers were shown to the holder',
  },
  'pt-PT': {
    'card.issued': (by) => `Emitido${by}`,
    'card.activated': (by) => `Ativado${by}`,
    'card.suspended': (by) => `Congelado${by}`,
    'card.reinstated': (by) => `Descongelado${by}`,
    'card.terminated': (by) => `Encerrado${by}`,
    'card.lost': (by) => `Perda comunicada${by}`,
    'card.stolen': (by) => `Roubo comunicado${by}`,
    'card.damaged': (by) => `Dano comunicado${by}`,
    'card.renewed': (by) => `Renovado antes de expirar${by}`,
    'card.asked_again': (by) => `Pedido ao emissor de novo${by}`,
    'card.number_shown': (by) => `Número pedido${by}`,
    'card.wallet_asked': (by) => `Prestes a ser posto num telemóvel${by}`,
    'card.pin_frame_opened': (by) => `PIN prestes a ser definido${by}`,
    'issuer.created': () => 'O emissor criou o cartão',
    'issuer.activated': () => 'O emissor confirmou a ativação',
    'issuer.suspended': () => 'O emissor congelou o cartão',
    'issuer.reinstated': () => 'O emissor confirmou que o cartão está descongelado',
    'issuer.terminated': () => 'O emissor encerrou o cartão',
    'issuer.limited': () => 'O emissor limitou o cartão',
    'issuer.refused': () => 'O emissor recusou o que foi pedido',
    'fulfillment.issued': () => 'O cartão foi criado',
    'fulfillment.ordered': () => 'O plástico foi encomendado',
    'fulfillment.reordered': () => 'O plástico foi encomendado de novo',
    'fulfillment.rejected': () => 'A impressora recusou a encomenda',
    'fulfillment.shipped': () => 'O plástico foi enviado',
    'fulfillment.delivered': () => 'O plástico foi entregue',
    'fulfillment.digitally_presented': () => 'Os números do cartão foram mostrados ao titular',
  },
};

const BY: Readonly<Record<Locale, string>> = { en: ' by ', 'pt-PT': ' por ' };

export function isCardEventKind(kind: string): kind is CardEventKind {
  return (CARD_EVENT_KINDS as readonly string[]).includes(kind);
}

const UNUSED: Readonly<Record<Locale, (days: number) => string>> = {
  en: (days) => `not used for ${days} ${days === 1 ? 'day' : 'days'}`,
  'pt-PT': (days) => `não foi usado durante ${days} ${days === 1 ? 'dia' : 'dias'}`,
};

/** "not used for 30 days": why a card was frozen. */
export function unusedSentence(locale: Locale, idleDays: number): string {
  return UNUSED[locale](idleDays);
}

/** "Frozen by Maya Okafor: lost on the train". */
export function cardEventSentence(locale: Locale, kind: CardEventKind, { actorName, reason, idleDays }: CardEventWords = {}): string {
  if (idleDays != null) return `${SENTENCES[locale][kind]('')}: ${unusedSentence(locale, idleDays)}`;
  const by = actorName == null || actorName === '' ? '' : BY[locale] + actorName;
  const sentence = SENTENCES[locale][kind](by);
  return reason == null || reason === '' ? sentence : `${sentence}: ${reason}`;
}
