import { connect, type Socket } from 'node:net';

export type Answer = { readonly status: number; readonly body: string };

/** Of a request that was sent and has no answer: the connection ended. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}

type Waiting = (answer: Answer | ConnectionLostError) => void;

/**
 * One keep-alive HTTP/1.1 connection that carries one request at a time. It does only what a load generator needs, because it
 * shares the machine with what it measures: an ordinary client takes several times as long for each request.
 */
export class Connection {
  readonly #socket: Socket;
  #waiting: Waiting | null = null;
  #text = '';

  constructor(port: number) {
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (chunk: string) => this.#receive(chunk));
    this.#socket.on('error', (error) => this.#end(error.message));
    this.#socket.on('close', () => this.#end('closed by the server'));
  }

  get usable(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** @param request head and body, as they go over the wire. */
  send(request: string, onAnswer: Waiting): void {
    this.#waiting = onAnswer;
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: string): void {
    this.#text = this.#text === '' ? chunk : this.#text + chunk;
    const answer = readAnswer(this.#text);
    if (answer === null) return;
    this.#text = '';
    this.#settle(answer);
  }

  #end(why: string): void {
    this.#socket.destroy();
    this.#settle(new ConnectionLostError(why));
  }

  #settle(answer: Answer | ConnectionLostError): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(answer);
  }
}

/** Null while the answer is not whole. */
export function readAnswer(text: string): Answer | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  if (length === undefined) throw new Error(`The answer has no content-length:\n${text.slice(0, headEnd)}`);
  const bodyStart = headEnd + 4;
  if (text.length < bodyStart + Number(length)) return null;
  return { status: Number(text.slice(9, 12)), body: text.slice(bodyStart, bodyStart + Number(length)) };
}

/** The head that goes before each body; bodies are latin1, so that characters are bytes. */
export function requestHead(port: number, path: string, headers: Readonly<Record<string, string>>): string {
  const lines = [`POST ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, 'content-type: application/json'];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return lines.join('\r\n');
}
