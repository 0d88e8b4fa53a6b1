import { readFileSync, watchFile } from 'node:fs';

// Loaded before the product: its clock is ahead of the machine's, or behind it, by the milliseconds that a file says.
const file = process.env['CLOCK_OFFSET_FILE'] ?? '';
const RealDate = Date;
let offset = 0;

function read(): void {
  offset = Number(readFileSync(file, 'utf8')) || 0;
}

class MovedDate extends RealDate {
  constructor(...args: [] | ConstructorParameters<DateConstructor>) {
    if (args.length === 0) super(RealDate.now() + offset);
    else super(...(args as [number]));
  }

  static override now(): number {
    return RealDate.now() + offset;
  }

  /** One that was made before, or by the engine itself, is a date all the same. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return Object.prototype.toString.call(value) === '[object Date]';
  }
}

read();
watchFile(file, { interval: 50, persistent: false }, read);
globalThis.Date = MovedDate as DateConstructor;
