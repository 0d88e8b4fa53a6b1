import { ApiError, invalidField, notFound } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { isOpen } from '../core/dispute-state.ts';
import { type Fields, oneOf, readFields, text, textOf, token } from '../core/fields.ts';
import { toNumber, unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import { CHARGEBACK_REASONS, type ChargebackReason } from '../../wire/disputes.ts';
import type { Deps, Routes } from './deps.ts';
import { networkReasonCode } from './dispute-reasons.ts';
import { amountOf, changeCredit, chargebackOf, type MoveRequest, moveChargeback, openChargeback, viewOf } from './disputes.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const LIST = { count: 10, max: 100 };

/** What the programme may ask for; a rejection by the network or a withdrawal comes by itself (wire-format §15.1). */
const REQUESTABLE = [
  'REPRESENTMENT',
  'PREARBITRATION',
  'PREARB_RESPONDED',
  'ARBITRATION',
  'CASE_WON',
  'CASE_LOST',
  'WRITTEN_OFF_ISSUER',
  'WRITTEN_OFF_PROGRAM',
  'ARBITRATION_RESPONSE',
  'ARBITRATION_DECISION',
  'RETRIEVAL_REQUEST',
  'RETRIEVAL_RESPONSE',
] as const;

const TRANSITION: Fields = {
  token,
  chargeback_token: { type: 'text', min: 1, max: 36, required: true },
  state: oneOf(REQUESTABLE, true),
  channel: oneOf(['GATEWAY', 'GATEWAY_AUTOMATED', 'ISSUER', 'ISSUER_AUTOMATED']),
  reason: { type: 'text', min: 1, max: 3000 },
};
const UPDATE: Fields = { reason_code: text(10), reason_description: oneOf(CHARGEBACK_REASONS), memo: text(1024) };
const FILTERS = ['transaction_token', 'network_case_id'] as const;

/** Disputes in the older model (wire-format §15.1). */
export const chargebackRoutes: Routes = (app, deps) => {
  app.post('/chargebacks', async (request, reply) => reply.code(201).send(openChargeback(deps, request.body)));

  app.get('/chargebacks', async (request) => listed(deps, request.query as Query));

  app.get('/chargebacks/:token', async (request) => viewOf(chargebackOf(deps, tokenOf(request.params)).body));

  app.put('/chargebacks/:token', async (request) => updated(deps, tokenOf(request.params), request.body));

  app.put('/chargebacks/:token/grantprovisionalcredit', async (request) =>
    changeCredit(deps, { kind: 'GRANT_CREDIT' }, tokenOf(request.params)),
  );

  app.put('/chargebacks/:token/reverseprovisionalcredit', async (request) =>
    changeCredit(deps, { kind: 'TAKE_CREDIT_BACK' }, tokenOf(request.params)),
  );

  app.post('/chargebacks/transitions', async (request, reply) =>
    reply.code(201).send(moveChargeback(deps, request.body, readMove(request.body))),
  );

  app.get('/chargebacks/transitions/:token', async (request) => {
    const transition = deps.resources.find('chargebacktransition', tokenOf(request.params));
    if (transition === null) throw notFound('Chargeback transition');
    return transition.body;
  });

  app.get('/chargebacks/:token/transitions', async (request) => {
    const { token: chargeback } = chargebackOf(deps, tokenOf(request.params));
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const transitions = deps.resources.list(
      'chargebacktransition',
      { chargeback_token: chargeback },
      orderOf(query, '-createdTime'),
      slice,
    );
    return pageOf(
      transitions.map(({ body }) => body),
      slice,
    );
  });
};

const tokenOf = (params: unknown): string => (params as { token: string }).token;

function readMove(given: unknown): MoveRequest {
  const fields = readFields(given, TRANSITION);
  return {
    chargeback: textOf(fields['chargeback_token']),
    under: null,
    to: fields['state'] as MoveRequest['to'],
    amount: (given as Body)['amount'] === undefined ? null : amountOf(given),
    reason: textOf(fields['reason']) || null,
    channel: textOf(fields['channel']) || null,
  };
}

function listed(deps: Deps, query: Query): Body {
  const slice = sliceOf(query, LIST);
  const amount = query['amount'] === undefined ? null : unitsFrom(query['amount']);
  if (query['amount'] !== undefined && amount === null) throw invalidField('amount', 'must be an amount');
  const states = query['states']?.split(',');
  const where = {
    ...Object.fromEntries(FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]]))),
    ...(amount === null ? {} : { amount: toNumber(amount) }),
  };
  const all = deps.resources.list('chargeback', where, orderOf(query, '-createdTime'), { count: ALL, startIndex: 0 });
  const chosen = all.map(({ body }) => viewOf(body)).filter((body) => states === undefined || states.includes(textOf(body['state'])));
  return pageOf(chosen.slice(slice.startIndex, slice.startIndex + slice.count + 1), slice);
}

/** Disputes are few: a list of them is filtered by hand. */
const ALL = 100_000;

function updated(deps: Deps, tokenText: string, given: unknown): Body {
  const { body, state } = chargebackOf(deps, tokenText);
  if (!isOpen(state.phase)) throw new ApiError(422, '422001', `A chargeback in state ${state.phase} cannot be changed`);
  const fields = readFields(given, UPDATE, true);
  const reason = fields['reason_description'] as ChargebackReason | undefined;
  const at = deps.clock.now();
  const code = reason === undefined ? {} : { reason_code: networkReasonCode(reason) };
  const after = { ...body, ...code, ...fields, last_modified_time: wireTime(at) };
  deps.resources.update('chargeback', tokenText, after, at);
  return viewOf(after);
}
