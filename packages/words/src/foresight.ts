import { formatList } from './format.ts';
import type { Locale } from './locale.ts';

/** What a rule may look at and nobody has said. */
export const PURCHASE_INPUTS = ['MERCHANT_NAME', 'MID', 'NETWORK_MID', 'MCC', 'COUNTRY', 'CHANNEL'] as const;
export type PurchaseInput = (typeof PURCHASE_INPUTS)[number];

type Sentences = {
  readonly works: string;
  readonly depends: (inputs: string) => string;
  readonly inputs: Readonly<Record<PurchaseInput, string>>;
};

const SENTENCES: Readonly<Record<Locale, Sentences>> = {
  en: {
    works: 'It would be approved.',
    depends: (inputs) => `It depends on ${inputs}, which was not said.`,
    inputs: {
      MERCHANT_NAME: 'the merchant’s name',
      MID: 'the merchant’s number',
      NETWORK_MID: 'the network’s number of the merchant',
      MCC: 'the merchant’s category',
      COUNTRY: 'the country',
      CHANNEL: 'how the card is used',
    },
  },
  'pt-PT': {
    works: 'Seria aprovada.',
    depends: (inputs) => `Depende de algo que não foi indicado: ${inputs}.`,
    inputs: {
      MERCHANT_NAME: 'o nome do comerciante',
      MID: 'o número do comerciante',
      NETWORK_MID: 'o número que a rede deu ao comerciante',
      MCC: 'a categoria do comerciante',
      COUNTRY: 'o país',
      CHANNEL: 'a forma como o cartão é usado',
    },
  },
};

/** "It would be approved." */
export function worksSentence(locale: Locale): string {
  return SENTENCES[locale].works;
}

/** "It depends on the merchant’s category, which was not said." */
export function dependsSentence(locale: Locale, missing: readonly PurchaseInput[]): string {
  const { depends, inputs } = SENTENCES[locale];
  return depends(
    formatList(
      locale,
      PURCHASE_INPUTS.filter((input) => missing.includes(input)).map((input) => inputs[input]),
    ),
  );
}
