import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError } from 'graphql';
import { CloseCode, type Context, type ConnectionInitMessage, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { CommandOptions } from '../access/commander.ts';
import { memberOf, type Viewer } from '../access/viewer.ts';
import { DomainError } from '../platform/errors.ts';
import { translate } from '../platform/graphql/refusals.ts';
import type { Log } from '../platform/log.ts';
import { refusalOf } from '../platform/refusal-of.ts';
import { Followed } from './followed.ts';
import type { FeedReader } from './reader.ts';
import { socketReceiver } from './socket-receiver.ts';
import type { Credentials, SocketSession, SocketSessions } from './socket-sessions.ts';
import { GraphQLErrors, type Subscriptions } from './subscription.ts';

export type FeedSocketNeeds = {
  readonly reader: FeedReader;
  readonly subscriptions: Subscriptions;
  readonly sessions: SocketSessions;
  /** Before somebody follows: leaves in the company's log what an operator is about to read. Nothing for anybody else. */
  readonly noteReading: (
    viewer: Viewer,
    asked: { readonly operation: string | null; readonly fields: readonly string[]; readonly variables: unknown },
    options: CommandOptions,
  ) => Promise<void>;
  /** The network address of whoever calls. */
  readonly callerAddress: (request: IncomingMessage) => string;
  readonly log: Log;
};

/** What we keep of a socket beside what the protocol keeps. */
type Extra = {
  readonly socket: WebSocket;
  readonly traceId: string;
  readonly ip: string;
  /** Shown in a header by programs; pages of a browser cannot. */
  readonly bearer: string | undefined;
  session: SocketSession | null;
  subscriptions: number;
  answers: boolean;
};
type SocketContext = Context<ConnectionInitMessage['payload'], Extra>;

const PATH = '/graphql';
const MOST_SUBSCRIPTIONS = 10;
/** Of the registry of close codes. Clients of the protocol come back after it, which they do not after 4500. */
const TRY_AGAIN_LATER = 1013;
const MOST_MESSAGE_BYTES = 64 * 1024;
const HEARTBEAT_MS = 30_000;
/** "Service restart": the client comes back by itself. */
const RESTART = 1012;

/** The live feed over WebSocket, subprotocol `graphql-transport-ws`, at `/graphql`. Queries and mutations go by POST. */
export class FeedSocket {
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES, perMessageDeflate: false, handleProtocols });
  readonly #open = new Set<Extra>();
  readonly #protocol: ReturnType<typeof makeServer<ConnectionInitMessage['payload'], Extra>>;
  #heartbeat: NodeJS.Timeout | null = null;

  constructor(private readonly needs: FeedSocketNeeds) {
    this.#sockets.on('headers', (headers, request) => void headers.push(`x-trace-id: ${traceIdOf(request)}`));
    this.#protocol = makeServer<ConnectionInitMessage['payload'], Extra>({
      onConnect: (context) => this.#connect(context),
      onSubscribe: (context, id, payload) => this.#subscribe(context, id, payload),
      subscribe: ({ contextValue }) => {
        if (!(contextValue instanceof Followed)) throw new Error('only the feed is followed over this socket');
        return contextValue;
      },
      onComplete: ({ extra }) => void (extra.subscriptions -= 1),
      onError: ({ extra }, _id, _payload, errors) => errors.map((error) => translate(error, extra.traceId, needs.log)),
    });
  }

  get count(): number {
    return this.#open.size;
  }

  /** Takes over the server's upgrades. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      if (request.url?.split('?', 1)[0] === PATH)
        this.#sockets.handleUpgrade(request, stream, head, (socket) => this.#opened(socket, request));
      else stream.end(`HTTP/1.1 404 Not Found\r\nx-trace-id: ${traceIdOf(request)}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    });
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  close(): void {
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    for (const { socket } of this.#open) socket.close(RESTART, 'Restarting: come back and resume');
    this.#sockets.close();
  }

  #opened(socket: WebSocket, request: IncomingMessage): void {
    const extra: Extra = {
      ...{ socket, traceId: traceIdOf(request), ip: this.needs.callerAddress(request) },
      ...{ bearer: /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1], session: null, subscriptions: 0, answers: true },
    };
    this.#open.add(extra);
    // Written to after the other side has gone: the close that follows cleans up.
    socket.on('error', (error) => this.needs.log.debug({ err: error.message }, 'feed socket'));
    socket.on('pong', () => void (extra.answers = true));
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => void (socket.readyState === WebSocket.OPEN && socket.send(text)),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (message: Buffer) => {
            handle(message.toString()).catch((error: unknown) => this.#defect(extra, error));
          }),
      },
      extra,
    );
    socket.once('close', (code, reason) => {
      this.#open.delete(extra);
      if (extra.session !== null) this.needs.sessions.left(extra.session);
      closed(code, reason.toString()).catch((error: unknown) => this.#defect(extra, error));
    });
  }

  async #connect({ connectionParams, extra }: SocketContext): Promise<boolean> {
    const { socket, ip } = extra;
    const token = connectionParams?.['accessToken'] ?? extra.bearer;
    if (typeof token !== 'string') return false;
    const asked = connectionParams?.['locale'];
    const locale = typeof asked === 'string' ? asked : undefined;
    extra.session = await this.#enter({ token, ip, locale }, socket);
    // It may have closed while we asked who it is.
    if (extra.session !== null && socket.readyState !== WebSocket.OPEN) this.needs.sessions.left(extra.session);
    return extra.session !== null;
  }

  /** Null for what is not good, and for a good key from an address where it is not; when nobody can tell, it is thrown and the client tries again. */
  async #enter(shown: Credentials, socket: WebSocket): Promise<SocketSession | null> {
    try {
      return await this.needs.sessions.enter(shown, (code, reason) => socket.close(code, reason));
    } catch (error) {
      if (error instanceof DomainError && error.kind !== 'unavailable') return null;
      throw error;
    }
  }

  async #subscribe({ extra }: SocketContext, id: string, payload: SubscribePayload) {
    try {
      if (extra.subscriptions >= MOST_SUBSCRIPTIONS) throw new GraphQLError(`One socket has ${MOST_SUBSCRIPTIONS} subscriptions at most.`);
      const subscription = this.needs.subscriptions.read(payload);
      const viewer = memberOf(extra.session?.viewer ?? null);
      const { field, operationName } = subscription;
      const asked = {
        operation: operationName,
        fields: [field],
        variables: subscription.cardId === null ? {} : { cardId: subscription.cardId },
      };
      await this.needs.noteReading(viewer, asked, { traceId: extra.traceId, ip: extra.ip });
      const followed = new Followed();
      const receiver = socketReceiver(extra.socket, id, (error) => followed.fail(error));
      const locale = extra.session?.locale ?? viewer.locale;
      followed.hold(await this.needs.reader.follow({ viewer, locale, subscription }, receiver));
      extra.subscriptions += 1;
      return { schema: this.needs.subscriptions.schema, document: subscription.document, contextValue: followed };
    } catch (error) {
      return errorsOf(error);
    }
  }

  #beat(): void {
    for (const extra of this.#open) {
      if (!extra.answers) extra.socket.terminate();
      extra.answers = false;
      if (extra.socket.readyState === WebSocket.OPEN) extra.socket.ping();
    }
  }

  #defect({ socket, traceId }: Extra, error: unknown): void {
    const refusal = refusalOf(error);
    if (refusal?.kind === 'unavailable') return socket.close(TRY_AGAIN_LATER, refusal.code);
    this.needs.log.error({ err: error, traceId }, 'feed socket defect');
    socket.close(CloseCode.InternalServerError, 'Internal server error');
  }
}

function errorsOf(error: unknown): readonly GraphQLError[] {
  if (error instanceof GraphQLErrors) return error.errors;
  if (error instanceof GraphQLError) return [error];
  const message = error instanceof DomainError ? error.message : 'defect';
  return [new GraphQLError(message, { originalError: error instanceof Error ? error : new Error(String(error)) })];
}

const traceIds = new WeakMap<IncomingMessage, string>();

/** Of the request that a socket began with: the same in the answer to it and in every refusal that follows. */
function traceIdOf(request: IncomingMessage): string {
  const traceId = traceIds.get(request) ?? randomUUID().replaceAll('-', '');
  traceIds.set(request, traceId);
  return traceId;
}
