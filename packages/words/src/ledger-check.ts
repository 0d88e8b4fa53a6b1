import type { Locale } from './locale.ts';

export const LEDGER_CHECKS = [
  'TRANSFERS_BALANCE',
  'HELD_EQUALS_OPEN_AUTHORIZATIONS',
  'SPENT_EQUALS_CLEARED',
  'DISPUTES_EQUAL_CREDITED',
  'COUNTERS_EQUAL_RECOUNT',
] as const;
export type LedgerCheckCode = (typeof LEDGER_CHECKS)[number];

type Sentences = Readonly<Record<LedgerCheckCode, { readonly holds: string; readonly broken: string }>>;

const SENTENCES: Readonly<Record<Locale, Sentences>> = {
  en: {
    TRANSFERS_BALANCE: { holds: 'Every balance is the sum of its transfers.', broken: 'A balance is not the sum of its transfers.' },
    HELD_EQUALS_OPEN_AUTHORIZATIONS: {
      holds: 'What is held is exactly what open purchases hold.',
      broken: 'What is held is not what open purchases hold.',
    },
    SPENT_EQUALS_CLEARED: {
      holds: 'What is spent is exactly what purchases have cleared.',
      broken: 'What is spent is not what purchases have cleared.',
    },
    DISPUTES_EQUAL_CREDITED: {
      holds: 'What disputes gave back is exactly what their purchases say.',
      broken: 'What disputes gave back is not what their purchases say.',
    },
    COUNTERS_EQUAL_RECOUNT: {
      holds: 'Every counter of a limit equals a fresh count.',
      broken: 'A counter of a limit differs from a fresh count.',
    },
  },
  'pt-PT': {
    TRANSFERS_BALANCE: { holds: 'Cada saldo é a soma das suas transferências.', broken: 'Um saldo não é a soma das suas transferências.' },
    HELD_EQUALS_OPEN_AUTHORIZATIONS: {
      holds: 'O que está retido é exatamente o que as compras em aberto retêm.',
      broken: 'O que está retido não é o que as compras em aberto retêm.',
    },
    SPENT_EQUALS_CLEARED: {
      holds: 'O que está gasto é exatamente o que as compras liquidaram.',
      broken: 'O que está gasto não é o que as compras liquidaram.',
    },
    DISPUTES_EQUAL_CREDITED: {
      holds: 'O que as contestações devolveram é exatamente o que as suas compras dizem.',
      broken: 'O que as contestações devolveram não é o que as suas compras dizem.',
    },
    COUNTERS_EQUAL_RECOUNT: {
      holds: 'Cada contador de um limite é igual a uma nova contagem.',
      broken: 'Um contador de um limite difere de uma nova contagem.',
    },
  },
};

export function isLedgerCheck(code: string): code is LedgerCheckCode {
  return (LEDGER_CHECKS as readonly string[]).includes(code);
}

export function ledgerCheckSentence(locale: Locale, code: LedgerCheckCode, holds: boolean): string {
  return SENTENCES[locale][code][holds ? 'holds' : 'broken'];
}
