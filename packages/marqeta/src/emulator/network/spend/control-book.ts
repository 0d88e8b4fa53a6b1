import type { Body, Resources } from '../../core/resources.ts';
import {
  type Association,
  type AuthorizationControl,
  authorizationControl,
  includesMcc,
  type Spender,
  type VelocityControl,
  velocityControl,
} from './control.ts';

/** All controls and groups, ready to be asked: an authorization must not read them from the store. */
export class ControlBook {
  readonly #resources: Resources;
  #velocity: ByHolder<VelocityControl> | null = null;
  #authorization: ByHolder<AuthorizationControl> | null = null;
  #exemptions: ByHolder<AuthorizationControl> | null = null;

  constructor(resources: Resources) {
    this.#resources = resources;
  }

  get velocity(): ByHolder<VelocityControl> {
    return (this.#velocity ??= new ByHolder(
      this.#resources.all('velocitycontrol').map(({ body, created }) => velocityControl(body, created)),
    ));
  }

  get authorization(): ByHolder<AuthorizationControl> {
    return (this.#authorization ??= new ByHolder(this.#resources.all('authcontrol').map(({ body }) => authorizationControl(body))));
  }

  get exemptions(): ByHolder<AuthorizationControl> {
    return (this.#exemptions ??= new ByHolder(this.#resources.all('exemptmid').map(({ body }) => authorizationControl(body))));
  }

  /** Active groups that hold the merchant. */
  groupsOf(mcc: string, mid: string): Pick<Spender, 'mccGroups' | 'merchantGroups'> {
    return {
      mccGroups: this.#tokens('mccgroup', (body) => includesMcc(body['mccs'] as string[], mcc)),
      merchantGroups: this.#tokens('merchantgroup', (body) => (body['mids'] as string[]).includes(mid)),
    };
  }

  forget(): void {
    this.#velocity = null;
    this.#authorization = null;
    this.#exemptions = null;
  }

  #tokens(kind: 'mccgroup' | 'merchantgroup', has: (body: Body) => boolean): ReadonlySet<string> {
    const groups = this.#resources.all(kind).filter(({ body }) => body['active'] === true && has(body));
    return new Set(groups.map(({ token }) => token));
  }
}

/** Controls by whom they are for. */
export class ByHolder<T extends { readonly token: string; readonly association: Association }> {
  readonly #byToken = new Map<string, T>();
  readonly #byHolder = new Map<string, Map<string, T>>();

  constructor(items: readonly T[]) {
    for (const item of items) this.put(item);
  }

  get(token: string): T | null {
    return this.#byToken.get(token) ?? null;
  }

  /** In place of the one that it replaces. */
  put(item: T): void {
    const before = this.#byToken.get(item.token);
    if (before !== undefined) this.#byHolder.get(keyOf(before.association))?.delete(item.token);
    this.#byToken.set(item.token, item);
    const key = keyOf(item.association);
    const list = this.#byHolder.get(key) ?? new Map<string, T>();
    this.#byHolder.set(key, list.set(item.token, item));
  }

  /** Those for the user, for the product, and for everyone. */
  for(spender: Pick<Spender, 'user' | 'product'>): T[] {
    const keys = [`user/${spender.user}`, `product/${spender.product}`, 'programme'];
    return keys.flatMap((key) => [...(this.#byHolder.get(key)?.values() ?? [])]);
  }
}

function keyOf(association: Association): string {
  return association.kind === 'programme' ? 'programme' : `${association.kind}/${association.token}`;
}
