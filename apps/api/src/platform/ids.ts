import { randomFillSync } from 'node:crypto';
import type { Clock } from './clock.ts';

const pool = new Uint8Array(16 * 256);
let used = pool.length;
let clockMs = 0;
let idMs = 0;
let sequence = 0;

function randomBytes(count: number): Uint8Array {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

/**
 * A UUIDv7 (RFC 9562 §5.7) at the clock's time. Ids made while the clock stands still, by one process, ascend: the 12 bits of
 * `rand_a` count (§6.2, method 1), and what is too many for them counts for the next millisecond.
 */
export function uuidv7(clock: Clock): string {
  const ms = clock.now().getTime();
  if (ms !== clockMs) {
    clockMs = idMs = ms;
    sequence = randomBytes(1)[0] ?? 0;
  } else if (sequence === 0xfff) {
    idMs += 1;
    sequence = 0;
  } else sequence += 1;
  return format(idMs, sequence, randomBytes(8));
}

function format(ms: number, randA: number, randB: Uint8Array): string {
  const time = ms.toString(16).padStart(12, '0');
  const tail = Buffer.from(randB);
  tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80;
  const hex = tail.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randA.toString(16).padStart(3, '0')}-${hex.slice(0, 4)}-${hex.slice(4)}`;
}

/** Comes before every id that is made at this moment or later, and after all that were made before it. */
export function idAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** When an id was made, by the clock of who made it. */
export function msOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
