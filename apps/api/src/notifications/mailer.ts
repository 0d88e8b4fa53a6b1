import { createTransport } from 'nodemailer';

export type Mail = { readonly to: string; readonly subject: string; readonly text: string };

/** Sends one mail. Null in its place where no server is configured. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** By SMTP; `url` as nodemailer reads it: smtps://user:password@host:465. */
export function smtpMailer(url: string, from: string): Mailer {
  const transport = createTransport(url, { from });
  return {
    async send(mail) {
      await transport.sendMail(mail);
    },
    close: () => transport.close(),
  };
}
