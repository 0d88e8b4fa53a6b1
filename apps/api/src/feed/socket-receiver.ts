import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Receiver } from './receiver.ts';

/** "Try again later": the client comes back and resumes from the last cursor that it saw. */
const TOO_SLOW = 1013;
/** What may wait in the process for one socket. */
const MOST_WAITING_BYTES = 1024 * 1024;
const CATCH_UP_BELOW_BYTES = 128 * 1024;
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 25;

/**
 * One subscription of one socket. The result is the same bytes for all who share a view; only the id before it is the
 * subscription's own.
 */
export function socketReceiver(socket: WebSocket, id: string, broken: (error: unknown) => void): Receiver {
  const before = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  const after = Buffer.from('}');
  return {
    item(result) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MOST_WAITING_BYTES) {
        closeSlow(socket);
        return;
      }
      socket.send(Buffer.concat([before, result, after]), { binary: false });
    },
    async ready() {
      const until = performance.now() + PATIENCE_MS;
      while (socket.bufferedAmount > CATCH_UP_BELOW_BYTES) {
        if (performance.now() > until || socket.readyState !== WebSocket.OPEN) {
          closeSlow(socket);
          throw new Error('the socket does not take what it asked for');
        }
        await delay(LOOK_AGAIN_MS);
      }
    },
    broken,
  };
}

/** Who does not read would not read the closing either: after a moment the connection is cut. */
function closeSlow(socket: WebSocket): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  socket.close(TOO_SLOW, 'Too slow: come back and resume');
  setTimeout(() => socket.terminate(), 2_000).unref();
}
