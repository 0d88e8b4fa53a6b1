import { WebSocket } from 'ws';
import { serve } from '../lib/child.ts';
import { cursorIn, type SocketsCommand, type Subscribe, type Waited } from './messages.ts';

/** Many sockets in a process of their own: they count what comes, and a few of them keep it. */
const LOOKED_AT = 16;
const GIVE_UP_MS = 60_000;
/** Handshakes under way at once: what a browser's reconnecting spreads by chance. */
const OPENING_AT_ONCE = 200;
const OPENING_WAIT_MS = 60_000;
const TRY_AGAIN_LATER = 1013;

type Follower = { socket: WebSocket; last: string | null; readonly seen: string[] | null };

const followers: Follower[] = [];
let counted = 0;
let firstAt = 0;
let lastAt = 0;

function receive(follower: Follower, text: string): void {
  lastAt = performance.now();
  if (counted === 0) firstAt = lastAt;
  counted += 1;
  follower.last = text;
  follower.seen?.push(text);
}

/** @param from whose place is before that stay as they are */
async function openAll(ports: readonly number[], subscribe: Subscribe | null, from = 0): Promise<void> {
  const waiting = followers.slice(from).map((follower, place) => () => {
    const index = from + place;
    const accessToken = subscribe?.accessTokens[index % subscribe.accessTokens.length];
    return openPatiently(follower, ports[index % ports.length] ?? 0, subscribe === null ? null : { query: subscribe.query, accessToken });
  });
  const work = async (): Promise<void> => {
    for (let open = waiting.pop(); open !== undefined; open = waiting.pop()) await open();
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, work));
}

type SubscribeOne = { readonly query: string; readonly accessToken: string | undefined };

/** A server that has too much to do asks to be tried again later. */
async function openPatiently(follower: Follower, port: number, subscribe: SubscribeOne | null): Promise<void> {
  const giveUpAt = performance.now() + OPENING_WAIT_MS;
  for (;;) {
    try {
      return await openOne(follower, port, subscribe);
    } catch (error) {
      if (!(error instanceof ClosedError && error.code === TRY_AGAIN_LATER) || performance.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

class ClosedError extends Error {
  override readonly name = 'ClosedError';
  readonly code: number;
  constructor(code: number, reason: string) {
    super(`closed with ${code} ${reason}`);
    this.code = code;
  }
}

function openOne(follower: Follower, port: number, subscribe: SubscribeOne | null): Promise<void> {
  const options = { perMessageDeflate: false, handshakeTimeout: OPENING_WAIT_MS };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, subscribe === null ? [] : ['graphql-transport-ws'], options);
  follower.socket = socket;
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code, reason) => reject(new ClosedError(code, reason.toString())));
    socket.once('open', () => {
      if (subscribe === null) resolve();
      else socket.send(JSON.stringify({ type: 'connection_init', payload: { accessToken: subscribe.accessToken } }));
    });
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith('{"type":"connection_ack"')) {
        const after = follower.last === null ? null : cursorIn(follower.last);
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: subscribe?.query, variables: { after } } }));
        resolve();
      } else if (text.startsWith('{"type":"ping"')) socket.send('{"type":"pong"}');
      else receive(follower, text);
    });
  });
}

async function obey(command: SocketsCommand): Promise<unknown> {
  switch (command.kind) {
    case 'open': {
      const from = followers.length;
      for (let index = from; index < from + command.count; index += 1)
        followers.push({ socket: undefined as never, last: null, seen: index < LOOKED_AT ? [] : null });
      await openAll(command.ports, command.subscribe, from);
      return undefined;
    }
    case 'wait': {
      const until = performance.now() + GIVE_UP_MS;
      while (counted < command.messages && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
      const waited: Waited = {
        messages: counted,
        ms: lastAt - firstAt,
        seen: followers.flatMap(({ seen }) => (seen === null ? [] : [[...seen]])),
      };
      counted = 0;
      for (const { seen } of followers) seen?.splice(0);
      return waited;
    }
    case 'reconnect': {
      const began = performance.now();
      for (const { socket } of followers) {
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        socket.terminate();
      }
      await openAll(command.ports, command.subscribe);
      return performance.now() - began;
    }
    case 'count':
      return followers.filter(({ socket }) => socket.readyState === WebSocket.OPEN).length;
    case 'close':
      for (const { socket } of followers) {
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        socket.terminate();
      }
      followers.splice(0);
      return undefined;
  }
}

serve<SocketsCommand>(0, obey);
