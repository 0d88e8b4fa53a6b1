import type { Locale } from './locale.ts';
import type { Notice } from './notice.ts';

/** Mails about signing in, which come also to who is of no company yet. */
export type IdentityMailValues = {
  readonly 'password.reset': { readonly link: string };
  readonly 'password.changed': { readonly link: string };
  readonly 'secondFactor.ended': { readonly link: string };
  readonly 'access.suspended': { readonly company: string };
  readonly 'access.restored': { readonly company: string; readonly link: string };
  readonly 'passkey.added': { readonly link: string };
  readonly 'passkey.removed': { readonly link: string };
  readonly invitation: { readonly firstName: string; readonly company: string; readonly byName: string; readonly link: string };
};
export type IdentityMailKind = keyof IdentityMailValues;

type Writers = { readonly [Kind in IdentityMailKind]: (values: IdentityMailValues[Kind]) => Notice };

const WRITERS: Readonly<Record<Locale, Writers>> = {
  en: {
    'password.reset': ({ link }) => ({
      title: 'Set a new password',
      body: `Somebody, we hope you, asked for a new password. Within 30 minutes this link sets one, once:\n\n${link}\n\nIf it was not you, do nothing: your password stays as it is.`,
    }),
    'password.changed': ({ link }) => ({
      title: 'Your password was changed',
      body: `Your password was changed, by a link that we had mailed to you or by somebody who was signed in as you, and your other sessions ended.\n\nIf it was not you, set another one now and tell an admin of your company:\n\n${link}`,
    }),
    'secondFactor.ended': ({ link }) => ({
      title: 'Your second factor was ended',
      body: `An admin of your company has ended your second factor, and you were signed out everywhere. Your authenticator and your passkeys are good no more. Your password alone lets you in now: sign in and set up a new one.\n\n${link}\n\nIf you did not ask for it, tell another admin at once.`,
    }),
    'access.suspended': ({ company }) => ({
      title: `Your access at ${company} is suspended`,
      body: `${company} has suspended your access: you can neither sign in nor pay with your cards until it is lifted. You were signed out everywhere.\n\nIf you do not know why, ask an admin of ${company}.`,
    }),
    'access.restored': ({ company, link }) => ({
      title: `You have access at ${company} again`,
      body: `${company} has lifted the suspension of your access: you can sign in and pay with your cards again.\n\n${link}`,
    }),
    'passkey.added': ({ link }) => ({
      title: 'A passkey was added',
      body: `A passkey was added to your account. It signs in as you, without your password.\n\nIf it was not you, remove it now, set another password and tell an admin of your company:\n\n${link}`,
    }),
    'passkey.removed': ({ link }) => ({
      title: 'A passkey was removed',
      body: `A passkey was removed from your account. It signs in as you no more.\n\nIf it was not you, look at how you sign in, set another password and tell an admin of your company:\n\n${link}`,
    }),
    invitation: ({ firstName, company, byName, link }) => ({
      title: `${company} invites you`,
      body: `Hello ${firstName},\n\n${byName} invites you to ${company}. Within 7 days this link lets you in, once:\n\n${link}\n\nIf you do not know what this is about, do nothing.`,
    }),
  },
  'pt-PT': {
    'password.reset': ({ link }) => ({
      title: 'Defina uma nova palavra-passe',
      body: `Alguém, esperamos que você, pediu uma nova palavra-passe. Durante 30 minutos esta ligação permite defini-la, uma vez:\n\n${link}\n\nSe não foi você, não faça nada: a sua palavra-passe fica como está.`,
    }),
    'password.changed': ({ link }) => ({
      title: 'A sua palavra-passe foi alterada',
      body: `A sua palavra-passe foi alterada, por uma ligação que lhe enviámos ou por alguém com sessão iniciada em seu nome, e as suas outras sessões terminaram.\n\nSe não foi você, defina já outra e avise um administrador da sua empresa:\n\n${link}`,
    }),
    'secondFactor.ended': ({ link }) => ({
      title: 'O seu segundo fator foi terminado',
      body: `Um administrador da sua empresa terminou o seu segundo fator, e todas as suas sessões terminaram. O seu autenticador e as suas chaves de acesso deixaram de servir. Agora basta a sua palavra-passe para entrar: inicie sessão e configure um novo.\n\n${link}\n\nSe não o pediu, avise já outro administrador.`,
    }),
    'access.suspended': ({ company }) => ({
      title: `O seu acesso a ${company} está suspenso`,
      body: `${company} suspendeu o seu acesso: não pode iniciar sessão nem pagar com os seus cartões até a suspensão ser levantada. Todas as suas sessões terminaram.\n\nSe não sabe porquê, pergunte a um administrador de ${company}.`,
    }),
    'access.restored': ({ company, link }) => ({
      title: `Voltou a ter acesso a ${company}`,
      body: `${company} levantou a suspensão do seu acesso: pode de novo iniciar sessão e pagar com os seus cartões.\n\n${link}`,
    }),
    'passkey.added': ({ link }) => ({
      title: 'Foi adicionada uma chave de acesso',
      body: `Foi adicionada uma chave de acesso à sua conta. Com ela inicia-se sessão em seu nome, sem a sua palavra-passe.\n\nSe não foi você, remova-a já, defina outra palavra-passe e avise um administrador da sua empresa:\n\n${link}`,
    }),
    'passkey.removed': ({ link }) => ({
      title: 'Foi removida uma chave de acesso',
      body: `Foi removida uma chave de acesso da sua conta. Com ela já não se inicia sessão em seu nome.\n\nSe não foi você, veja como inicia sessão, defina outra palavra-passe e avise um administrador da sua empresa:\n\n${link}`,
    }),
    invitation: ({ firstName, company, byName, link }) => ({
      title: `Convite de ${company}`,
      body: `Olá ${firstName},\n\n${byName} convida-o(a) para ${company}. Durante 7 dias esta ligação dá-lhe entrada, uma vez:\n\n${link}\n\nSe não sabe do que se trata, não faça nada.`,
    }),
  },
};

export function writeIdentityMail<Kind extends IdentityMailKind>(locale: Locale, kind: Kind, values: IdentityMailValues[Kind]): Notice {
  const write: (values: IdentityMailValues[Kind]) => Notice = WRITERS[locale][kind];
  return write(values);
}
