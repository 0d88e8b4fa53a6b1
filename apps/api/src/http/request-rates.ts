import type { FastifyReply } from 'fastify';
import type { Viewer } from '../access/viewer.ts';
import { DomainError } from '../platform/errors.ts';
import { networkOf } from '../platform/network.ts';
import { type RateLimit, rateLimit, type Standing } from '../platform/rate-limit.ts';

/** Requests a minute. 0: as many as one likes. */
export type RequestLimits = { readonly address: number; readonly person: number; readonly key: number };

export class TooManyRequestsError extends DomainError {
  override readonly name = 'TooManyRequestsError';
  readonly kind = 'rate_limited';
  readonly code = 'RATE_LIMITED';
  readonly retryAfterMs: number;
  constructor(policy: string, { limit, resetSeconds }: Standing) {
    super(`More than ${limit} requests in this minute (policy "${policy}"). Wait ${resetSeconds} s, then try again.`);
    this.retryAfterMs = resetSeconds * 1_000;
  }
}

/** Where the headers go that tell a program how it stands. */
type Answer = Pick<FastifyReply, 'header'>;

/**
 * How often one may ask, counted by network address, and by person or API key once it is known who asks. The answer says how one stands as
 * draft-ietf-httpapi-ratelimit-headers has it. What Marqeta asks and tells is never counted.
 */
export class RequestRates {
  readonly #limits: ReadonlyMap<string, RateLimit>;

  constructor(counting: Parameters<typeof rateLimit>[0], limits: RequestLimits) {
    const set = Object.entries(limits).filter(([, aMinute]) => aMinute > 0);
    this.#limits = new Map(set.map(([name, aMinute]) => [name, rateLimit(counting, { name, aMinute })]));
  }

  /** Before anybody looks at what is asked. @throws TooManyRequestsError */
  admitAddress(ip: string, answer?: Answer): Promise<void> {
    return this.#take('address', networkOf(ip), answer);
  }

  /** @throws TooManyRequestsError */
  admit({ role, userId, identityId, sessionId }: Viewer, answer?: Answer): Promise<void> {
    return role === 'SERVICE' ? this.#take('key', sessionId, answer) : this.#take('person', userId ?? identityId, answer);
  }

  /** Whoever is told who asks also counts it. */
  admitting<Token extends readonly [token: string, ip: string]>(
    authenticate: (...token: Token) => Promise<Viewer | null>,
  ): (...token: Token) => Promise<Viewer | null> {
    return async (...token) => {
      await this.admitAddress(token[1]);
      const viewer = await authenticate(...token);
      if (viewer !== null) await this.admit(viewer);
      return viewer;
    };
  }

  async #take(policy: string, who: string, answer: Answer | undefined): Promise<void> {
    const limit = this.#limits.get(policy);
    if (limit === undefined) return;
    const standing = await limit.take(who);
    if (answer !== undefined) say(answer, policy, standing);
    if (!standing.allowed) throw new TooManyRequestsError(policy, standing);
  }
}

/** The policy that was looked at last is the narrowest, and the one that is told. */
function say(answer: Answer, policy: string, { allowed, limit, remaining, resetSeconds }: Standing): void {
  void answer.header('ratelimit-policy', `"${policy}";q=${limit};w=60`);
  void answer.header('ratelimit', `"${policy}";r=${remaining};t=${resetSeconds}`);
  if (!allowed) void answer.header('retry-after', String(resetSeconds));
}
