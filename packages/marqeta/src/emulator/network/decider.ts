import { basicAuthorization } from '../../wire/basic-auth.ts';
import type { Exchanges } from '../core/exchanges.ts';
import type { Resources } from '../core/resources.ts';
import type { HttpOutcome, HttpRequest, Transport } from '../core/transport.ts';
import type { Faults } from '../faults/faults.ts';
import { through } from '../faults/through.ts';
import type { Settings } from '../settings.ts';
import type { Commando } from './commando.ts';
import type { Context } from './context.ts';
import { factsFor, partialAllowed } from './facts.ts';
import { readGatewayAnswer } from './gateway-answer.ts';
import { judge } from './judge.ts';
import { type Draft, question, verifiesAccount } from './message.ts';
import { programSource } from './payer.ts';
import type { ControlRefusal, SpendControls } from './spend/spend-controls.ts';
import type { CommandoMode, StandIn } from './stand-in.ts';
import type { Answer, Verdict } from './verdict.ts';

interface Deps {
  readonly resources: Resources;
  readonly exchanges: Exchanges;
  readonly transport: Transport;
  readonly faults: Faults;
  readonly settings: Settings;
}

const NOT_SUFFICIENT: Verdict = { kind: 'DECLINED_BEFORE', code: '1016', information: null };

/** Says yes or no to what is asked, in Marqeta's order (wire-format §17.3): its own checks, the spend controls, then whoever pays, or Commando Mode in its place. */
export class Decider {
  readonly #deps: Deps;
  readonly #spend: SpendControls;
  readonly #commando: Commando;

  constructor(deps: Deps, spend: SpendControls, commando: Commando) {
    this.#deps = deps;
    this.#spend = spend;
    this.#commando = commando;
  }

  async decide(draft: Draft): Promise<Verdict> {
    const { payer, context } = draft;
    const mode = payer.kind === 'GATEWAY' ? this.#commando.of(context.product) : null;
    const manual = mode?.enabled === true ? mode : null;
    const refused = this.#refusalBefore(draft, manual);
    if (refused !== null) return { kind: 'DECLINED_BEFORE', ...refused };
    if (payer.kind === 'ACCOUNT') return { kind: 'ACCOUNT_DECIDES' };
    if (manual !== null) return this.#standIn(draft, manual, 'COMMANDO_MANUAL') ?? NOT_SUFFICIENT;
    if (payer.source === null) return NOT_SUFFICIENT;
    if (payer.kind === 'PROGRAM') return { kind: 'ANSWERED', answer: programPays(draft) };
    if (context.gateway === null) return NOT_SUFFICIENT;
    const answer = await this.#ask(draft, context.gateway);
    this.#commando.noteAnswer(context.gateway.token, answer.failure !== null, draft.terms.at);
    const stoodIn = mode !== null && answer.failure !== null && mode.standsInFor.has(answer.failure);
    return (stoodIn ? this.#standIn(draft, mode, 'COMMANDO_AUTO') : null) ?? { kind: 'ANSWERED', answer };
  }

  #refusalBefore(draft: Draft, manual: CommandoMode | null): ControlRefusal | null {
    const code =
      draft.rule.side === 'CREDIT' ? null : judge(factsFor(draft, manual?.ignoresSuspension ?? false), this.#deps.settings.unconfirmed);
    return code === null ? this.#spend.judge(draft) : { code, information: null };
  }

  /** `null` when there is nothing to pay from. */
  #standIn(draft: Draft, mode: CommandoMode, by: StandIn): Verdict | null {
    const source = programSource(this.#deps.resources, mode.programSource);
    if (source === null) return null;
    const refused = this.#spend.judgeStandIn(draft, mode);
    return refused === null ? { kind: 'STOOD_IN', by, source, answer: programPays(draft) } : { kind: 'DECLINED_BEFORE', ...refused };
  }

  async #ask(draft: Draft, gateway: NonNullable<Context['gateway']>): Promise<ReturnType<typeof readGatewayAnswer>> {
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

  async #post({ tokens, purchase, rule, context }: Draft, request: HttpRequest): Promise<HttpOutcome> {
    const { faults, transport, exchanges } = this.#deps;
    const fault = faults.strike({ place: 'gateway', subject: rule.method, card: context.cardToken });
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
