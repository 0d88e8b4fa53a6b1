import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

type Pair = readonly [near: Socket, far: Socket];

/** A TCP line between the product and a server behind it, which can be cut, and can fall silent without a word to either side. */
export class Line {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #forgotten = new Set<Pair>();
  #target: number;
  #closed = false;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((near) => this.#carry(near));
  }

  static async open(target: number): Promise<Line> {
    const line = new Line(target);
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Where new connections go. */
  leadTo(target: number): void {
    this.#target = target;
  }

  /** Every connection ends now, and none is let through until the line is mended. */
  cut(): void {
    this.#closed = true;
    for (const pair of [...this.#pairs, ...this.#forgotten]) this.#end(pair);
  }

  mend(): void {
    this.#closed = false;
  }

  /** What was open carries nothing any more and never ends, as behind a router that has forgotten it. What is opened from now on works. */
  forget(): void {
    for (const pair of this.#pairs) {
      const [near, far] = pair;
      near.unpipe(far);
      far.unpipe(near);
      near.resume();
      far.resume();
      this.#forgotten.add(pair);
    }
    this.#pairs.clear();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #carry(near: Socket): void {
    near.on('error', () => undefined);
    if (this.#closed) return void near.destroy();
    const far = connect(this.#target, '127.0.0.1');
    far.on('error', () => undefined);
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    // One that is forgotten does not tell the other side even that it has ended.
    for (const side of pair) side.setNoDelay(true).on('close', () => this.#pairs.has(pair) && this.#end(pair));
    near.pipe(far);
    far.pipe(near);
  }

  #end(pair: Pair): void {
    this.#pairs.delete(pair);
    this.#forgotten.delete(pair);
    for (const side of pair) side.destroy();
  }
}
