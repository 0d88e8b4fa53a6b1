import { wireTime } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Body, Resource, Resources } from '../core/resources.ts';
import type { Scheduler } from '../core/scheduler.ts';
import type { Store } from '../core/store.ts';
import type { WebhookSender } from '../delivery/sender.ts';
import type { Settings } from '../settings.ts';
import { path } from './context.ts';
import { type CommandoMode, commandoMode } from './stand-in.ts';

interface Deps {
  readonly store: Store;
  readonly resources: Resources;
  readonly scheduler: Scheduler;
  readonly sender: WebhookSender;
  readonly ids: Ids;
  readonly settings: Settings;
}

interface Switch {
  readonly commando_enabled: boolean;
  readonly channel: 'API' | 'SYSTEM' | 'ADMIN';
  readonly reason?: string;
  readonly username?: string;
}

const RECOVERY = 'commando.recover';
const MINUTE_MS = 60_000;

/** The Commando Mode sets of the gateways: which is on, and the switch that Marqeta throws by itself (wire-format §8). */
export class Commando {
  readonly #deps: Deps;
  /** Questions in a row that each gateway failed to answer. */
  readonly #failures = new Map<string, number>();

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.scheduler.handle(RECOVERY, (task) => this.#recover(task.subject, task.at));
  }

  /** The set of the gateway that funds a product; `null` when the gateway has none. */
  of(product: Body): CommandoMode | null {
    const gateway = path(product, 'config', 'jit_funding', 'programgateway_funding_source')?.['funding_source_token'];
    const found = typeof gateway === 'string' ? this.#ofGateway(gateway) : undefined;
    return found === undefined ? null : commandoMode(found.body);
  }

  /** Whether the gateway answered: after enough failures in a row Marqeta turns its set on, for a while. */
  noteAnswer(gateway: string, failed: boolean, at: number): void {
    const { commandoAfterFailures: limit, commandoMinutes } = this.#deps.settings.unconfirmed;
    const failures = failed ? (this.#failures.get(gateway) ?? 0) + 1 : 0;
    this.#failures.set(gateway, failures);
    const mode = limit > 0 && failures >= limit ? this.#ofGateway(gateway) : undefined;
    if (mode === undefined || commandoMode(mode.body).enabled) return;
    this.#failures.set(gateway, 0);
    this.switch(mode.token, { commando_enabled: true, channel: 'SYSTEM', reason: `${failures} gateway failures in a row` }, at);
    this.#deps.scheduler.add(at + commandoMinutes * MINUTE_MS, RECOVERY, mode.token, {});
  }

  /** Turns a set on or off by Marqeta's own doing. */
  switch(mode: string, to: Switch, at: number): void {
    const token = this.#deps.ids.uuid();
    const body = transitionBody(token, mode, to, at);
    this.#deps.store.atomically(() => {
      this.#deps.resources.insert('commandomodetransition', token, body, at, null);
      this.apply(body, at);
    });
  }

  /** What a transition that was recorded does. Whoever switches by hand takes over from Marqeta. */
  apply(transition: Body, at: number): void {
    const { resources, scheduler, sender, settings } = this.#deps;
    const token = String(transition['commando_mode_token']);
    const mode = resources.find('commandomode', token)?.body;
    if (mode === undefined) return;
    scheduler.cancel(RECOVERY, token);
    const state = path(transition, 'transition') ?? {};
    resources.update('commandomode', token, { ...mode, current_state: state, last_modified_time: wireTime(at) }, at);
    if (!settings.unconfirmed.commandoTransitionsTold) return;
    sender.notify({
      envelope: 'commandomodetransitions',
      eventType: `commandomodetransition.${state['commando_enabled'] === true ? 'enabled' : 'disabled'}`,
      token: String(transition['token']),
      text: JSON.stringify(transition),
    });
  }

  forget(): void {
    this.#failures.clear();
  }

  #ofGateway(gateway: string): Resource | undefined {
    return this.#deps.resources.all('commandomode').find(({ body }) => body['program_gateway_funding_source_token'] === gateway);
  }

  #recover(mode: string, at: number): void {
    const found = this.#deps.resources.find('commandomode', mode);
    if (found === null || !commandoMode(found.body).enabled) return;
    this.switch(mode, { commando_enabled: false, channel: 'SYSTEM', reason: 'The gateway is asked again' }, at);
  }
}

export function transitionBody(token: string, mode: string, to: Switch, at: number): Body {
  return { token, commando_mode_token: mode, transition: { ...to }, created_time: wireTime(at) };
}
