import { CommandoMode, CommandoTransition } from '../wire/commando.ts';
import { Pong, ProgramFundingSource, ProgramGateway, Webhook } from '../wire/resources.ts';
import { type Calls, checked, segment } from './calls.ts';
import type * as Requests from './requests.ts';

const checks = {
  pong: checked(Pong),
  gateway: checked(ProgramGateway),
  source: checked(ProgramFundingSource),
  webhook: checked(Webhook),
  commando: checked(CommandoMode),
  commandoTransition: checked(CommandoTransition),
};

type Headers = Readonly<Record<string, string>>;

/** What the account as a whole has: whom it asks, whom it tells, and who decides when nobody answers (wire-format §6, §8, §14). */
export function accountCalls(calls: Calls) {
  return {
    ping: () => calls.get('/ping', checks.pong),
    programGateways: {
      create: (body: Requests.CreateProgramGateway) => calls.create('/fundingsources/programgateway', body, checks.gateway),
      get: (token: string) => calls.get(`/fundingsources/programgateway/${segment(token)}`, checks.gateway),
      /** Marqeta wants the URL and both credentials again with every update (§6.1). */
      update: (token: string, body: Requests.CreateProgramGateway) =>
        calls.put(`/fundingsources/programgateway/${segment(token)}`, body, checks.gateway),
      setCustomHeaders: (token: string, headers: Headers) =>
        calls.put(`/fundingsources/programgateway/customheaders/${segment(token)}`, { custom_header: headers }, checks.gateway),
    },
    /** What Commando mode pays from (§6.2). */
    programFundingSources: {
      create: (body: { readonly token?: string; readonly name: string; readonly active?: boolean }) =>
        calls.create('/fundingsources/program', body, checks.source),
      get: (token: string) => calls.get(`/fundingsources/program/${segment(token)}`, checks.source),
    },
    webhooks: {
      create: (body: Requests.CreateWebhook) => calls.create('/webhooks', body, checks.webhook),
      get: (token: string) => calls.get(`/webhooks/${segment(token)}`, checks.webhook),
      list: (filter?: { readonly active?: boolean }) => calls.list('/webhooks', checks.webhook, { ...filter }),
      /** Replaces the settings: name, events and config are wanted again, with real secrets, not the masked ones (§14.1). */
      update: (token: string, body: Requests.CreateWebhook) => calls.put(`/webhooks/${segment(token)}`, body, checks.webhook),
      setCustomHeaders: (token: string, headers: Headers) =>
        calls.put(`/webhooks/customheaders/${segment(token)}`, { custom_header: headers }, checks.webhook),
      /** Has Marqeta call the endpoint now; refused when that does not answer 200 within five seconds (§14.8). */
      ping: (token: string) => calls.again('POST', `/webhooks/${segment(token)}/ping`, {}),
      /** Sends one notification again; the category is e.g. `transaction` or `cardtransition` (§14.9). */
      resend: (token: string, category: string, eventToken: string) =>
        calls.again('POST', `/webhooks/${segment(token)}/${segment(category)}/${segment(eventToken)}`, {}),
    },
    /** Read only: Marqeta sets them up (§8). */
    commandoModes: {
      list: () => calls.list('/commandomodes', checks.commando),
      get: (token: string) => calls.get(`/commandomodes/${segment(token)}`, checks.commando),
      transitions: (token: string) => calls.list(`/commandomodes/${segment(token)}/transitions`, checks.commandoTransition),
    },
  };
}
