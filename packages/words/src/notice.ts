import type { Locale } from './locale.ts';

/** What a person is told, in the app and by mail, with the values that each needs. */
export type NoticeValues = {
  readonly 'card.issued': { readonly cardName: string };
  readonly 'card.shipped': { readonly cardName: string };
  readonly 'card.suspended': { readonly cardName: string; readonly byName: string };
  readonly 'card.suspended_by_issuer': { readonly cardName: string };
  readonly 'card.terminated': { readonly cardName: string; readonly byName: string };
  readonly 'transaction.declined': { readonly merchant: string; readonly amount: string; readonly sentence: string };
  readonly 'budget.exceeded': { readonly name: string; readonly month: string; readonly amount: string; readonly spent: string };
};
export type NoticeKind = keyof NoticeValues;
export const NOTICE_KINDS = [
  'card.issued',
  'card.shipped',
  'card.suspended',
  'card.suspended_by_issuer',
  'card.terminated',
  'transaction.declined',
  'budget.exceeded',
] as const satisfies readonly NoticeKind[];

export type Notice = { readonly title: string; readonly body: string };

type Writers = { readonly [Kind in NoticeKind]: (values: NoticeValues[Kind]) => Notice };

const WRITERS: Readonly<Record<Locale, Writers>> = {
  en: {
    'card.issued': ({ cardName }) => ({
      title: `Your card “${cardName}” is ready`,
      body: 'Open it to see its limits and, if it is plastic, to activate it when it arrives.',
    }),
    'card.shipped': ({ cardName }) => ({ title: `Your card “${cardName}” is on its way`, body: 'Activate it in the app when it arrives.' }),
    'card.suspended': ({ cardName, byName }) => ({
      title: `Your card “${cardName}” is frozen`,
      body: `${byName} froze it. Purchases are declined until it is unfrozen.`,
    }),
    'card.suspended_by_issuer': ({ cardName }) => ({
      title: `Your card “${cardName}” was frozen by the issuer`,
      body: 'Purchases are declined. An admin can help you.',
    }),
    'card.terminated': ({ cardName, byName }) => ({ title: `Your card “${cardName}” is closed`, body: `${byName} closed it for good.` }),
    'transaction.declined': ({ merchant, amount, sentence }) => ({ title: `${amount} at ${merchant} was declined`, body: sentence }),
    'budget.exceeded': ({ name, month, amount, spent }) => ({
      title: `The budget of ${name} for ${month} is used up`,
      body: `${spent} spent of ${amount}.`,
    }),
  },
  'pt-PT': {
    'card.issued': ({ cardName }) => ({
      title: `O seu cartão “${cardName}” está pronto`,
      body: 'Abra-o para ver os limites e, se for de plástico, para o ativar quando chegar.',
    }),
    'card.shipped': ({ cardName }) => ({ title: `O seu cartão “${cardName}” vai a caminho`, body: 'Ative-o na aplicação quando chegar.' }),
    'card.suspended': ({ cardName, byName }) => ({
      title: `O seu cartão “${cardName}” está congelado`,
      body: `${byName} congelou-o. As compras são recusadas até ser descongelado.`,
    }),
    'card.suspended_by_issuer': ({ cardName }) => ({
      title: `O emissor congelou o seu cartão “${cardName}”`,
      body: 'As compras são recusadas. Um administrador pode ajudar.',
    }),
    'card.terminated': ({ cardName, byName }) => ({
      title: `O seu cartão “${cardName}” foi encerrado`,
      body: `${byName} encerrou-o definitivamente.`,
    }),
    'transaction.declined': ({ merchant, amount, sentence }) => ({ title: `${amount} em ${merchant} foi recusado`, body: sentence }),
    'budget.exceeded': ({ name, month, amount, spent }) => ({
      title: `O orçamento de ${name} para ${month} esgotou-se`,
      body: `${spent} gastos de ${amount}.`,
    }),
  },
};

export function isNoticeKind(kind: string): kind is NoticeKind {
  return (NOTICE_KINDS as readonly string[]).includes(kind);
}

/** Title and body of a notification; the mail has the title as its subject. */
export function writeNotice<Kind extends NoticeKind>(locale: Locale, kind: Kind, values: NoticeValues[Kind]): Notice {
  const write: (values: NoticeValues[Kind]) => Notice = WRITERS[locale][kind];
  return write(values);
}
