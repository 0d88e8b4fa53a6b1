import { ApiError, invalidField, missingField, notFound } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { PASSWORD_LENGTHS } from '../../wire/passwords.ts';
import { checkPassword, type Fields, flag, list, object, oneOf, readFields, requiredText, textOf, token } from '../core/fields.ts';
import type { Body, Resource, ResourceKind } from '../core/resources.ts';
import { isEventName, type Notification } from '../delivery/events.ts';
import type { WebhookConfig } from '../delivery/delivery-request.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import { isAllowedUrl } from './funding.routes.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';
import { shown, type TransactionRow } from './transaction-list.ts';

const LIST = { count: 5, max: 100 };
const MAX_ACTIVE = 5;
const FIELDS: Fields = {
  token,
  name: requiredText(1, 64),
  active: flag,
  events: { ...list, required: true },
  config: { ...object, required: true },
};
const CONFIG: Fields = {
  url: requiredText(1, 255),
  basic_auth_username: requiredText(1, 50),
  basic_auth_password: requiredText(20, 50),
  secret: { type: 'text', min: 20, max: 50 },
  signature_algorithm: oneOf(['HMAC_SHA_1', 'HMAC_SHA_256']),
  custom_header: object,
  use_mtls: flag,
};

/** Wire-format §14.1, §14.8, §14.9. */
export const webhookRoutes: Routes = (app, deps) => {
  app.post('/webhooks', async (request, reply) => {
    const created = createOnce(deps, 'webhook', request.body, 'request', (tokenText, at) => {
      const fields = readWebhook(request.body);
      const active = deps.resources.all('webhook').filter(({ body }) => body['active'] === true).length;
      if (fields['active'] !== false && active >= MAX_ACTIVE) throw new ApiError(400, '400600', 'At most five webhooks may be active');
      const time = wireTime(at);
      return { ...fields, token: tokenText, active: fields['active'] ?? true, created_time: time, last_modified_time: time };
    });
    return reply.code(201).send(view(created.body));
  });

  app.get('/webhooks', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const where = query['active'] === undefined ? {} : { active: query['active'] === 'true' ? 1 : 0 };
    return pageOf(
      deps.resources.list('webhook', where, orderOf(query, '-createdTime'), slice).map(({ body }) => view(body)),
      slice,
    );
  });

  app.get('/webhooks/:token', async (request) => view(found(deps, request.params).body));

  app.put('/webhooks/:token', async (request) => {
    const before = found(deps, request.params);
    const { token: _token, ...fields } = readWebhook(request.body);
    return view(update(deps, before, fields));
  });

  app.put('/webhooks/customheaders/:token', async (request) => {
    const before = found(deps, request.params);
    const { custom_header } = readFields(request.body, { custom_header: { ...object, required: true } });
    return view(update(deps, before, { config: { ...(before.body['config'] as Body), custom_header } }));
  });

  app.post('/webhooks/:token/ping', async (request) => {
    const { body } = found(deps, request.params);
    const text = JSON.stringify({ pings: [{ token: 'marqeta', payload: 'healthcheck' }] });
    const outcome = await deps.sender.post(body['config'] as WebhookConfig, text, deps.settings.pingTimeoutMs);
    if (outcome.kind !== 'answered' || outcome.status !== 200) throw new ApiError(422, '422600', 'Webhook operation failed');
    return { response_code: outcome.status, response_body: outcome.body };
  });

  app.post('/webhooks/:token/:eventType/:eventToken', async (request) => {
    const { token: webhook, eventType, eventToken } = request.params as { token: string; eventType: string; eventToken: string };
    const notification = resend(deps, webhook, eventType, eventToken);
    return JSON.parse(`{"${notification.envelope}":[${notification.text}]}`) as Body;
  });
};

/** Sends a notification again, to a webhook whatever it asked for. @param category the event's type up to its first dot */
export function resend(deps: Deps, webhook: string, category: string, eventToken: string): Notification {
  const notification = notificationOf(deps, category, eventToken);
  deps.sender.send(found(deps, { token: webhook }).token, notification);
  return notification;
}

function found(deps: Deps, params: unknown): Resource {
  const webhook = deps.resources.find('webhook', (params as { token: string }).token);
  if (webhook === null) throw notFound('Webhook');
  return webhook;
}

function update(deps: Deps, { token: tokenText, body }: Resource, fields: Body): Body {
  const at = deps.clock.now();
  const after = { ...body, ...fields, last_modified_time: wireTime(at) };
  deps.resources.update('webhook', tokenText, after, at);
  return after;
}

function readWebhook(given: unknown): Body {
  const fields = readFields(given, FIELDS);
  const events = fields['events'] as unknown[];
  if (events.length === 0) throw missingField('events');
  for (const event of events)
    if (typeof event !== 'string' || !isEventName(event)) throw invalidField('events', `has no event ${String(event)}`);
  const config = readFields(fields['config'], CONFIG);
  if (!isAllowedUrl(config['url'])) throw invalidField('config.url', 'must begin with https://');
  checkPassword('config.basic_auth_password', config['basic_auth_password'], PASSWORD_LENGTHS.webhookPassword);
  checkPassword('config.secret', config['secret'], PASSWORD_LENGTHS.webhookSecret);
  return { ...fields, config };
}

/** First character, ten asterisks, last character (§14.1). */
function masked(secret: unknown): string | undefined {
  return typeof secret === 'string' && secret !== '' ? `${secret[0]}${'*'.repeat(10)}${secret.at(-1)}` : undefined;
}

function view(webhook: Body): Body {
  const config = webhook['config'] as Body;
  const secret = masked(config['secret']);
  return {
    ...webhook,
    config: {
      ...config,
      basic_auth_username: masked(config['basic_auth_username']),
      basic_auth_password: masked(config['basic_auth_password']),
      ...(secret === undefined ? {} : { secret }),
    },
  };
}

const TRANSITIONS: Readonly<Record<string, { readonly kind: ResourceKind; readonly envelope: string }>> = {
  cardtransition: { kind: 'cardtransition', envelope: 'cards' },
  usertransition: { kind: 'usertransition', envelope: 'usertransitions' },
  businesstransition: { kind: 'businesstransition', envelope: 'businesstransitions' },
  digitalwallettokentransition: { kind: 'digitalwallettokentransition', envelope: 'digitalwallettokentransitions' },
  chargebacktransition: { kind: 'chargebacktransition', envelope: 'chargebacktransitions' },
};

/** Those of cases go by a name of the settings. */
function transitionsOf({ settings }: Deps, category: string): (typeof TRANSITIONS)[string] | undefined {
  const { caseEvent, caseEnvelope } = settings.unconfirmed;
  if (category === caseEvent) return { kind: 'casetransition', envelope: caseEnvelope };
  return Object.hasOwn(TRANSITIONS, category) ? TRANSITIONS[category] : undefined;
}

/** The category and the item's token (wire-format §14.9, §17.2). Of what a webhook tells only transactions change afterwards. */
function notificationOf(deps: Deps, category: string, eventToken: string): Notification {
  if (category === 'transaction') {
    const row = deps.store.get<TransactionRow & { type: string; purchase: string }>(
      'SELECT type, purchase, body, state FROM transactions WHERE token = ?',
      eventToken,
    );
    if (row === undefined) throw notFound('Transaction');
    const text = deps.settings.unconfirmed.resendTellsCurrent ? JSON.stringify(shown(row, {})) : row.body;
    return { envelope: 'transactions', eventType: `transaction.${row.type}`, token: eventToken, text, purchase: row.purchase };
  }
  const known = transitionsOf(deps, category);
  const transition = known === undefined ? null : deps.resources.find(known.kind, eventToken);
  if (known === undefined || transition === null) throw notFound('Event');
  const { body } = transition;
  const eventType = `${category}.${textOf(body['type']) || textOf(body['status']).toLowerCase()}`;
  return { envelope: known.envelope, eventType, token: eventToken, text: JSON.stringify(body) };
}
