import { unusedSentence } from './card-event.ts';
import type { Locale } from './locale.ts';

/** Of a top-up or a withdrawal. */
type FundsKind = 'TOP_UP' | 'WITHDRAWAL';

/** What a person is told, in the app and by mail, with the values that each needs. */
export type NoticeValues = {
  readonly 'card.issued': { readonly cardName: string };
  readonly 'card.shipped': { readonly cardName: string };
  /** `idleDays`: nobody froze it, it was not used for so long. */
  readonly 'card.suspended': { readonly cardName: string; readonly byName: string; readonly idleDays?: number | undefined };
  readonly 'card.suspended_by_issuer': { readonly cardName: string };
  readonly 'card.terminated': { readonly cardName: string; readonly byName: string };
  readonly 'wallet.requested': { readonly cardName: string };
  /** `amount` and `merchant` are empty where the issuer did not say them. */
  readonly 'authentication.requested': { readonly merchant: string; readonly amount: string };
  readonly 'transaction.declined': { readonly merchant: string; readonly amount: string; readonly sentence: string };
  /** The first of those that the issuer decided in our place. */
  readonly 'transaction.stood_in': { readonly merchant: string; readonly amount: string };
  /** `control` is the sentence of the limit. */
  readonly 'limit.passed_above': { readonly merchant: string; readonly amount: string; readonly control: string };
  readonly 'dispute.represented': { readonly merchant: string; readonly amount: string };
  readonly 'dispute.due': { readonly merchant: string; readonly amount: string; readonly day: string };
  readonly 'dispute.won': { readonly merchant: string; readonly amount: string };
  readonly 'dispute.lost': { readonly merchant: string; readonly amount: string };
  readonly 'dispute.refused': { readonly merchant: string; readonly amount: string };
  readonly 'dispute.written_off': { readonly merchant: string; readonly amount: string };
  readonly 'funds.approval_asked': { readonly kind: FundsKind; readonly amount: string; readonly byName: string };
  readonly 'funds.approval_declined': { readonly kind: FundsKind; readonly amount: string; readonly byName: string };
  readonly 'top_up.arrived': { readonly amount: string };
  readonly 'top_up.returned': { readonly amount: string; readonly reason: string };
  readonly 'withdrawal.paid': { readonly amount: string };
  readonly 'withdrawal.refused': { readonly amount: string; readonly reason: string };
  readonly 'withdrawal.returned': { readonly amount: string; readonly reason: string };
  readonly 'balance.low': { readonly available: string; readonly below: string };
  readonly 'purchase.questioned': { readonly merchant: string; readonly amount: string };
  /** The holder says that somebody else made it. */
  readonly 'risk_case.denied': { readonly merchant: string; readonly amount: string };
  /** `name` is what its rule looks for, `sentence` what it found. */
  readonly 'risk_case.opened': { readonly name: string; readonly sentence: string };
  /** Of the company, or of the person who is told. */
  readonly 'verification.passed': { readonly ofCompany: boolean };
  readonly 'verification.failed': { readonly ofCompany: boolean };
  readonly 'verification.needs_document': { readonly ofCompany: boolean };
  /** How many were found at once. Not of whom: a mail is read by others too. */
  readonly 'sanctions.hits_found': { readonly hits: number };
  /** An operator of the installation reads the company's data. */
  readonly 'breakGlass.started': { readonly byName: string; readonly reason: string };
  /**
   * The record that proves a domain of the company's sign-in is gone; `day`: from when on it proves nothing; `locksOut`: nobody but the admins
   * named for it signs in without it.
   */
  readonly 'domain.proof_missing': { readonly domain: string; readonly day: string; readonly locksOut: boolean };
  readonly 'domain.proof_lost': { readonly domain: string; readonly day: string; readonly locksOut: boolean };
  readonly 'budget.exceeded': { readonly name: string; readonly month: string; readonly amount: string; readonly spent: string };
};
export type NoticeKind = keyof NoticeValues;
export const NOTICE_KINDS = [
  'card.issued',
  'card.shipped',
  'card.suspended',
  'card.suspended_by_issuer',
  'card.terminated',
  'wallet.requested',
  'authentication.requested',
  'transaction.declined',
  'transaction.stood_in',
  'limit.passed_above',
  'dispute.represented',
  'dispute.due',
  'dispute.won',
  'dispute.lost',
  'dispute.refused',
  'dispute.written_off',
  'funds.approval_asked',
  'funds.approval_declined',
  'top_up.arrived',
  'top_up.returned',
  'withdrawal.paid',
  'withdrawal.refused',
  'withdrawal.returned',
  'balance.low',
  'purchase.questioned',
  'risk_case.opened',
  'risk_case.denied',
  'verification.passed',
  'verification.failed',
  'verification.needs_document',
  'sanctions.hits_found',
  'breakGlass.started',
  'domain.proof_missing',
  'domain.proof_lost',
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
    'card.suspended': ({ cardName, byName, idleDays }) => ({
      title: `Your card “${cardName}” is frozen`,
      body:
        idleDays === undefined
          ? `${byName} froze it. Purchases are declined until it is unfrozen.`
          : `It was ${unusedSentence('en', idleDays)}. Purchases are declined until an admin unfreezes it.`,
    }),
    'card.suspended_by_issuer': ({ cardName }) => ({
      title: `Your card “${cardName}” was frozen by the issuer`,
      body: 'Purchases are declined. An admin can help you.',
    }),
    'card.terminated': ({ cardName, byName }) => ({ title: `Your card “${cardName}” is closed`, body: `${byName} closed it for good.` }),
    'wallet.requested': ({ cardName }) => ({
      title: `Your card “${cardName}” is being added to a phone`,
      body: 'Confirm it as the phone asks. If that is not you, freeze the card.',
    }),
    'authentication.requested': ({ merchant, amount }) => ({
      title:
        merchant === ''
          ? 'A purchase waits for your confirmation'
          : `${amount === '' ? 'A purchase' : amount} at ${merchant} waits for you`,
      body: 'The issuer sends you a code to enter on the page of the shop. If that is not you, give it to nobody and freeze the card.',
    }),
    'transaction.declined': ({ merchant, amount, sentence }) => ({ title: `${amount} at ${merchant} was declined`, body: sentence }),
    'transaction.stood_in': ({ merchant, amount }) => ({
      title: 'The issuer decided while we were away',
      body: `${amount} at ${merchant} was approved in our place, and so may be others of this hour. Limits and funds were not asked: look at them.`,
    }),
    'limit.passed_above': ({ merchant, amount, control }) => ({
      title: `${amount} at ${merchant} went above a limit`,
      body: `A purchase of ${amount} went above “${control}”, which lets such purchases through. There may be others of this hour.`,
    }),
    'dispute.represented': ({ merchant, amount }) => ({
      title: `${merchant} contests your dispute`,
      body: `It is about ${amount}. Add what shows that you are right; an admin decides whether to insist.`,
    }),
    'dispute.due': ({ merchant, amount, day }) => ({
      title: `A dispute with ${merchant} has to be decided`,
      body: `It is about ${amount}. Without a decision by ${day} it is lost.`,
    }),
    'dispute.won': ({ merchant, amount }) => ({ title: `The dispute with ${merchant} was won`, body: `${amount} is yours again.` }),
    'dispute.lost': ({ merchant, amount }) => ({ title: `The dispute with ${merchant} was lost`, body: `The merchant keeps ${amount}.` }),
    'dispute.refused': ({ merchant, amount }) => ({
      title: `The dispute with ${merchant} was not accepted`,
      body: `It was about ${amount}. Open the purchase to dispute it in another way.`,
    }),
    'dispute.written_off': ({ merchant, amount }) => ({
      title: `The dispute with ${merchant} was written off`,
      body: `It was about ${amount}.`,
    }),
    'funds.approval_asked': ({ kind, amount, byName }) => ({
      title: `${byName} asks you to agree to a ${kind === 'TOP_UP' ? 'top-up' : 'withdrawal'} of ${amount}`,
      body: 'Nothing moves until an admin other than the one who asked says yes.',
    }),
    'funds.approval_declined': ({ kind, amount, byName }) => ({
      title: `Your ${kind === 'TOP_UP' ? 'top-up' : 'withdrawal'} of ${amount} was declined`,
      body: `${byName} did not agree to it. Nothing has moved.`,
    }),
    'top_up.arrived': ({ amount }) => ({ title: `Your top-up of ${amount} has arrived`, body: 'It can be spent from now on.' }),
    'top_up.returned': ({ amount, reason }) => ({ title: `A top-up of ${amount} was returned`, body: reason }),
    'withdrawal.paid': ({ amount }) => ({ title: `Your withdrawal of ${amount} was paid out`, body: 'The bank has it now.' }),
    'withdrawal.refused': ({ amount, reason }) => ({
      title: `A withdrawal of ${amount} was refused`,
      body: `${reason} The money is available again.`,
    }),
    'withdrawal.returned': ({ amount, reason }) => ({
      title: `A withdrawal of ${amount} was sent back by the bank`,
      body: `${reason} The money is available again.`,
    }),
    'balance.low': ({ available, below }) => ({
      title: `Only ${available} is available`,
      body: `That is below ${below}. Top up before purchases are declined.`,
    }),
    'purchase.questioned': ({ merchant, amount }) => ({
      title: `Was this you? ${amount} at ${merchant}`,
      body: 'Open the purchase and say yes or no. If it was not you, the card is frozen at once.',
    }),
    'risk_case.denied': ({ merchant, amount }) => ({
      title: `A holder did not make a purchase: ${amount} at ${merchant}`,
      body: 'The card was frozen. Look at the case, and replace the card.',
    }),
    'risk_case.opened': ({ name, sentence }) => ({ title: `Something unusual: ${name}`, body: sentence }),
    'verification.passed': ({ ofCompany }) => ({
      title: ofCompany ? 'Your company is verified' : 'You are verified',
      body: ofCompany ? 'Cards can be issued to whoever is verified.' : 'Nothing more is asked of you.',
    }),
    'verification.failed': ({ ofCompany }) => ({
      title: ofCompany ? 'Your company could not be verified' : 'You could not be verified',
      body: 'Open the verification to see what to do next.',
    }),
    'verification.needs_document': ({ ofCompany }) => ({
      title: ofCompany ? 'Your company’s verification needs a document' : 'Your verification needs a document',
      body: 'Open the verification to see what to send. It waits until then.',
    }),
    'sanctions.hits_found': ({ hits }) => ({
      title: hits === 1 ? 'A possible match with the sanctions list' : `${hits} possible matches with the sanctions list`,
      body: 'Compare what is known of both and decide. Do not warn anybody whom it is about.',
    }),
    'breakGlass.started': ({ byName, reason }) => ({
      title: `${byName}, who runs this installation, reads your company’s data`,
      body: `For half an hour at most, and without changing anything. The reason they gave: “${reason}”. What they read is in your audit log; under Security you can end it.`,
    }),
    'domain.proof_missing': ({ domain, day, locksOut }) => ({
      title: `The DNS record that proves ${domain} is gone`,
      body: `Set it again before ${day}: what it says stands under Security. From then on addresses of ${domain} do not lead to your sign-in any more, and whoever came in by it is signed out.${locksOut ? ' Since your company requires this sign-in and no other domain leads to it, nobody but the admins you have named for such a case can sign in then.' : ''}`,
    }),
    'domain.proof_lost': ({ domain, locksOut }) => ({
      title: `${domain} is no longer proven`,
      body: `Its DNS record was gone for seven days. Addresses of ${domain} do not lead to your sign-in any more, and whoever came in by it is signed out.${locksOut ? ' Since your company requires this sign-in and no other domain leads to it, nobody but the admins you have named for such a case can sign in now: they can also stop requiring it.' : ''} Set the record and prove the domain again under Security.`,
    }),
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
    'card.suspended': ({ cardName, byName, idleDays }) => ({
      title: `O seu cartão “${cardName}” está congelado`,
      body:
        idleDays === undefined
          ? `${byName} congelou-o. As compras são recusadas até ser descongelado.`
          : `O cartão ${unusedSentence('pt-PT', idleDays)}. As compras são recusadas até um administrador o descongelar.`,
    }),
    'card.suspended_by_issuer': ({ cardName }) => ({
      title: `O emissor congelou o seu cartão “${cardName}”`,
      body: 'As compras são recusadas. Um administrador pode ajudar.',
    }),
    'card.terminated': ({ cardName, byName }) => ({
      title: `O seu cartão “${cardName}” foi encerrado`,
      body: `${byName} encerrou-o definitivamente.`,
    }),
    'wallet.requested': ({ cardName }) => ({
      title: `O seu cartão “${cardName}” está a ser adicionado a um telemóvel`,
      body: 'Confirme como o telemóvel pede. Se não for você, congele o cartão.',
    }),
    'authentication.requested': ({ merchant, amount }) => ({
      title:
        merchant === ''
          ? 'Uma compra espera pela sua confirmação'
          : `${amount === '' ? 'Uma compra' : amount} em ${merchant} espera por si`,
      body: 'O emissor envia-lhe um código para introduzir na página da loja. Se não for você, não o dê a ninguém e congele o cartão.',
    }),
    'transaction.declined': ({ merchant, amount, sentence }) => ({ title: `${amount} em ${merchant} foi recusado`, body: sentence }),
    'transaction.stood_in': ({ merchant, amount }) => ({
      title: 'O emissor decidiu enquanto estávamos indisponíveis',
      body: `${amount} em ${merchant} foram aprovados em nosso lugar, e talvez outros desta hora. Os limites e os fundos não foram consultados: verifique-os.`,
    }),
    'limit.passed_above': ({ merchant, amount, control }) => ({
      title: `${amount} em ${merchant} passaram acima de um limite`,
      body: `Uma compra de ${amount} passou acima de “${control}”, que deixa passar tais compras. Pode haver outras desta hora.`,
    }),
    'dispute.represented': ({ merchant, amount }) => ({
      title: `${merchant} opõe-se à sua contestação`,
      body: `Trata-se de ${amount}. Junte o que mostra que tem razão; um administrador decide se se insiste.`,
    }),
    'dispute.due': ({ merchant, amount, day }) => ({
      title: `É preciso decidir uma contestação com ${merchant}`,
      body: `Trata-se de ${amount}. Sem decisão até ${day} está perdida.`,
    }),
    'dispute.won': ({ merchant, amount }) => ({ title: `A contestação com ${merchant} foi ganha`, body: `${amount} foram devolvidos.` }),
    'dispute.lost': ({ merchant, amount }) => ({
      title: `A contestação com ${merchant} foi perdida`,
      body: `O comerciante fica com ${amount}.`,
    }),
    'dispute.refused': ({ merchant, amount }) => ({
      title: `A contestação com ${merchant} não foi aceite`,
      body: `Tratava-se de ${amount}. Abra a compra para a contestar de outra forma.`,
    }),
    'dispute.written_off': ({ merchant, amount }) => ({
      title: `A contestação com ${merchant} foi encerrada`,
      body: `Tratava-se de ${amount}.`,
    }),
    'funds.approval_asked': ({ kind, amount, byName }) => ({
      title: `${byName} pede-lhe que aprove um ${kind === 'TOP_UP' ? 'carregamento' : 'levantamento'} de ${amount}`,
      body: 'Nada se move até que outro administrador, que não quem pediu, diga que sim.',
    }),
    'funds.approval_declined': ({ kind, amount, byName }) => ({
      title: `O seu ${kind === 'TOP_UP' ? 'carregamento' : 'levantamento'} de ${amount} não foi aprovado`,
      body: `${byName} não o aprovou. Nada se moveu.`,
    }),
    'top_up.arrived': ({ amount }) => ({ title: `O seu carregamento de ${amount} chegou`, body: 'Já pode ser gasto.' }),
    'top_up.returned': ({ amount, reason }) => ({ title: `Um carregamento de ${amount} foi devolvido`, body: reason }),
    'withdrawal.paid': ({ amount }) => ({ title: `O seu levantamento de ${amount} foi pago`, body: 'O banco já o tem.' }),
    'withdrawal.refused': ({ amount, reason }) => ({
      title: `Um levantamento de ${amount} foi recusado`,
      body: `${reason} O dinheiro está de novo disponível.`,
    }),
    'withdrawal.returned': ({ amount, reason }) => ({
      title: `Um levantamento de ${amount} foi devolvido pelo banco`,
      body: `${reason} O dinheiro está de novo disponível.`,
    }),
    'balance.low': ({ available, below }) => ({
      title: `Só há ${available} disponíveis`,
      body: `É menos do que ${below}. Carregue antes que as compras sejam recusadas.`,
    }),
    'purchase.questioned': ({ merchant, amount }) => ({
      title: `Foi você? ${amount} em ${merchant}`,
      body: 'Abra a compra e diga sim ou não. Se não foi, o cartão é congelado de imediato.',
    }),
    'risk_case.denied': ({ merchant, amount }) => ({
      title: `Um titular não fez uma compra: ${amount} em ${merchant}`,
      body: 'O cartão foi congelado. Veja o caso e substitua o cartão.',
    }),
    'risk_case.opened': ({ name, sentence }) => ({ title: `Algo invulgar: ${name}`, body: sentence }),
    'verification.passed': ({ ofCompany }) => ({
      title: ofCompany ? 'A sua empresa está verificada' : 'A sua identidade está verificada',
      body: ofCompany ? 'Já é possível emitir cartões a quem estiver verificado.' : 'Não lhe é pedido mais nada.',
    }),
    'verification.failed': ({ ofCompany }) => ({
      title: ofCompany ? 'Não foi possível verificar a sua empresa' : 'Não foi possível verificar a sua identidade',
      body: 'Abra a verificação para ver o que fazer a seguir.',
    }),
    'verification.needs_document': ({ ofCompany }) => ({
      title: ofCompany ? 'A verificação da sua empresa precisa de um documento' : 'A sua verificação precisa de um documento',
      body: 'Abra a verificação para ver o que enviar. Até lá fica à espera.',
    }),
    'sanctions.hits_found': ({ hits }) => ({
      title:
        hits === 1 ? 'Uma possível correspondência com a lista de sanções' : `${hits} possíveis correspondências com a lista de sanções`,
      body: 'Compare o que se sabe de ambos e decida. Não avise ninguém a quem isto diga respeito.',
    }),
    'breakGlass.started': ({ byName, reason }) => ({
      title: `${byName}, que opera esta instalação, está a consultar os dados da sua empresa`,
      body: `Durante meia hora, no máximo, e sem alterar nada. O motivo que deu: “${reason}”. O que consulta fica no registo de auditoria; em Segurança pode pôr fim à consulta.`,
    }),
    'domain.proof_missing': ({ domain, day, locksOut }) => ({
      title: `O registo DNS que comprova ${domain} desapareceu`,
      body: `Volte a publicá-lo antes de ${day}: o que deve dizer está em Segurança. A partir daí, os endereços de ${domain} deixam de levar ao início de sessão da sua empresa e terminam as sessões de quem entrou por ele.${locksOut ? ' Como a sua empresa exige este início de sessão e nenhum outro domínio leva a ele, a partir daí só entram os administradores que indicou para esse caso.' : ''}`,
    }),
    'domain.proof_lost': ({ domain, locksOut }) => ({
      title: `${domain} deixou de estar comprovado`,
      body: `O registo DNS faltou durante sete dias. Os endereços de ${domain} já não levam ao início de sessão da sua empresa e terminaram as sessões de quem entrou por ele.${locksOut ? ' Como a sua empresa exige este início de sessão e nenhum outro domínio leva a ele, só entram agora os administradores que indicou para esse caso: também podem deixar de o exigir.' : ''} Publique o registo e comprove o domínio de novo em Segurança.`,
    }),
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
