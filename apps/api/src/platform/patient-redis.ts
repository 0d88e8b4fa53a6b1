import type { Log } from './log.ts';

const PATIENCE_MS = 100;
const PAUSE_MS = 1_000;

/** Redis as a hint: whoever asks it goes on without it when it is away or slow. */
export class PatientRedis<Redis> {
  #silentUntilMs = 0;

  constructor(
    private readonly redis: Redis | null,
    private readonly log: Log,
    /** Who goes on, and how, for the log. */
    private readonly otherwise: string,
  ) {}

  /** Undefined when Redis is away or slow; then it is left alone for a second, so that requests do not queue up behind it. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    if (this.redis === null || performance.now() < this.#silentUntilMs) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE_MS} ms`)), PATIENCE_MS);
    });
    try {
      return await Promise.race([question(this.redis), tooLate]);
    } catch (error) {
      this.#silentUntilMs = performance.now() + PAUSE_MS;
      this.log.debug({ err: String(error) }, `redis does not answer: ${this.otherwise}`);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
