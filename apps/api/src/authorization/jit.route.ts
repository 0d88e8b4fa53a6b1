import { answerJit, type BasicCredentials, type JitBalance, type JitEcho, type JitVerdict, parseJitRequest } from '@afc/marqeta';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../platform/log.ts';
import { type Money, toDecimal } from '../platform/money.ts';
import { answerProblem } from '../platform/problem.ts';
import type { Authorizer } from './authorizer.ts';
import { CallerRefusedError, MessageNotUnderstoodError } from './caller.errors.ts';
import { callerCheck } from './caller.ts';
import { MARQETA_REASON } from './decline-reasons.ts';
import type { Answer } from './judge.ts';
import { toAuthorizationRequest } from './request.ts';

export type JitRouteDeps = {
  readonly authorizer: Authorizer;
  readonly credentials: BasicCredentials;
  readonly allowedIps: readonly string[];
  readonly log: Log;
  /** Keeps a message that only tells, to be applied like a webhook. */
  readonly tell: (transaction: string) => Promise<void>;
  /** Keeps what could not be decided, for a person to look at. */
  readonly keep: (body: string, problem: string) => Promise<void>;
};

const BODY_LIMIT = 128 * 1024;

/** `POST /webhooks/marqeta/auth`: 200 approves, 402 declines, both with a `jit_funding` body (wire-format §13.4). */
export function jitRoutes(deps: JitRouteDeps): FastifyPluginAsync {
  const refuse = callerCheck({ credentials: [deps.credentials], signature: null, allowedIps: deps.allowedIps });

  async function handle(request: FastifyRequest<{ Body: Buffer }>, reply: FastifyReply): Promise<FastifyReply> {
    const { authorization } = request.headers;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    // Marqeta documents no signature for gateway requests (wire-format §18 d).
    const refusal = refuse({ ip: request.ip, authorization, signature: undefined, body });
    if (refusal !== null) {
      deps.log.warn({ ip: request.ip, refusal }, 'gateway request refused');
      throw new CallerRefusedError(refusal);
    }
    const parsed = parseJitRequest(body);
    if (!parsed.ok) return undecidable(reply, body, parsed);
    const asked = toAuthorizationRequest(parsed.request);
    if (asked.method.kind === 'TOLD') {
      await deps.tell(body.toString('utf8'));
      return send(reply, parsed.request.jit, { outcome: 'APPROVED' });
    }
    const answer = await deps.authorizer.submit(asked);
    if (answer.reason === 'CARD_UNKNOWN') {
      deps.log.warn({ card: asked.cardToken, jitToken: asked.jitToken }, 'gateway request for an unknown card');
      keepAside(body, 'CARD_UNKNOWN');
    }
    return send(reply, parsed.request.jit, verdictOf(answer));
  }

  /** Enough of it may be readable to decline it as Marqeta expects; an error status could let Commando Mode approve it. */
  function undecidable(
    reply: FastifyReply,
    body: Buffer,
    { reason, problems, echo }: Extract<ReturnType<typeof parseJitRequest>, { ok: false }>,
  ): FastifyReply {
    deps.log.warn({ reason, problems: problems.slice(0, 5) }, 'gateway request not understood');
    if (reason !== 'NOT_JSON') keepAside(body, problems.join('; '));
    if (echo === null) throw new MessageNotUnderstoodError();
    return send(reply, echo, { outcome: 'DECLINED', declineReason: 'TRANSACTION_NOT_PERMITTED' });
  }

  /** The answer does not wait for the archive. */
  function keepAside(body: Buffer, why: string): void {
    deps.keep(body.toString('utf8'), why).catch((error: unknown) => deps.log.error({ err: error }, 'a gateway request could not be kept'));
  }

  return async (app: FastifyInstance) => {
    app.setErrorHandler(answerProblem);
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
    // What browsers are told with each answer would cost as much as the decision's own JSON; Marqeta is none.
    app.post<{ Body: Buffer }>('/webhooks/marqeta/auth', { bodyLimit: BODY_LIMIT, helmet: false }, handle);
  };
}

function send(reply: FastifyReply, echo: JitEcho, verdict: JitVerdict): FastifyReply {
  const { status, body } = answerJit(echo, verdict);
  return reply.code(status).type('application/json').send(body);
}

function verdictOf({ outcome, amount, reason, authorizationId, balances }: Answer): JitVerdict {
  const memo = authorizationId === null ? {} : { memo: authorizationId };
  if (outcome === 'DECLINED') return { outcome, ...memo, ...(reason === null ? {} : { declineReason: MARQETA_REASON[reason] }) };
  return {
    outcome,
    amount: toDecimal(amount),
    ...memo,
    ...(balances === null ? {} : { balances: { [amount.currency]: balanceOf(balances) } }),
  };
}

function balanceOf({ available, held }: { available: Money; held: Money }): JitBalance {
  return {
    currency_code: available.currency,
    ledger_balance: toDecimal({ ...available, minor: available.minor + held.minor }),
    available_balance: toDecimal(available),
  };
}
