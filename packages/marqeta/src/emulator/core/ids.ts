import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** Bytes of one draw, as many as a SHA-1 has. */
const DRAW = 20;

/** Tokens and all other made-up values. With a seed they repeat from run to run, and go on where they were after a restart. */
export class Ids {
  readonly #seed: string | null;
  #used: number;
  // Drawing many bytes at once: each call to the system's generator costs more than the rest of a message.
  #pool = Buffer.alloc(0);

  constructor(seed: string | null, used = 0) {
    this.#seed = seed;
    this.#used = used;
  }

  /** How many values were drawn; kept with the state so that a seeded emulator does not repeat itself. */
  get used(): number {
    return this.#used;
  }

  uuid(): string {
    if (this.#seed === null) return randomUUID();
    const bytes = this.#bytes();
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = bytes.toString('hex', 0, 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  hex(length: number): string {
    return this.#bytes().toString('hex').slice(0, length);
  }

  digits(length: number): string {
    let text = '';
    while (text.length < length) text += String(this.#bytes().readUInt32BE(0)).padStart(10, '0').slice(1);
    return text.slice(0, length);
  }

  /** At least 0, below 1. */
  random(): number {
    return this.#bytes().readUInt32BE(0) / 2 ** 32;
  }

  #bytes(): Buffer {
    this.#used += 1;
    if (this.#seed !== null) return createHash('sha1').update(`${this.#seed}:${this.#used}`).digest();
    if (this.#pool.length < DRAW) this.#pool = randomBytes(DRAW * 200);
    const drawn = this.#pool.subarray(0, DRAW);
    this.#pool = this.#pool.subarray(DRAW);
    return drawn;
  }
}
