import type { BasicCredentials } from '@afc/marqeta';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { callerCheck } from '../authorization/caller.ts';
import { CallerRefusedError, MessageNotUnderstoodError } from '../authorization/caller.errors.ts';
import type { Log } from '../platform/log.ts';
import { answerProblem } from '../platform/problem.ts';
import type { Inbox } from './inbox.ts';
import { readDelivery } from './incoming-message.ts';

export type WebhookRouteDeps = {
  readonly inbox: Inbox;
  readonly credentials: BasicCredentials;
  /** The newest first; more than one while a secret is rotated. */
  readonly secrets: readonly string[];
  readonly allowedIps: readonly string[];
  readonly log: Log;
};

/** Ten notifications of a few kilobytes each, and room. */
const BODY_LIMIT = 1024 * 1024;

/** The first document's two paths; each takes whatever Marqeta sends, as one webhook may be subscribed to everything. */
const PATHS = ['/webhooks/marqeta/transaction', '/webhooks/marqeta/card', '/webhooks/marqeta'];

/** Stores what Marqeta reports and answers 200 (wire-format §14.5). It is applied afterwards. */
export function webhookRoutes({ inbox, credentials, secrets, allowedIps, log }: WebhookRouteDeps): FastifyPluginAsync {
  const refuse = callerCheck({ credentials, secrets, allowedIps });

  async function handle(request: FastifyRequest<{ Body: Buffer }>, reply: FastifyReply): Promise<FastifyReply> {
    const { authorization, 'x-marqeta-signature': signature, 'x-marqeta-request-trace-id': traceId } = request.headers;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const refusal = refuse({ ip: request.ip, authorization, signature: typeof signature === 'string' ? signature : undefined, body });
    if (refusal !== null) {
      log.warn({ ip: request.ip, refusal, bytes: body.length }, 'webhook refused');
      throw new CallerRefusedError(refusal);
    }
    const delivery = readDelivery(body);
    if (!delivery.ok) {
      log.warn({ bytes: body.length }, 'webhook not understood');
      throw new MessageNotUnderstoodError();
    }
    if (delivery.messages.length > 0)
      await inbox.store(delivery.messages, 'WEBHOOK', typeof traceId === 'string' ? traceId.slice(0, 200) : null);
    return reply.code(200).type('application/json').send('{}');
  }

  return async (app: FastifyInstance) => {
    app.setErrorHandler(answerProblem);
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
    for (const path of PATHS) app.post<{ Body: Buffer }>(path, { bodyLimit: BODY_LIMIT, helmet: false }, handle);
  };
}
