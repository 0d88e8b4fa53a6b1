import type { FastifyInstance } from 'fastify';
import { ApiError } from '../core/api-error.ts';
import { DAY_MS, type EmulatorClock } from '../core/clock.ts';
import type { Exchanges } from '../core/exchanges.ts';
import { asObject, canonical } from '../core/fields.ts';
import type { Ids } from '../core/ids.ts';
import type { Body, Resource, ResourceKind, Resources } from '../core/resources.ts';
import type { Scheduler } from '../core/scheduler.ts';
import type { Store } from '../core/store.ts';
import type { WebhookSender } from '../delivery/sender.ts';
import type { Network } from '../network/network.ts';
import type { Settings } from '../settings.ts';

/** Everything that routes need. */
export interface Deps {
  readonly store: Store;
  readonly resources: Resources;
  readonly exchanges: Exchanges;
  readonly sender: WebhookSender;
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly clock: EmulatorClock;
  readonly ids: Ids;
  readonly settings: Settings;
}

export type Routes = (app: FastifyInstance, deps: Deps) => void;

/** What a POST with a token was refused for, in Marqeta's two wordings (wire-format §1.9). */
const OTHER_PAYLOAD = {
  request: 'Request already processed with a different payload',
  token: 'Token already associated with a different payload',
};

/**
 * Creates a thing once: the same token and body again give the same thing, the same token with another body is a conflict. All that
 * `make` does happens together with the creation.
 */
export function createOnce(
  deps: Deps,
  kind: ResourceKind,
  given: unknown,
  wording: keyof typeof OTHER_PAYLOAD,
  make: (token: string, at: number) => Body,
  then: (resource: Resource) => void = () => undefined,
): Resource {
  const body = asObject(given);
  const asked = body['token'];
  if (asked !== undefined && (typeof asked !== 'string' || asked.length < 1 || asked.length > 36)) {
    throw new ApiError(400, '400037', 'Invalid field token: must have 1 to 36 characters');
  }
  const { keyOrderMatters, repeatsKnownDays } = deps.settings.unconfirmed;
  const request = keyOrderMatters ? JSON.stringify(body) : canonical(body);
  if (asked !== undefined) {
    const existing = deps.resources.find(kind, asked);
    if (existing !== null) {
      const isKnown = repeatsKnownDays === null || deps.clock.now() - existing.created <= repeatsKnownDays * DAY_MS;
      if (isKnown && deps.resources.requestOf(kind, asked) === request) return existing;
      throw new ApiError(409, '409001', OTHER_PAYLOAD[wording]);
    }
  }
  const token = asked ?? deps.ids.uuid();
  const at = deps.clock.now();
  return deps.store.atomically(() => {
    const resource = deps.resources.insert(kind, token, make(token, at), at, asked === undefined ? null : request);
    then(resource);
    return deps.resources.find(kind, token) ?? resource;
  });
}
