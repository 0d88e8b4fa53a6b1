import type { MarqetaError } from '@afc/marqeta';
import type { DesiredResource, ResourceKind } from './desired.ts';
import type { Change } from './drift.ts';
import type { Obstacle, Plan, Step } from './plan.ts';

/** The plan as a person reads it. */
export function describePlan({ steps }: Plan): string[] {
  return steps.flatMap((step) => [`${step.action === 'CREATE' ? '+' : '~'} ${nameOf(step.resource)}`, ...consequencesOf(step)]);
}

const NOUNS: Readonly<Record<ResourceKind, string>> = {
  HOLDER_GROUP: 'account holder group',
  GATEWAY: 'programme gateway',
  CARD_PRODUCT: 'card product',
  WEBHOOK: 'webhook',
};

export function nameOf({ kind, body }: DesiredResource): string {
  const called = kind === 'CARD_PRODUCT' ? ` "${body.name}"` : '';
  return `${NOUNS[kind]}${called} (${body.token})`;
}

function consequencesOf({ action, resource: { kind }, changes }: Step): string[] {
  const lines = changes.map((change) => `    ${describeChange(change, action)}`);
  if (kind === 'GATEWAY' || kind === 'WEBHOOK') lines.push('    its credentials are sent with it; Marqeta never shows them again');
  if (kind === 'WEBHOOK' && action === 'CHANGE' && changes.some(({ field }) => field.startsWith('config.')))
    lines.push('    Marqeta may go on with the old settings for up to an hour');
  return lines;
}

function describeChange({ field, from, to }: Change, action: Step['action']): string {
  return action === 'CREATE' ? `${field}: ${textOf(to)}` : `${field}: ${textOf(from)} → ${textOf(to)}`;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const describeObstacle = ({ what, why, todo }: Obstacle): string => `${NOUNS[what]}: ${why}. ${todo}`;

/** Why Marqeta did not do a step, and what a person can do. */
export function explainRefusal(step: Step, error: MarqetaError): string {
  const { action, resource } = step;
  if (error.kind === 'forbidden' && resource.kind === 'GATEWAY' && action === 'CREATE')
    return [
      `In production Marqeta's staff makes programme gateways. Ask them for one with the URL ${resource.body.url},`,
      `the user name and password of MARQETA_GATEWAY_USERNAME and MARQETA_GATEWAY_PASSWORD and a timeout of`,
      `${resource.body.timeout_millis} ms, then set MARQETA_GATEWAY_TOKEN to its token and run this again.`,
    ].join(' ');
  if (error.kind === 'forbidden') return 'The access token lacks the role for it: ask Marqeta for one with the admin role.';
  if (error.kind === 'conflict') return 'The token belongs to something else: choose another token for it.';
  return error.message;
}

/** Why the account could not even be looked at. */
export function explainAbsence(error: MarqetaError, baseUrl: string): { readonly why: string; readonly todo: string } {
  switch (error.kind) {
    case 'unauthenticated':
      return { why: `${baseUrl} refuses the credentials`, todo: 'Look at MARQETA_APPLICATION_TOKEN and MARQETA_ACCESS_TOKEN.' };
    case 'forbidden':
      return { why: `${baseUrl} allows too little`, todo: 'The access token needs the admin role: ask Marqeta for one.' };
    case 'unavailable':
    case 'rate_limited':
      return {
        why: `${baseUrl} does not answer`,
        todo: 'Look at MARQETA_BASE_URL and at the way out to it, or wait until Marqeta is back.',
      };
    default:
      return { why: `${baseUrl} answers otherwise than Marqeta`, todo: `Look at MARQETA_BASE_URL, which ends in /v3 (${error.message}).` };
  }
}
