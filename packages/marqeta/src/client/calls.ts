import { randomUUID } from 'node:crypto';
import type { TSchema, Type } from 'typebox';
import { AnyPage } from '../wire/resources.ts';
import { Anything, type Checked, checker } from '../wire/schema.ts';
import type { MarqetaHttp, Query } from './http.ts';

export type Check<T> = (value: unknown) => Checked<T>;

const checkPage = checker(AnyPage);
const checkAnything = checker(Anything);

/** The few kinds of request that the Core API has, each with the repetition that is safe for it (wire-format §1.9). */
export class Calls {
  readonly #http: MarqetaHttp;

  constructor(http: MarqetaHttp) {
    this.#http = http;
  }

  get<T>(path: string, check: Check<T>, query?: Query): Promise<T> {
    return this.#http.send({ method: 'GET', path, ...(query === undefined ? {} : { query }), repeatable: true }, check);
  }

  /** A partial update: sent twice it says the same. */
  put<T>(path: string, body: object, check: Check<T>): Promise<T> {
    return this.#http.send({ method: 'PUT', path, body, repeatable: true }, check);
  }

  /** A POST that makes something under a token, of its own when the caller has none: repeated, it is done once. */
  create<T, B extends { readonly token?: string }>(path: string, body: B, check: Check<T>): Promise<T> {
    const named = { ...body, token: body.token ?? randomUUID() };
    return this.#http.send({ method: 'POST', path, body: named, repeatable: true }, check);
  }

  /** A command without a token, which a doubtful outcome may have done already: never repeated by itself. */
  once<T>(method: 'POST' | 'PUT', path: string, body: object, check: Check<T>): Promise<T> {
    return this.#http.send({ method, path, body, repeatable: false }, check);
  }

  /** A command without a token that does no harm a second time, and whose answer nobody reads. */
  async again(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<void> {
    await this.#http.send({ method, path, ...(body === undefined ? {} : { body }), repeatable: true }, checkAnything);
  }

  /** Walks through a list page by page (§1.10); `count` is the largest page that the endpoint gives. */
  async *list<T>(path: string, check: Check<T>, query?: Query, count = 100): AsyncGenerator<T> {
    let more = true;
    const items: Check<T[]> = (value) => {
      const page = checkPage(value);
      if (!page.ok) return page;
      const data: T[] = [];
      for (const item of page.value.data) {
        const checked = check(item);
        if (!checked.ok) return checked;
        data.push(checked.value);
      }
      more = page.value.is_more === true;
      return { ok: true, value: data, ignored: page.ignored };
    };
    for (let start = 0; more; ) {
      const page = { ...query, count, start_index: start };
      const data = await this.#http.send({ method: 'GET', path, query: page, repeatable: true }, items);
      yield* data;
      start += data.length;
      if (data.length === 0) return;
    }
  }
}

/** A check of a schema under the name of what it checks. */
export const checked = <S extends TSchema>(schema: S): Check<Type.Static<S>> => checker(schema);

/** A token as one segment of a path, whatever stands in it. */
export const segment = encodeURIComponent;
