import { isObject } from '../wire/schema.ts';
import { type Expected, Some } from './match.ts';

/**
 * What `$name` stands for in a run: a value that was given or kept from an answer, else a token of this run's own. So rows are plain
 * data, and two runs against one account never meet.
 */
export class Names {
  readonly #known = new Map<string, string>();
  readonly #run: string;

  constructor(run: string, given: Readonly<Record<string, string>> = {}) {
    this.#run = run;
    for (const [name, value] of Object.entries(given)) this.#known.set(name, value);
  }

  keep(name: string, value: string): void {
    this.#known.set(name, value);
  }

  /** The same with every `$name` replaced, at any depth. */
  of<T>(value: T): T {
    return this.#fill(value) as T;
  }

  #fill(value: unknown): unknown {
    if (typeof value === 'string') return value.startsWith('$') ? this.#valueOf(value.slice(1)) : value;
    if (Array.isArray(value)) return value.map((item) => this.#fill(item));
    if (value instanceof Some) return new Some(this.#fill(value.like) as Expected);
    if (!isObject(value) || value instanceof RegExp) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.#fill(inner)]));
  }

  /** A token has at most 36 characters (wire-format §1.8). */
  #valueOf(name: string): string {
    return this.#known.get(name) ?? `${this.#run}-${name}`.slice(0, 36);
  }
}
