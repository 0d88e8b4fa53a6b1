import type { Units } from '../../core/money.ts';
import type { Resource, Resources } from '../../core/resources.ts';
import type { Store } from '../../core/store.ts';
import type { UnconfirmedChoices } from '../../settings.ts';
import type { Draft } from '../message.ts';
import type { Purchase } from '../purchase.ts';
import { type CommandoMode, commandoMode } from '../stand-in.ts';
import {
  type AuthorizationControl,
  authorizationControl,
  countedPart,
  partOf,
  type Spend,
  type VelocityControl,
  velocityControl,
} from './control.ts';
import { ControlBook } from './control-book.ts';
import { inForce, type Measured, merchantAllowed, narrowest, passedLimit } from './limits.ts';
import { recount } from './recount.ts';
import { countsOf, spendOf } from './spend.ts';
import { type Counter, ControlUsage } from './usage.ts';
import { windowAt } from './window.ts';

/** Why spend controls decline: a response code, and the control's details. */
export interface ControlRefusal {
  readonly code: string;
  readonly information: string | null;
}

/** The platform's own spend controls (wire-format §7): asked before the gateway, and counting whatever came of each message. */
export class SpendControls {
  readonly #store: Store;
  readonly #resources: Resources;
  readonly #choices: UnconfirmedChoices;
  readonly #book: ControlBook;
  readonly #usage: ControlUsage;

  constructor(deps: {
    readonly store: Store;
    readonly resources: Resources;
    readonly settings: { readonly unconfirmed: UnconfirmedChoices };
  }) {
    this.#store = deps.store;
    this.#resources = deps.resources;
    this.#choices = deps.settings.unconfirmed;
    this.#book = new ControlBook(deps.resources);
    this.#usage = new ControlUsage(deps.store);
    deps.store.whenUndone(() => this.#book.forget());
  }

  /** `null`: nothing stands in the way, and the amount is reserved until `release`. */
  judge(draft: Draft): ControlRefusal | null {
    const spend = this.#spendOf(draft);
    if (spend === null) return null;
    const active = this.#book.velocity.for(spend).filter((control) => control.active);
    return this.#judge(draft, spend, { authorization: this.#book.authorization.for(spend), velocity: active });
  }

  /** The same for the controls that Commando Mode enables besides the active ones (wire-format §8). */
  judgeStandIn(draft: Draft, { authorizationControls, velocityControls }: CommandoMode): ControlRefusal | null {
    const spend = this.#spendOf(draft);
    if (spend === null) return null;
    const authorization = this.#book.authorization
      .for(spend)
      .map((control) => (authorizationControls.includes(control.token) ? { ...control, active: true } : control));
    const velocity = this.#book.velocity.for(spend).filter(({ active, token }) => !active && velocityControls.includes(token));
    return this.#judge(draft, spend, { authorization, velocity });
  }

  #judge(
    draft: Draft,
    spend: Spend,
    controls: { readonly authorization: readonly AuthorizationControl[]; readonly velocity: readonly VelocityControl[] },
  ): ControlRefusal | null {
    const inForceNow = controls.authorization.filter((control) => inForce(control, spend.at));
    const applicable = this.#choices.authorizationControlsAddUp ? inForceNow : narrowest(inForceNow);
    const exempt = this.#isExempt(spend, applicable.length > 0);
    if (!merchantAllowed(applicable, exempt, spend)) {
      return { code: this.#choices.authorizationControlCode, information: `Authorization control ${applicable[0]?.token ?? ''}` };
    }
    if (!countsOf(draft) || (exempt && this.#choices.exemptFromVelocity)) return null;
    return this.#reserve(draft, spend, controls.velocity);
  }

  /** Counts anew what Commando Mode looks at from now on: its controls count before it is on, as active ones do. */
  countFor(tokens: readonly string[], at: number): void {
    for (const token of tokens) {
      const control = this.#book.velocity.get(token);
      if (control !== null && !control.active) this.#countAnew(control, at);
    }
  }

  /** Once the message is recorded, or will never be. */
  release(transaction: string): void {
    this.#usage.release(transaction);
  }

  /** What the message did to the counters. In the transaction of its record; `before` and `after` are its purchase. */
  book(draft: Draft, approved: boolean, before: Purchase | null, after: Purchase): void {
    if (!approved) return this.#bookDecline(draft);
    const spend = this.#spendOf(draft);
    if (draft.rule.effect === 'RAISE' || before === null) {
      if (spend !== null) this.#charge(draft, spend, before, after);
      else if (before === null) this.#giveBack(draft);
      return;
    }
    if (before.side === 'CREDIT' && draft.rule.effect === 'POST' && spend === null) this.#giveBack(draft);
    this.#usage.settle(after.token, totalOf(before), totalOf(after));
  }

  /** A control that was created or changed. Its counters are made anew from what was spent when it now looks elsewhere. */
  changed(kind: 'velocitycontrol' | 'authcontrol' | 'exemptmid', resource: Resource, at: number): void {
    if (kind === 'authcontrol') return this.#book.authorization.put(authorizationControl(resource.body));
    if (kind === 'exemptmid') return this.#book.exemptions.put(authorizationControl(resource.body));
    const before = this.#book.velocity.get(resource.token);
    const control = velocityControl(resource.body, resource.created);
    if (this.#isCounted(control) && !(before !== null && looksAtTheSame(before, control))) this.#countAnew(control, at);
    this.#book.velocity.put(control);
  }

  #countAnew(control: VelocityControl, at: number): void {
    this.#store.atomically(() => {
      this.#usage.clear(control);
      recount({ store: this.#store, resources: this.#resources, book: this.#book, usage: this.#usage }, control, at, (spend) =>
        this.#counter(control, spend),
      );
    });
  }

  /** What a user has left of each control (wire-format §7.1): never more than the limit, -1 where uses are not limited. */
  available(user: string, products: readonly string[], at: number): { control: VelocityControl; amount: Units; uses: number }[] {
    const everywhere = products.length === 0 ? [''] : products;
    const controls = new Map(everywhere.flatMap((product) => this.#book.velocity.for({ user, product })).map((one) => [one.token, one]));
    return [...controls.values()].flatMap((control) => {
      const counter = control.active ? this.#counter(control, { user, at }) : null;
      if (counter === null) return [];
      const used = this.#usage.used(counter);
      const uses = control.usageLimit < 0 ? -1 : Math.max(0, control.usageLimit - used.uses);
      return [{ control, amount: Math.max(0, control.amountLimit - used.amount), uses }];
    });
  }

  forget(): void {
    this.#book.forget();
    this.#usage.forget();
  }

  #spendOf(draft: Draft): Spend | null {
    return spendOf(draft, this.#book);
  }

  #countedVelocity(spend: Spend): VelocityControl[] {
    return this.#book.velocity.for(spend).filter((control) => this.#isCounted(control));
  }

  /** Active ones, and those that Commando Mode enables: they must know what was spent when it comes on. */
  #isCounted({ active, token }: VelocityControl): boolean {
    return active || this.#resources.all('commandomode').some(({ body }) => commandoMode(body).velocityControls.includes(token));
  }

  #isExempt(spend: Spend, mattersToMerchants: boolean): boolean {
    if (!mattersToMerchants && !this.#choices.exemptFromVelocity) return false;
    const exemptions = this.#book.exemptions.for(spend).filter((one) => inForce(one, spend.at));
    return exemptions.length > 0 && merchantAllowed(exemptions, false, spend);
  }

  #reserve(draft: Draft, spend: Spend, controls: readonly VelocityControl[]): ControlRefusal | null {
    const { purchase } = draft;
    const measured: (Measured & { readonly counter: Counter | null })[] = [];
    for (const control of controls) {
      const part = countedPart(control, spend);
      if (part === null) continue;
      const counter = this.#counter(control, spend);
      // A limit of each purchase looks at the whole of it.
      const before = counter === null && purchase !== null ? totalOf(purchase) : 0;
      const amount = partOf(part, spend.amount, spend.cashBack) + before;
      const used = counter === null ? { amount: 0, uses: 0 } : this.#usage.used(counter);
      measured.push({ control, counter, used, amount, uses: purchase === null ? 1 : 0 });
    }
    const refusal = passedLimit(measured);
    if (refusal !== null) return refusal;
    const wanted = measured.flatMap(({ control, counter, amount, uses }) =>
      counter === null || !control.countsApprovals ? [] : [{ counter, by: { amount, uses } }],
    );
    this.#usage.reserve(draft.tokens.transaction, wanted);
    return null;
  }

  #charge(draft: Draft, spend: Spend, before: Purchase | null, after: Purchase): void {
    if (!countsOf(draft)) return;
    const added = totalOf(after) - (before === null ? 0 : totalOf(before));
    for (const control of this.#countedVelocity(spend)) {
      const part = control.countsApprovals ? countedPart(control, spend) : null;
      const counter = part === null ? null : this.#counter(control, spend);
      if (part === null || counter === null) continue;
      const counted = { purchase: after.token, part, cashBack: spend.cashBack };
      this.#usage.charge(counter, counted, partOf(part, added, spend.cashBack), before === null);
    }
  }

  #bookDecline(draft: Draft): void {
    const spend = countsOf(draft) ? this.#spendOf(draft) : null;
    if (spend === null) return;
    for (const control of this.#countedVelocity(spend)) {
      const part = control.countsApprovals ? null : countedPart(control, spend);
      const counter = part === null ? null : this.#counter(control, spend);
      if (part !== null && counter !== null) this.#usage.add(counter, { amount: partOf(part, spend.amount, spend.cashBack), uses: 1 });
    }
  }

  /** A refund that names no purchase gives back in the window in which it comes. */
  #giveBack(draft: Draft): void {
    const { rule, amounts } = draft;
    if (rule.side !== 'CREDIT' || rule.effect !== 'POST') return;
    const spend = spendOf({ ...draft, rule: { ...rule, type: 'authorization', side: 'DEBIT' } }, this.#book);
    if (spend === null) return;
    for (const control of this.#countedVelocity(spend)) {
      const counter = control.countsApprovals && countedPart(control, spend) !== null ? this.#counter(control, spend) : null;
      if (counter !== null) this.#usage.add(counter, { amount: -amounts.funded, uses: 0 });
    }
  }

  #counter(control: VelocityControl, { user, at }: { readonly user: string; readonly at: number }): Counter | null {
    if (control.window === 'TRANSACTION') return null;
    const holder = control.association.kind === 'user' || this.#choices.velocityCountsPerUser ? user : '';
    return { control: control.token, holder, window: windowAt(control.window, at).start };
  }
}

/** What a purchase comes to for its holder. */
function totalOf({ held, cleared, refunded }: Purchase): Units {
  return Math.max(0, held + cleared - refunded);
}

function looksAtTheSame(before: VelocityControl, after: VelocityControl): boolean {
  const sight = ({ association, scope, currency, window, countsApprovals, includes, active }: VelocityControl): string =>
    JSON.stringify([association, scope, currency, window, countsApprovals, [...includes], active]);
  return sight(before) === sight(after);
}
