import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { serve } from '../lib/child.ts';

/** Sends the same bytes to everybody who is there, and nothing else. */
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

export type Broadcast = { readonly text: string; readonly times: number };

server.listen(0, '127.0.0.1', () =>
  serve<Broadcast>((server.address() as AddressInfo).port, async ({ text, times }) => {
    const bytes = Buffer.from(text);
    for (let sent = 0; sent < times; sent += 1) {
      for (const socket of sockets.clients) socket.send(bytes, { binary: false });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }),
);
