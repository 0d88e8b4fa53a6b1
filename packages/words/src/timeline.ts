import type { Locale } from './locale.ts';

/** What one entry in the life of a purchase says. */
export const TIMELINE_CODES = [
  'APPROVED',
  'APPROVED_PART',
  'DECLINED',
  'HELD',
  'HELD_MORE',
  'LOWERED',
  'RELEASED_PART',
  'RELEASED',
  'EXPIRED',
  'CLEARED',
  'CLEARED_PART',
  'CLEARED_MORE',
  'CLEARED_WITHOUT_HOLD',
  'POSTED',
  'TAKEN_BACK',
  'REFUND_ANNOUNCED',
  'REFUNDED',
  'REFUND_WITHDRAWN',
  'CREDIT_ANNOUNCED',
  'CREDITED',
  'CREDIT_WITHDRAWN',
  'FEE',
  'VERIFIED',
  'STOOD_IN',
  'DECLINED_BY_ISSUER',
  'RELEASED_LATE',
  'RELEASED_IN_SILENCE',
  'DISPUTE',
  'DISPUTE_CREDITED',
  'DISPUTE_CREDITED_EARLY',
  'DISPUTE_TAKEN_BACK',
  'DISPUTE_WRITTEN_OFF',
  'NOT_UNDERSTOOD',
] as const;
export type TimelineCode = (typeof TIMELINE_CODES)[number];

export type TimelineWords = {
  readonly code: TimelineCode;
  /** Formatted for the reader. */
  readonly amount: string;
  /** What was held or asked before, where the sentence compares. */
  readonly before?: string | null;
  /** Marqeta's words or type, where we have none. */
  readonly detail?: string | null;
};

type Sentence = (values: { readonly amount: string; readonly before: string; readonly detail: string }) => string;

const tail = (detail: string): string => (detail === '' ? '' : `: ${detail}`);

const SENTENCES: Readonly<Record<Locale, Readonly<Record<TimelineCode, Sentence>>>> = {
  en: {
    APPROVED: ({ amount }) => `Approved for ${amount}`,
    APPROVED_PART: ({ amount, before }) => `Approved for ${amount} of the ${before} asked for`,
    DECLINED: ({ amount, detail }) => `Declined (${amount})${tail(detail)}`,
    HELD: ({ amount }) => `${amount} is held`,
    HELD_MORE: ({ amount }) => `${amount} more is held`,
    LOWERED: ({ amount }) => `The hold was lowered to ${amount}`,
    RELEASED_PART: ({ amount }) => `${amount} of the hold was released`,
    RELEASED: ({ amount }) => `The whole hold was released (${amount})`,
    EXPIRED: () => 'The hold expired and was released',
    CLEARED: ({ amount }) => `Cleared for ${amount}`,
    CLEARED_PART: ({ amount, before }) => `${amount} of ${before} cleared`,
    CLEARED_MORE: ({ amount, before }) => `Cleared for ${amount}, more than the ${before} held (tip, fuel or exchange rate)`,
    CLEARED_WITHOUT_HOLD: ({ amount }) => `Cleared for ${amount} without a hold`,
    POSTED: ({ amount }) => `Paid at once: ${amount}`,
    TAKEN_BACK: ({ amount }) => `${amount} came back: the payment did not happen`,
    REFUND_ANNOUNCED: ({ amount }) => `The merchant announced a refund of ${amount}`,
    REFUNDED: ({ amount }) => `Refunded ${amount}`,
    REFUND_WITHDRAWN: ({ amount }) => `The merchant withdrew the refund of ${amount}`,
    CREDIT_ANNOUNCED: ({ amount }) => `${amount} is on its way to the card`,
    CREDITED: ({ amount }) => `${amount} was received`,
    CREDIT_WITHDRAWN: ({ amount }) => `The payment of ${amount} to the card was withdrawn`,
    FEE: ({ amount }) => `A fee of ${amount} was charged`,
    VERIFIED: () => 'The card was checked; nothing is held',
    STOOD_IN: ({ amount }) => `${amount} was approved in our place, because we could not be asked`,
    DECLINED_BY_ISSUER: ({ amount, detail }) => `The issuer declined it (${amount})${tail(detail)}`,
    RELEASED_LATE: ({ amount }) => `Our approval came too late: the hold of ${amount} was released`,
    RELEASED_IN_SILENCE: ({ amount }) => `The issuer does not know of this approval: the hold of ${amount} was released`,
    DISPUTE: ({ amount, detail }) => `Dispute over ${amount}${tail(detail)}`,
    DISPUTE_CREDITED: ({ amount }) => `${amount} came back by the dispute`,
    DISPUTE_CREDITED_EARLY: ({ amount }) => `${amount} was credited until the dispute is decided`,
    DISPUTE_TAKEN_BACK: ({ amount }) => `${amount} of the dispute went back`,
    DISPUTE_WRITTEN_OFF: ({ amount }) => `${amount} was credited: the lost dispute was written off`,
    NOT_UNDERSTOOD: ({ detail }) => `A message was kept that is not understood yet${tail(detail)}`,
  },
  'pt-PT': {
    APPROVED: ({ amount }) => `Aprovado por ${amount}`,
    APPROVED_PART: ({ amount, before }) => `Aprovado por ${amount} dos ${before} pedidos`,
    DECLINED: ({ amount, detail }) => `Recusado (${amount})${tail(detail)}`,
    HELD: ({ amount }) => `${amount} retidos`,
    HELD_MORE: ({ amount }) => `Mais ${amount} retidos`,
    LOWERED: ({ amount }) => `A retenção baixou para ${amount}`,
    RELEASED_PART: ({ amount }) => `${amount} da retenção foram libertados`,
    RELEASED: ({ amount }) => `Toda a retenção foi libertada (${amount})`,
    EXPIRED: () => 'A retenção expirou e foi libertada',
    CLEARED: ({ amount }) => `Liquidado por ${amount}`,
    CLEARED_PART: ({ amount, before }) => `${amount} de ${before} liquidados`,
    CLEARED_MORE: ({ amount, before }) => `Liquidado por ${amount}, mais do que os ${before} retidos (gorjeta, combustível ou câmbio)`,
    CLEARED_WITHOUT_HOLD: ({ amount }) => `Liquidado por ${amount} sem retenção`,
    POSTED: ({ amount }) => `Pago de imediato: ${amount}`,
    TAKEN_BACK: ({ amount }) => `${amount} voltaram: o pagamento não aconteceu`,
    REFUND_ANNOUNCED: ({ amount }) => `O comerciante anunciou um reembolso de ${amount}`,
    REFUNDED: ({ amount }) => `Reembolsados ${amount}`,
    REFUND_WITHDRAWN: ({ amount }) => `O comerciante retirou o reembolso de ${amount}`,
    CREDIT_ANNOUNCED: ({ amount }) => `${amount} a caminho do cartão`,
    CREDITED: ({ amount }) => `${amount} recebidos`,
    CREDIT_WITHDRAWN: ({ amount }) => `O pagamento de ${amount} para o cartão foi retirado`,
    FEE: ({ amount }) => `Foi cobrada uma comissão de ${amount}`,
    VERIFIED: () => 'O cartão foi verificado; nada fica retido',
    STOOD_IN: ({ amount }) => `${amount} aprovados em nosso lugar, por não nos poderem perguntar`,
    DECLINED_BY_ISSUER: ({ amount, detail }) => `O emissor recusou (${amount})${tail(detail)}`,
    RELEASED_LATE: ({ amount }) => `A nossa aprovação chegou tarde demais: a retenção de ${amount} foi libertada`,
    RELEASED_IN_SILENCE: ({ amount }) => `O emissor não conhece esta aprovação: a retenção de ${amount} foi libertada`,
    DISPUTE: ({ amount, detail }) => `Contestação de ${amount}${tail(detail)}`,
    DISPUTE_CREDITED: ({ amount }) => `${amount} devolvidos pela contestação`,
    DISPUTE_CREDITED_EARLY: ({ amount }) => `${amount} creditados até a contestação ser decidida`,
    DISPUTE_TAKEN_BACK: ({ amount }) => `${amount} da contestação foram retirados de novo`,
    DISPUTE_WRITTEN_OFF: ({ amount }) => `${amount} creditados: a contestação perdida foi assumida`,
    NOT_UNDERSTOOD: ({ detail }) => `Foi guardada uma mensagem que ainda não se compreende${tail(detail)}`,
  },
};

/** "Cleared for $64.40". Without a full stop: it stands in a list. */
export function timelineSentence(locale: Locale, { code, amount, before, detail }: TimelineWords): string {
  return SENTENCES[locale][code]({ amount, before: before ?? '', detail: detail ?? '' });
}
