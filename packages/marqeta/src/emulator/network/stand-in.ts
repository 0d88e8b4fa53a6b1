import { textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { path } from './context.ts';

/** Who approved in our place (wire-format §8). */
export type StandIn = 'COMMANDO_MANUAL' | 'COMMANDO_AUTO' | 'NETWORK';

/** How a gateway can fail to decide. */
export type GatewayFailure = 'TIMEOUT' | 'CONNECTION' | 'APPLICATION';

/** A Commando Mode set: when Marqeta decides for a gateway, and by what. */
export interface CommandoMode {
  readonly token: string;
  /** While it is on, the gateway is not asked at all. */
  readonly enabled: boolean;
  /** Failures for which it decides one purchase, whether it is on or not. */
  readonly standsInFor: ReadonlySet<GatewayFailure>;
  readonly programSource: string;
  /** Controls that hold then besides the active ones. */
  readonly velocityControls: readonly string[];
  readonly authorizationControls: readonly string[];
  readonly ignoresSuspension: boolean;
}

const CRITERIA = [
  ['include_response_timeouts', 'TIMEOUT'],
  ['include_connection_errors', 'CONNECTION'],
  ['include_application_errors', 'APPLICATION'],
] as const;

export function commandoMode(body: Body): CommandoMode {
  const enables = path(body, 'commando_mode_enables');
  const criteria = path(body, 'real_time_standin_criteria');
  const failures = CRITERIA.filter(([name]) => criteria?.['enabled'] === true && criteria[name] === true);
  return {
    token: textOf(body['token']),
    enabled: path(body, 'current_state')?.['commando_enabled'] === true,
    standsInFor: new Set(failures.map(([, failure]) => failure)),
    programSource: textOf(enables?.['program_funding_source']),
    velocityControls: textsOf(enables?.['velocity_controls']),
    authorizationControls: textsOf(enables?.['auth_controls']),
    ignoresSuspension: enables?.['ignore_card_suspended_state'] === true,
  };
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map(textOf) : [];
}
