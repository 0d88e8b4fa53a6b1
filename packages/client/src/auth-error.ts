/** A refusal of a REST route, read from its problem+json. `UNREACHABLE` when no answer came at all. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  constructor(
    readonly code: string,
    message: string,
    readonly status: number | null,
    readonly traceId: string | null,
  ) {
    super(message);
  }

  /** The server has spoken: this session is over. Anything else may pass. */
  get endsSession(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

export const unreachable = 'UNREACHABLE';
