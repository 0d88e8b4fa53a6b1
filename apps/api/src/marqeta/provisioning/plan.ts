import { PASSWORD_LENGTHS, passwordProblems, type Webhook } from '@afc/marqeta';
import type { AccountCredentials, DesiredResource, ResourceKind } from './desired.ts';
import { type Change, drift } from './drift.ts';

export type Step = {
  readonly action: 'CREATE' | 'CHANGE';
  readonly resource: DesiredResource;
  /** What of it Marqeta will show differently; empty when only credentials are sent again. */
  readonly changes: readonly Change[];
};

/** What stands in the way of a step, or of all of them, and what a person does about it. */
export type Obstacle = { readonly what: ResourceKind; readonly why: string; readonly todo: string };

export type Plan = { readonly steps: readonly Step[]; readonly obstacles: readonly Obstacle[] };

/** What there is at Marqeta. */
export type FoundAccount = {
  /** By `keyOf`; nothing where there is no such thing. */
  readonly resources: ReadonlyMap<string, object>;
  /** Whoever made them. */
  readonly activeWebhooks: readonly Webhook[];
};

export type PlanOptions = {
  /** Of the Marqeta account. */
  readonly baseUrl: string;
  /** Sends passwords and secrets although nothing seems changed: what was changed at Marqeta by hand cannot be seen. */
  readonly renewCredentials?: boolean;
};

/** Wire-format §14.1. */
export const MOST_WEBHOOKS = 5;

export const keyOf = ({ kind, body }: DesiredResource): string => `${kind}/${body.token}`;

/** What has to be done to have the account as it is wanted: nothing, when it already is. */
export function planAccount(wanted: readonly DesiredResource[], found: FoundAccount, options: PlanOptions): Plan {
  const steps = wanted.flatMap((resource) => stepFor(resource, found.resources.get(keyOf(resource)), options));
  return { steps, obstacles: steps.flatMap((step) => obstaclesTo(step, found, options)) };
}

function stepFor(resource: DesiredResource, found: object | undefined, { renewCredentials = false }: PlanOptions): Step[] {
  if (found === undefined) return [{ action: 'CREATE', resource, changes: drift(resource.visible, {}) }];
  const changes = drift(resource.visible, found);
  const renews = renewCredentials && (resource.kind === 'GATEWAY' || resource.kind === 'WEBHOOK');
  return changes.length > 0 || renews ? [{ action: 'CHANGE', resource, changes }] : [];
}

function obstaclesTo({ resource }: Step, found: FoundAccount, { baseUrl }: PlanOptions): Obstacle[] {
  const { kind, body } = resource;
  if (kind === 'GATEWAY') {
    const password = passwordObstacle(kind, 'MARQETA_GATEWAY_PASSWORD', body.basic_auth_password, 'gatewayPassword');
    return [...unreachable(kind, body.url, baseUrl), ...password];
  }
  if (kind === 'WEBHOOK') {
    const { url, basic_auth_password: password, secret = '' } = body.config;
    return [
      ...unreachable(kind, url, baseUrl),
      ...passwordObstacle(kind, 'MARQETA_WEBHOOK_PASSWORD', password, 'webhookPassword'),
      ...passwordObstacle(kind, 'MARQETA_WEBHOOK_SECRET', secret, 'webhookSecret'),
      ...noRoom(body.token, found.activeWebhooks),
    ];
  }
  return [];
}

/** Marqeta takes https alone; an emulator beside us also plain http on loopback. */
function unreachable(what: ResourceKind, url: string, baseUrl: string): Obstacle[] {
  const { protocol, hostname } = new URL(url);
  const atHome = isLoopback(new URL(baseUrl).hostname);
  if (atHome && (protocol === 'https:' || isLoopback(hostname))) return [];
  if (!atHome && protocol === 'https:' && !isLoopback(hostname)) return [];
  const why = isLoopback(hostname) ? `${url} leads to this machine alone` : `Marqeta takes https only, and this is ${url}`;
  return [{ what, why, todo: 'Set PUBLIC_URL to the https address under which Marqeta reaches this installation.' }];
}

export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function passwordObstacle(what: ResourceKind, variable: string, password: string, rule: keyof typeof PASSWORD_LENGTHS): Obstacle[] {
  const problems = passwordProblems(password, PASSWORD_LENGTHS[rule]);
  if (problems.length === 0) return [];
  return [{ what, why: `${variable} is not what Marqeta takes`, todo: `Choose another: it needs ${problems.join(', ')}.` }];
}

function noRoom(token: string, active: readonly Webhook[]): Obstacle[] {
  const others = active.map((webhook) => webhook.token).filter((other) => other !== token);
  if (others.length < MOST_WEBHOOKS) return [];
  return [
    {
      what: 'WEBHOOK',
      why: `the account has ${others.length} other active webhooks, and Marqeta allows ${MOST_WEBHOOKS}`,
      todo: `Switch one off (${others.join(', ')}); Marqeta deletes none.`,
    },
  ];
}

/** Every credential of ours that Marqeta would refuse, whether or not it has to be sent now. */
export function weakCredentials({ gatewayPassword, webhookPassword, webhookSecret }: AccountCredentials): Obstacle[] {
  return [
    ...passwordObstacle('GATEWAY', 'MARQETA_GATEWAY_PASSWORD', gatewayPassword, 'gatewayPassword'),
    ...passwordObstacle('WEBHOOK', 'MARQETA_WEBHOOK_PASSWORD', webhookPassword, 'webhookPassword'),
    ...passwordObstacle('WEBHOOK', 'MARQETA_WEBHOOK_SECRET', webhookSecret, 'webhookSecret'),
  ];
}
