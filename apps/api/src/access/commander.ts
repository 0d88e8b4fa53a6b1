import type { DryRun } from '../platform/dry-run.ts';
import type { Actor } from '../platform/transact.ts';
import { type Action, assertMay, type Subject } from './policy.ts';
import { actorOf, type Viewer } from './viewer.ts';

/** A part of the system that acts on its own: seeding, a job, a command line. The policy does not bind it. */
type SystemActor = Extract<Actor, { kind: 'system' }>;

/** Who commands: a signed-in person, or a part of the system. */
export type Commander = Viewer | SystemActor;

function isSystem(by: Commander): by is SystemActor {
  return 'kind' in by;
}

/** @throws ForbiddenError for an operator, who commands in no company */
export function actorFor(by: Commander, ip?: string): Actor {
  return isSystem(by) ? by : actorOf(by, ip);
}

/** @throws NotFoundError, ForbiddenError as `assertMay` does; the system may everything in its own company */
export function assertCommander(by: Commander, action: Action, subject: Subject): void {
  if (!isSystem(by)) assertMay(by, action, subject);
}

/** What every command carries beside its input, and each look at something sensitive. */
export type CommandOptions = { readonly traceId?: string; readonly ip?: string; readonly userAgent?: string; readonly dryRun?: DryRun };

type Request = { readonly id: string; readonly ip: string; readonly headers: { readonly 'user-agent'?: string | undefined } };

/** Of a request of a REST route. */
export function optionsOfRequest({ id, ip, headers: { 'user-agent': userAgent } }: Request): CommandOptions {
  return { traceId: id, ip, ...(userAgent === undefined ? {} : { userAgent }) };
}
