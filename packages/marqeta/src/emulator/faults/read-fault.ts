import { ApiError, invalidField } from '../core/api-error.ts';
import { wireTimestamp } from '../core/clock.ts';
import { asObject, type Fields, oneOf, readFields, textOf, token } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { type Fault, FAULT_KINDS, FAULT_PLACES, type FaultKind, type FaultPlace, POSSIBLE, type Standing } from './fault.ts';

const FIELDS: Fields = {
  token,
  kind: oneOf(FAULT_KINDS, true),
  on: oneOf(FAULT_PLACES, true),
  match: { type: 'text', min: 1, max: 200 },
  webhook: token,
  card_token: token,
  when: oneOf(['before', 'after']),
  probability: { type: 'number', min: 0, max: 1 },
  count: { type: 'number', min: 1, max: 1_000_000, whole: true },
  until: { type: 'text' },
  delay_ms: { type: 'number', min: 0, max: 600_000, whole: true },
  status: { type: 'number', min: 400, max: 599, whole: true },
  retry_after: { type: 'number', min: 0, max: 3_600, whole: true },
};

/** Kinds that wait, and for how long when nothing is said: held back, another message has time to overtake. */
const WAITS: Readonly<Partial<Record<FaultKind, number>>> = { delay: 1_000, duplicate: 0, reorder: 2_000, batch: 2_000 };

/** A fault as the control API takes it. Throws `ApiError` 400 for what cannot be, and for names that it does not know. */
export function readFault(given: unknown, freshToken: () => string): Fault {
  const unknown = Object.keys(asObject(given)).find((name) => !Object.hasOwn(FIELDS, name));
  if (unknown !== undefined) throw invalidField(unknown, `a fault has no such field; it has ${Object.keys(FIELDS).join(', ')}`);
  const body = readFields(given, FIELDS);
  const kind = body['kind'] as FaultKind;
  const place = body['on'] as FaultPlace;
  const possible = POSSIBLE[place][kind];
  if (possible === undefined) throw invalidField('kind', `on ${place} must be one of ${Object.keys(POSSIBLE[place]).join(', ')}`);
  if (body['when'] !== undefined && !possible.when) throw invalidField('when', `has no meaning for ${kind} on ${place}`);
  refuse(body, 'webhook', place !== 'webhook', `is for faults on webhook`);
  refuse(body, 'card_token', place !== 'gateway', 'is for faults on gateway');
  refuse(body, 'delay_ms', !(kind in WAITS), `is for ${Object.keys(WAITS).join(', ')}`);
  refuse(body, 'status', kind !== 'error', 'is for error');
  const status = (body['status'] as number | undefined) ?? 500;
  refuse(body, 'retry_after', place !== 'api' || ![429, 503].includes(status), 'is for an error 429 or 503 on api');
  const match = (body['match'] as string | undefined) ?? '**';
  if (place === 'api' && match !== '**' && !/^([A-Z]+|\*) (\/v3\/\S*|\*\*)$/.test(match))
    throw invalidField('match', 'must be a method and a path, such as POST /v3/cards or * /v3/users/**');
  return {
    token: (body['token'] as string | undefined) ?? freshToken(),
    kind,
    place,
    match,
    webhook: (body['webhook'] as string | undefined) ?? null,
    card: (body['card_token'] as string | undefined) ?? null,
    when: body['when'] === 'after' ? 'after' : 'before',
    probability: (body['probability'] as number | undefined) ?? 1,
    count: (body['count'] as number | undefined) ?? null,
    until: readTime(body['until']),
    delayMs: (body['delay_ms'] as number | undefined) ?? WAITS[kind] ?? 0,
    status,
    retryAfterSeconds: (body['retry_after'] as number | undefined) ?? null,
  };
}

/** As the control API shows it: only what has a meaning for its kind. */
export function faultBody({ fault, seen, struck }: Standing): Body {
  const { kind, place, match, webhook, card, when, probability, count, until, delayMs, status, retryAfterSeconds } = fault;
  return {
    token: fault.token,
    kind,
    on: place,
    match,
    ...(webhook === null ? {} : { webhook }),
    ...(card === null ? {} : { card_token: card }),
    ...(POSSIBLE[place][kind]?.when === true ? { when } : {}),
    probability,
    ...(count === null ? {} : { count }),
    ...(until === null ? {} : { until: wireTimestamp(until) }),
    ...(kind in WAITS ? { delay_ms: delayMs } : {}),
    ...(kind === 'error' ? { status } : {}),
    ...(retryAfterSeconds === null ? {} : { retry_after: retryAfterSeconds }),
    seen,
    struck,
  };
}

function refuse(body: Body, name: string, isWrong: boolean, why: string): void {
  if (body[name] !== undefined && isWrong) throw invalidField(name, why);
}

function readTime(value: unknown): number | null {
  if (value === undefined) return null;
  const time = Date.parse(textOf(value));
  if (Number.isNaN(time)) throw invalidField('until', 'must be a time');
  return time;
}

/** A token that another fault has. */
export const faultExists = (): ApiError => new ApiError(409, '409001', 'There is a fault with this token');
