import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The line between the product and Marqeta, which can be cut, and can lose the answer to what Marqeta has done. */
export class LineToMarqeta {
  readonly #server: Server;
  #cut = false;
  #losesAnswersTo: string | null = null;

  private constructor(private readonly marqeta: string) {
    this.#server = createServer((request, response) => void this.#carry(request, response));
  }

  static async open(marqeta: string): Promise<LineToMarqeta> {
    const line = new LineToMarqeta(marqeta);
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.#cut = true;
  }
  loseAnswersTo(request: string): void {
    this.#losesAnswersTo = request;
  }
  mend(): void {
    this.#cut = false;
    this.#losesAnswersTo = null;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#cut) return void request.socket.destroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
    const answer = await fetch(`${this.marqeta}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { authorization, 'content-type': type },
      ...(body.length === 0 ? {} : { body }),
    });
    const text = await answer.text();
    if (`${request.method} ${request.url}` === this.#losesAnswersTo) return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  }
}
