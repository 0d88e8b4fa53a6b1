import { basicAuthorization } from '../../wire/basic-auth.ts';
import type { Exchanges } from '../core/exchanges.ts';
import type { HttpOutcome, HttpRequest, Transport } from '../core/transport.ts';
import type { Faults } from '../faults/faults.ts';
import { through } from '../faults/through.ts';
import type { Settings } from '../settings.ts';
import type { Context } from './context.ts';
import { factsFor, partialAllowed } from './facts.ts';
import { readGatewayAnswer } from './gateway-answer.ts';
import { judge } from './judge.ts';
import { type Draft, question } from './message.ts';
import type { SpendControls } from './spend/spend-controls.ts';
import type { Answer, Verdict } from './verdict.ts';

interface Deps {
  readonly exchanges: Exchanges;
  readonly transport: Transport;
  readonly faults: Faults;
  readonly settings: Settings;
}

const NOT_SUFFICIENT = '1016';

/** Says yes or no to what is asked, in Marqeta's order (wire-format §17.3): its own checks, the spend controls, then whoever pays. */
export class Decider {
  readonly #deps: Deps;
  readonly #spend: SpendControls;

  constructor(deps: Deps, spend: SpendControls) {
    this.#deps = deps;
    this.#spend = spend;
  }

  async decide(draft: Draft): Promise<Verdict> {
    const early = draft.rule.side === 'CREDIT' ? null : judge(factsFor(draft));
    if (early !== null) return { kind: 'DECLINED_BEFORE', code: early, information: null };
    const refused = this.#spend.judge(draft);
    if (refused !== null) return { kind: 'DECLINED_BEFORE', ...refused };
    const { payer, context } = draft;
    if (payer.kind === 'ACCOUNT') return { kind: 'ACCOUNT_DECIDES' };
    if (payer.source === null) return { kind: 'DECLINED_BEFORE', code: NOT_SUFFICIENT, information: null };
    if (payer.kind === 'PROGRAM') return { kind: 'ANSWERED', answer: programPays(draft) };
    if (context.gateway === null) return { kind: 'DECLINED_BEFORE', code: NOT_SUFFICIENT, information: null };
    return { kind: 'ANSWERED', answer: await this.#ask(draft, context.gateway) };
  }

  async #ask(draft: Draft, gateway: NonNullable<Context['gateway']>): Promise<Answer> {
    const request: HttpRequest = {
      url: gateway.url,
      headers: {
        ...gateway.headers,
        'content-type': 'application/json',
        authorization: basicAuthorization(gateway),
      },
      body: JSON.stringify(question(draft)),
      timeoutMs: gateway.timeoutMs,
    };
    const outcome = await this.#post(draft, request);
    const { tokens, rule, amounts } = draft;
    return readGatewayAnswer(
      outcome,
      {
        transaction: tokens.transaction,
        jit: tokens.jit,
        method: rule.method,
        amount: amounts.funded,
        partialAllowed: partialAllowed(draft),
        accountVerification: verifiesAccount(draft),
      },
      this.#deps.settings.unconfirmed,
    );
  }

  async #post({ tokens, purchase, rule }: Draft, request: HttpRequest): Promise<HttpOutcome> {
    const { faults, transport, exchanges } = this.#deps;
    const fault = faults.strike({ place: 'gateway', subject: rule.method });
    const record = (sent: HttpRequest, outcome: HttpOutcome): void =>
      exchanges.record({
        kind: 'gateway',
        subject: [tokens.transaction],
        purchases: [purchase?.token ?? tokens.transaction],
        request: sent,
        outcome,
        attempt: 1,
        fault: fault?.kind ?? null,
      });
    const outcome = await through(fault, request, { faults, post: (sent) => transport.post(sent), impatient: true, besides: record });
    record(request, outcome);
    return outcome;
  }
}

/** The programme's funding source has no bottom (§6.2). */
function programPays(draft: Draft): Answer {
  const responseCode = verifiesAccount(draft) ? '1830' : '0000';
  return { approved: true, amount: draft.amounts.funded, responseCode, answer: null, log: null };
}

export function verifiesAccount({ rule }: Draft): boolean {
  return rule.method === 'pgfs.authorization.account_verification';
}
