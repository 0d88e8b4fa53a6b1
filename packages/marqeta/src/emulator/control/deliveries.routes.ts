import type { FastifyInstance } from 'fastify';
import type { Deps } from '../api/deps.ts';
import { resend } from '../api/webhooks.routes.ts';
import { wireTimestamp } from '../core/clock.ts';
import { type Fields, readFields, requiredText } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';

/** How many deliveries back are looked at. */
const WINDOW = 4_000;
const MOST = 200;
const RESEND: Fields = { webhook: requiredText(1, 36), event_type: requiredText(1, 100), token: requiredText(1, 36) };

interface Row {
  readonly id: number;
  readonly webhook: string;
  readonly event_type: string;
  readonly token: string;
  readonly emulator_time: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly fault: string | null;
  readonly sent: number;
  readonly due: number | null;
}

/** What webhooks were told, notification by notification, and what is still to be repeated. */
export function deliveryRoutes(app: FastifyInstance, deps: Deps): void {
  app.get('/control/deliveries', async (request) => {
    const { webhook, limit } = request.query as { webhook?: string; limit?: string };
    const rows = deps.store.all<Row>(LATEST, webhook ?? null, webhook ?? null, WINDOW, Math.min(Number(limit ?? 50) || 50, MOST));
    return { data: rows.map(shown) };
  });

  app.post('/control/deliveries/resend', async (request, reply) => {
    const { webhook, event_type: eventType, token } = readFields(request.body, RESEND) as Record<string, string>;
    const [category = ''] = String(eventType).split('.', 1);
    resend(deps, String(webhook), category, String(token));
    await deps.sender.drained();
    return reply.code(204).send();
  });
}

/** Of each notification its latest exchange, newest first. */
const LATEST = `
  SELECT max(e.id) AS id, e.webhook, e.event_type, item.value AS token, e.emulator_time, e.status, e.error, e.fault, count(*) AS sent,
         (SELECT o.due FROM outbox o WHERE o.event_token = item.value AND o.webhook = e.webhook AND o.attempts > 0) AS due
    FROM exchanges e, json_each(e.subject) item
   WHERE e.webhook IS NOT NULL AND (? IS NULL OR e.webhook = ?)
     AND e.id > coalesce((SELECT id FROM exchanges WHERE webhook IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ?), 0)
   GROUP BY e.webhook, item.value ORDER BY id DESC LIMIT ?`;

function shown({ id, webhook, event_type, token, emulator_time: time, status, error, fault, sent, due }: Row): Body {
  return {
    exchange: id,
    webhook,
    event_type,
    token,
    time: wireTimestamp(time),
    state: due !== null ? 'RETRYING' : status === 200 ? 'DELIVERED' : 'GIVEN_UP',
    answer: status ?? error,
    sent,
    ...(due === null ? {} : { next: wireTimestamp(due) }),
    ...(fault === null ? {} : { fault }),
  };
}
