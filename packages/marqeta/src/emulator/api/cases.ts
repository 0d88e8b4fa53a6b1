import { ApiError, invalidField, notFound } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { caseDisputeState, caseState, DISPUTE_PHASES, type DisputePhase } from '../core/dispute-state.ts';
import { type Fields, object, oneOf, readFields, text, textOf, token } from '../core/fields.ts';
import { toNumber } from '../core/money.ts';
import type { Body, Slice } from '../core/resources.ts';
import { path } from '../network/context.ts';
import type { CaseAction } from '../settings.ts';
import { createOnce, type Deps } from './deps.ts';
import {
  amountOf,
  caseOf,
  changeCredit,
  chargebackOf,
  disputable,
  moveChargeback,
  openChargeback,
  stateOf,
  transitionType,
} from './disputes.ts';

const FIELDS: Fields = {
  token,
  type: oneOf(['DISPUTE', 'LEGACY_DISPUTE'], true),
  memo: text(512),
  zendesk_ticket_id: text(255),
  dispute_details: { ...object, required: true },
};
const DETAILS: Fields = {
  original_transaction_token: { type: 'text', min: 1, max: 36, required: true },
  fraud_dispute_type_details: object,
  cardholder_contact_date: text(),
};
const UPDATE: Fields = { memo: text(512), zendesk_ticket_id: text(255), assignee: text(255), dispute_details: object };
const UPDATED_DETAILS: Fields = {
  dispute_amount_change_reason: text(64),
  fraud_dispute_type_details: object,
  cardholder_contact_date: text(),
};
const ACTION: Fields = { token, action: { type: 'text', min: 1, max: 64, required: true } };

type Prepared = 'OPEN' | 'READY' | 'CLOSED';

interface Case {
  readonly token: string;
  readonly body: Body;
  readonly prepared: Prepared;
  /** Of the chargeback, once the money was asked back. */
  readonly chargeback: string | null;
}

/** A case waits for the programme's word before anything is asked of the network (wire-format §15.2). */
export function openCase(deps: Deps, given: unknown): Body {
  const created = createOnce(
    deps,
    'case',
    given,
    'request',
    (tokenText, at) => newCase(deps, given, tokenText, at),
    ({ body, created: at }) => announce(deps, keepTransition(deps, body, { at })),
  );
  return caseView(deps, created.body);
}

function newCase(deps: Deps, given: unknown, tokenText: string, at: number): Body {
  const { dispute_details: details, ...fields } = readFields(given, FIELDS);
  const asked = readFields(details, { ...DETAILS, dispute_reason: oneOf(deps.settings.unconfirmed.caseReasons, true) });
  const amount = amountOf(details, 'dispute_amount');
  const { body: disputed, type } = disputable(deps, textOf(asked['original_transaction_token']), amount, at);
  const time = wireTime(at);
  return {
    ...fields,
    token: tokenText,
    user_token: disputed['acting_user_token'],
    ...(disputed['business_token'] === undefined ? {} : { business_token: disputed['business_token'] }),
    dispute_details: {
      ...asked,
      original_transaction_type: type,
      dispute_amount: toNumber(amount),
      currency_code: disputed['currency_code'],
      network: disputed['network'],
      card_token: disputed['card_token'],
    },
    created_time: time,
    last_modified_time: time,
    emulator: { prepared: 'OPEN', chargeback: null },
  };
}

/** Facts are added until the case goes to the network; with any of them it counts as ready. The body is unconfirmed. */
export function updateCase(deps: Deps, tokenText: string, given: unknown): Body {
  const { body, prepared, chargeback } = foundCase(deps, tokenText);
  if (chargeback !== null || prepared === 'CLOSED') throw refused('A case that went to the network, or is closed, cannot be changed');
  const { dispute_details: details, ...fields } = readFields(given, UPDATE, true);
  const merged = {
    ...(body['dispute_details'] as Body),
    ...readFields(details, { ...UPDATED_DETAILS, dispute_reason: oneOf(deps.settings.unconfirmed.caseReasons) }, true),
  };
  return deps.store.atomically(() => {
    const after = changed(deps, { ...body, ...fields, dispute_details: merged }, { prepared: 'READY', chargeback });
    if (prepared !== 'READY') announce(deps, keepTransition(deps, after, { at: deps.clock.now() }));
    return caseView(deps, after);
  });
}

/** What the programme decides about a case. The names of actions are a setting. */
export function actOnCase(deps: Deps, tokenText: string, given: unknown): Body {
  const { token: caseToken } = foundCase(deps, tokenText);
  const done = createOnce(
    deps,
    'casetransition',
    given,
    'request',
    (transition, at) => {
      const { action } = readFields(given, ACTION);
      const name = textOf(action);
      const { caseActions } = deps.settings.unconfirmed;
      const meaning = Object.hasOwn(caseActions, name) ? caseActions[name] : undefined;
      if (meaning === undefined) throw invalidField('action', `must be one of ${Object.keys(caseActions).join(', ')}`);
      act(deps, foundCase(deps, caseToken), meaning);
      return transitionBody(deps, foundCase(deps, caseToken).body, { token: transition, action: name, at });
    },
    ({ body }) => announce(deps, body),
  );
  return done.body;
}

function act(deps: Deps, one: Case, action: CaseAction): void {
  if (one.chargeback === null) return actBeforeChargeback(deps, one, action);
  switch (action) {
    case 'CHARGE_BACK':
    case 'CHARGE_BACK_AND_CREDIT':
      throw refused('The case has a chargeback already');
    case 'CREDIT':
      changeCredit(deps, { kind: 'GRANT_CREDIT' }, one.chargeback, one.token);
      return;
    case 'TAKE_CREDIT_BACK':
      changeCredit(deps, { kind: 'TAKE_CREDIT_BACK' }, one.chargeback, one.token);
      return;
    default:
      moveChargeback(deps, {}, { chargeback: one.chargeback, under: one.token, to: action, amount: null, reason: null, channel: null });
  }
}

function actBeforeChargeback(deps: Deps, { token: tokenText, body, prepared }: Case, action: CaseAction): void {
  if (prepared === 'CLOSED') throw refused('The case is closed');
  if (action === 'WITHDRAWN') {
    changed(deps, body, { prepared: 'CLOSED', chargeback: null });
    return;
  }
  if (action !== 'CHARGE_BACK' && action !== 'CHARGE_BACK_AND_CREDIT') throw refused('The case has no chargeback yet');
  const details = body['dispute_details'] as Body;
  const chargeback = openChargeback(
    deps,
    {
      transaction_token: details['original_transaction_token'],
      amount: details['dispute_amount'],
      reason_description: details['dispute_reason'],
      channel: 'ISSUER',
      credit_user: action === 'CHARGE_BACK_AND_CREDIT',
      ...(body['memo'] === undefined ? {} : { memo: body['memo'] }),
    },
    tokenText,
  );
  changed(deps, body, { prepared, chargeback: textOf(chargeback['token']) });
}

const NETWORK_STATES = DISPUTE_PHASES.filter((phase) => phase !== 'INITIATED' && !phase.startsWith('WRITTEN_OFF'));
const ANSWER: Fields = { state: oneOf(NETWORK_STATES, true), reason: { type: 'text', min: 1, max: 3000 } };

/** The network, or the merchant through it, answers: to a chargeback of either model. */
export function networkAnswers(deps: Deps, chargebackToken: string, given: unknown): Body {
  const { state, reason } = readFields(given, ANSWER);
  const under = caseOf(chargebackOf(deps, chargebackToken).body);
  return deps.store.atomically(() => {
    const to = state as DisputePhase;
    const asked = { chargeback: chargebackToken, under, to, amount: null, reason: textOf(reason) || null, channel: null };
    const transition = moveChargeback(deps, {}, asked);
    if (under !== null) announce(deps, keepTransition(deps, foundCase(deps, under).body, { at: deps.clock.now() }));
    return transition;
  });
}

/** The history of the network's side, in the words of the newer model. */
export function disputeTransitionsOf(deps: Deps, tokenText: string, order: string, slice: Slice): Body[] {
  const { token: caseToken, chargeback } = foundCase(deps, tokenText);
  if (chargeback === null) return [];
  return deps.resources.list('chargebacktransition', { chargeback_token: chargeback }, order, slice).map(({ body }) => ({
    token: body['token'],
    case_token: caseToken,
    state: caseDisputeState(body['state'] as DisputePhase),
    ...(body['previous_state'] === undefined ? {} : { previous_state: caseDisputeState(body['previous_state'] as DisputePhase) }),
    amount: body['amount'],
    created_time: body['created_time'],
  }));
}

export function foundCase(deps: Deps, tokenText: string): Case {
  const found = deps.resources.find('case', tokenText);
  if (found === null) throw notFound('Case');
  const { prepared, chargeback } = found.body['emulator'] as Pick<Case, 'prepared' | 'chargeback'>;
  return { token: tokenText, body: found.body, prepared, chargeback };
}

/** As it stands now: what the network said is read from its chargeback. */
export function caseView(deps: Deps, body: Body): Body {
  const { emulator, dispute_details: details, ...shown } = body;
  const { prepared, chargeback: chargebackToken } = emulator as Pick<Case, 'prepared' | 'chargeback'>;
  const chargeback = chargebackToken === null ? null : chargebackOf(deps, chargebackToken);
  const phase = chargeback?.state.phase ?? null;
  return {
    ...shown,
    state: caseState(prepared, phase),
    dispute_details: {
      ...(details as Body),
      dispute_state: caseDisputeState(phase),
      ...(chargeback === null ? {} : { chargeback_token: chargeback.token, network_case_number: chargeback.body['network_case_id'] }),
      provisional_credit_granted: chargeback !== null && stateOf(chargeback.body).credited === 'PROVISIONAL',
    },
  };
}

function changed(deps: Deps, body: Body, emulator: Pick<Case, 'prepared' | 'chargeback'>): Body {
  const at = deps.clock.now();
  const after = { ...body, emulator, last_modified_time: wireTime(at) };
  deps.resources.update('case', textOf(body['token']), after, at);
  return after;
}

interface CaseStep {
  readonly token: string;
  readonly action: string | null;
  readonly at: number;
}

function transitionBody(deps: Deps, body: Body, { token: tokenText, action, at }: CaseStep): Body {
  const view = caseView(deps, body);
  const time = wireTime(at);
  return {
    token: tokenText,
    case_token: body['token'],
    type: transitionType(textOf(view['state'])),
    ...(action === null ? {} : { action }),
    state: view['state'],
    dispute_state: path(view, 'dispute_details')?.['dispute_state'],
    user_token: body['user_token'],
    created_time: time,
    last_modified_time: time,
  };
}

function keepTransition(deps: Deps, body: Body, { at }: Pick<CaseStep, 'at'>): Body {
  const transition = transitionBody(deps, body, { token: deps.ids.uuid(), action: null, at });
  return deps.resources.insert('casetransition', textOf(transition['token']), transition, at, null).body;
}

function announce(deps: Deps, transition: Body): void {
  const { caseEnvelope: envelope, caseEvent } = deps.settings.unconfirmed;
  deps.sender.notify({
    envelope,
    eventType: `${caseEvent}.${textOf(transition['type'])}`,
    token: textOf(transition['token']),
    text: JSON.stringify(transition),
  });
}

const refused = (why: string): ApiError => new ApiError(422, '422001', why);

/** The chargeback behind a token of either model. */
export function chargebackBehind(deps: Deps, tokenText: string): string {
  if (deps.resources.find('chargeback', tokenText) !== null) return tokenText;
  const { chargeback } = foundCase(deps, tokenText);
  if (chargeback === null) throw refused('The case has no chargeback yet');
  return chargeback;
}
