/** What the process of sockets is told to do. */
export type SocketsCommand =
  /** So many more. */
  | { readonly kind: 'open'; readonly ports: readonly number[]; readonly count: number; readonly subscribe: Subscribe | null }
  /** How many messages there are in all since the last time, once there are that many or nobody sends any more. */
  | { readonly kind: 'wait'; readonly messages: number }
  /** Cuts all, and opens them anew at once: each goes on after what it saw last. */
  | { readonly kind: 'reconnect'; readonly ports: readonly number[]; readonly subscribe: Subscribe }
  /** How many are open. */
  | { readonly kind: 'count' }
  | { readonly kind: 'close' };

/** Sockets show the tokens in turn. */
export type Subscribe = { readonly accessTokens: readonly string[]; readonly query: string };

export type Waited = {
  /** All that came. */
  readonly messages: number;
  /** From the first to the last of them. */
  readonly ms: number;
  /** What the sockets saw that are looked at, each in its order. */
  readonly seen: readonly (readonly string[])[];
};

/** The position that a message of the feed names. */
export function cursorIn(message: string): string | null {
  return /"cursor":"([^"]+)"/.exec(message)?.[1] ?? null;
}
