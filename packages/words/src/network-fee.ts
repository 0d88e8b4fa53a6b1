import type { Locale } from './locale.ts';

/** Fees that Marqeta names in its messages; the list is open. */
const NETWORK_FEES = [
  'ACQUIRER_FEE',
  'CROSS_BORDER_ISSUER_FEE',
  'CUR_CONV_CARDHOLDER_FEE',
  'CUR_CONV_ISSUER_FEE',
  'INTERCHANGE_FEE',
  'ISSUER_FEE',
  'PINDEBIT_ASSOC_FEE',
  'SWITCH_FEE',
] as const;
type NetworkFeeKind = (typeof NETWORK_FEES)[number];

const NAMES: Readonly<Record<Locale, Readonly<Record<NetworkFeeKind, string>>>> = {
  en: {
    ACQUIRER_FEE: "Fee of the merchant's or the machine's bank",
    CROSS_BORDER_ISSUER_FEE: 'Fee for a purchase abroad',
    CUR_CONV_CARDHOLDER_FEE: 'Fee for the exchange of currency',
    CUR_CONV_ISSUER_FEE: 'Fee of the issuer for the exchange of currency',
    INTERCHANGE_FEE: 'Interchange fee',
    ISSUER_FEE: 'Fee of the issuer',
    PINDEBIT_ASSOC_FEE: 'Fee of the debit network',
    SWITCH_FEE: 'Fee of the network',
  },
  'pt-PT': {
    ACQUIRER_FEE: 'Comissão do banco do comerciante ou do caixa automático',
    CROSS_BORDER_ISSUER_FEE: 'Comissão por compra no estrangeiro',
    CUR_CONV_CARDHOLDER_FEE: 'Comissão de câmbio',
    CUR_CONV_ISSUER_FEE: 'Comissão de câmbio do emissor',
    INTERCHANGE_FEE: 'Taxa de intercâmbio',
    ISSUER_FEE: 'Comissão do emissor',
    PINDEBIT_ASSOC_FEE: 'Comissão da rede de débito',
    SWITCH_FEE: 'Comissão da rede',
  },
};

/** What a fee is called; a kind that is not known is called as Marqeta does. */
export function networkFeeName(locale: Locale, kind: string): string {
  const known = NETWORK_FEES.find((name) => name === kind);
  return known === undefined ? kind : NAMES[locale][known];
}
