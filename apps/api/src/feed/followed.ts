import type { Following } from './receiver.ts';

/**
 * What the protocol waits for while a subscription lasts. It never yields: results go to the socket as bytes that many share.
 * It ends when the client leaves, and fails when the feed cannot go on.
 */
export class Followed implements AsyncGenerator<never, void, undefined> {
  #end: (() => void) | null = null;
  #fail: ((error: unknown) => void) | null = null;
  #following: Following | null = null;
  readonly #ended = new Promise<void>((resolve, reject) => {
    this.#end = resolve;
    this.#fail = reject;
  });

  constructor() {
    // It may fail before anybody waits for it; whoever waits then still hears of it.
    this.#ended.catch(() => undefined);
  }

  hold(following: Following): void {
    this.#following = following;
  }

  fail(error: unknown): void {
    this.#following?.stop();
    this.#fail?.(error);
  }

  async next(): Promise<IteratorReturnResult<void>> {
    await this.#ended;
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorReturnResult<void>> {
    this.#following?.stop();
    this.#end?.();
    return this.next();
  }

  throw(error: unknown): Promise<IteratorReturnResult<void>> {
    this.fail(error);
    return this.next();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.return().then(() => undefined);
  }
}
