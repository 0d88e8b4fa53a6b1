import type { Locale } from './locale.ts';

export const LEDGER_CHECKS = [
  'ACCOUNTS_SUM_TO_ZERO',
  'TRANSFERS_BALANCE',
  'DEBT_IS_RECEIVABLE',
  'PURCHASES_EQUAL_TRANSFERS',
  'PURCHASES_EQUAL_EVENTS',
  'APPROVALS_HAVE_HOLDS',
  'HELD_EQUALS_OPEN_AUTHORIZATIONS',
  'SPENT_EQUALS_CLEARED',
  'DISPUTES_EQUAL_CREDITED',
  'FEES_EQUAL_CHARGED',
  'FUNDS_EQUAL_MOVEMENTS',
  'COUNTERS_EQUAL_RECOUNT',
  'ROLLUPS_EQUAL_RECOUNT',
] as const;
export type LedgerCheckCode = (typeof LEDGER_CHECKS)[number];

type Sentences = Readonly<Record<LedgerCheckCode, { readonly holds: string; readonly broken: string }>>;

const SENTENCES: Readonly<Record<Locale, Sentences>> = {
  en: {
    ACCOUNTS_SUM_TO_ZERO: { holds: 'All accounts together are zero.', broken: 'All accounts together are not zero.' },
    TRANSFERS_BALANCE: { holds: 'Every balance is the sum of its transfers.', broken: 'A balance is not the sum of its transfers.' },
    DEBT_IS_RECEIVABLE: {
      holds: 'Nothing available is below zero, and nothing is owed while something is available.',
      broken: 'Something available is below zero, or something is owed while something is available.',
    },
    PURCHASES_EQUAL_TRANSFERS: {
      holds: 'Every purchase has moved exactly what its transfers moved.',
      broken: 'A purchase has not moved what its transfers moved.',
    },
    PURCHASES_EQUAL_EVENTS: {
      holds: 'Every purchase looked at is what was told of it.',
      broken: 'A purchase is not what was told of it.',
    },
    APPROVALS_HAVE_HOLDS: {
      holds: 'Every approval has its hold, or was taken back.',
      broken: 'An approval has no hold and was not taken back.',
    },
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
    FEES_EQUAL_CHARGED: {
      holds: 'What fees took is exactly what their purchases say.',
      broken: 'What fees took is not what their purchases say.',
    },
    FUNDS_EQUAL_MOVEMENTS: {
      holds: 'What is in transit or set aside is exactly what open top-ups and withdrawals say.',
      broken: 'What is in transit or set aside is not what open top-ups and withdrawals say.',
    },
    COUNTERS_EQUAL_RECOUNT: {
      holds: 'Every counter of a limit equals a fresh count.',
      broken: 'A counter of a limit differs from a fresh count.',
    },
    ROLLUPS_EQUAL_RECOUNT: {
      holds: 'Every sum that reports are drawn from equals a fresh sum of purchases.',
      broken: 'A sum that reports are drawn from differs from a fresh sum of purchases.',
    },
  },
  'pt-PT': {
    ACCOUNTS_SUM_TO_ZERO: { holds: 'Todas as contas somam zero.', broken: 'As contas não somam zero.' },
    TRANSFERS_BALANCE: { holds: 'Cada saldo é a soma das suas transferências.', broken: 'Um saldo não é a soma das suas transferências.' },
    DEBT_IS_RECEIVABLE: {
      holds: 'Nada do que está disponível é negativo, e nada é devido enquanto houver algo disponível.',
      broken: 'Algo disponível é negativo, ou algo é devido enquanto há algo disponível.',
    },
    PURCHASES_EQUAL_TRANSFERS: {
      holds: 'Cada compra moveu exatamente o que as suas transferências moveram.',
      broken: 'Uma compra não moveu o que as suas transferências moveram.',
    },
    PURCHASES_EQUAL_EVENTS: {
      holds: 'Cada compra examinada é o que dela foi comunicado.',
      broken: 'Uma compra não é o que dela foi comunicado.',
    },
    APPROVALS_HAVE_HOLDS: {
      holds: 'Cada aprovação tem a sua retenção, ou foi retirada.',
      broken: 'Uma aprovação não tem retenção e não foi retirada.',
    },
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
    FEES_EQUAL_CHARGED: {
      holds: 'O que as comissões levaram é exatamente o que as suas compras dizem.',
      broken: 'O que as comissões levaram não é o que as suas compras dizem.',
    },
    FUNDS_EQUAL_MOVEMENTS: {
      holds: 'O que está em trânsito ou reservado é exatamente o que os carregamentos e levantamentos em aberto dizem.',
      broken: 'O que está em trânsito ou reservado não é o que os carregamentos e levantamentos em aberto dizem.',
    },
    COUNTERS_EQUAL_RECOUNT: {
      holds: 'Cada contador de um limite é igual a uma nova contagem.',
      broken: 'Um contador de um limite difere de uma nova contagem.',
    },
    ROLLUPS_EQUAL_RECOUNT: {
      holds: 'Cada soma de que se fazem os relatórios é igual a uma nova soma das compras.',
      broken: 'Uma soma de que se fazem os relatórios difere de uma nova soma das compras.',
    },
  },
};

export function isLedgerCheck(code: string): code is LedgerCheckCode {
  return (LEDGER_CHECKS as readonly string[]).includes(code);
}

export function ledgerCheckSentence(locale: Locale, code: LedgerCheckCode, holds: boolean): string {
  return SENTENCES[locale][code][holds ? 'holds' : 'broken'];
}
