/** How the live connection stands. */
export type ConnectionStatus =
  /** Nothing has asked for it yet, or it is on its way for the first time. */
  | 'connecting'
  | 'live'
  /** Just broken; trying again. Nothing to worry a person with yet. */
  | 'reconnecting'
  /** Broken for several tries; still trying, but what is on the screen may be old. */
  | 'lost';

export interface Connection {
  status: ConnectionStatus;
  /** Broken tries in a row. */
  failures: number;
}

export type ConnectionEvent = 'acknowledged' | 'broken' | 'left';

export const notYetConnected: Connection = { status: 'connecting', failures: 0 };

const lostAfter = 4;

/** `broken` is a socket that failed or closed by itself, `left` one that we closed since nobody listens any more. */
export function nextConnection(now: Connection, event: ConnectionEvent): Connection {
  if (event === 'acknowledged') return { status: 'live', failures: 0 };
  if (event === 'left') return notYetConnected;
  const failures = now.failures + 1;
  return { status: failures >= lostAfter ? 'lost' : 'reconnecting', failures };
}
