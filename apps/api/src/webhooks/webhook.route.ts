import type { BasicCredentials } from '@afc/marqeta';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { callerCheck, type SignatureRules } from '../authorization/caller.ts';
import { CallerRefusedError, MessageNotUnderstoodError } from '../authorization/caller.errors.ts';
import { DomainError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { answerProblem } from '../platform/problem.ts';
import type { Inbox } from './inbox.ts';
import { readDelivery } from './incoming-message.ts';
import { InboxAwayError } from './webhook.errors.ts';

export type WebhookRouteDeps = {
  readonly inbox: Inbox;
  /** The newest first; two while one is changed. */
  readonly credentials: readonly BasicCredentials[];
  readonly signature: SignatureRules & { readonly header: string };
  readonly allowedIps: readonly string[];
  readonly log: Log;
  /** Told of each delivery that is not answered with 200, by its code. */
  readonly onRefused: (code: string) => void;
};

/** Ten notifications of a few kilobytes each, and room. */
const BODY_LIMIT = 1024 * 1024;

/** The first document's two paths; each takes whatever Marqeta sends, as one webhook may be subscribed to everything. */
const PATHS = ['/webhooks/marqeta/transaction', '/webhooks/marqeta/card', '/webhooks/marqeta'];

/** Stores what Marqeta reports and answers 200 (wire-format §14.5). It is applied afterwards. */
export function webhookRoutes({ inbox, credentials, signature, allowedIps, log, onRefused }: WebhookRouteDeps): FastifyPluginAsync {
  const refuse = callerCheck({ credentials, signature, allowedIps });

  async function handle(request: FastifyRequest<{ Body: Buffer }>, reply: FastifyReply): Promise<FastifyReply> {
    const { headers, ip } = request;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const refusal = refuse({ ip, authorization: headers.authorization, signature: textOf(headers[signature.header]), body });
    if (refusal !== null) {
      log.warn({ ip, refusal, bytes: body.length }, 'webhook refused');
      throw new CallerRefusedError(refusal);
    }
    const delivery = readDelivery(body);
    if (!delivery.ok) {
      log.warn({ bytes: body.length }, 'webhook not understood');
      throw new MessageNotUnderstoodError();
    }
    if (delivery.messages.length > 0) {
      const traceId = textOf(headers['x-marqeta-request-trace-id'])?.slice(0, 200) ?? null;
      await inbox.store(delivery.messages, 'WEBHOOK', traceId).catch((error: unknown) => {
        log.error({ err: error, messages: delivery.messages.length }, 'webhook not stored: Marqeta will try again');
        throw new InboxAwayError();
      });
    }
    return reply.code(200).type('application/json').send('{}');
  }

  return async (app: FastifyInstance) => {
    app.setErrorHandler((error, request, reply) => {
      const answered = answerProblem(error, request, reply);
      onRefused(codeOf(error, answered.statusCode));
      return answered;
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
    for (const path of PATHS) app.post<{ Body: Buffer }>(path, { bodyLimit: BODY_LIMIT, helmet: false }, handle);
  };
}

/** One address may call many times a second with anything: a code is one of few words. */
function codeOf(error: unknown, status: number): string {
  if (error instanceof DomainError) return error.code;
  return status === 413 ? 'TOO_LARGE' : `HTTP_${status}`;
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
