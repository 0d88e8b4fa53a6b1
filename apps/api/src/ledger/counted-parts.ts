import type { Step } from './step.ts';

/** A part of what a purchase counts in limits: how much, and the moment in whose windows it counts. */
export type Part = { readonly atMs: number; readonly minor: bigint };

export type Counted = {
  readonly held: bigint;
  /** By messages that hold and take at once. */
  readonly posted: bigint;
  readonly parts: readonly Part[];
};

/**
 * What is held, and what counts where (the counting rule). Holds count in their own windows, an increment in its own. What is
 * given back leaves the newest part first. A clearing above its hold, or after it ended, counts in the window of the first
 * hold; one without any hold, in its own.
 * @param standing the steps that hold true, in the order of their times
 */
export function countedParts(standing: readonly Step[], linkedRefunds: bigint): Counted {
  const endedMs = endOfHolds(standing);
  const before = consume(
    standing.filter(({ atMs }) => atMs <= endedMs),
    true,
  );
  const after = consume(
    standing.filter(({ atMs }) => atMs > endedMs),
    false,
  );
  const posted = postedParts(standing);
  // Before refunds: they give back what counts, and have a purchase of their own for the money.
  const postedMinor = totalOf(posted);
  const parts = [...before.parts, ...after.parts];
  for (const beyond of [...before.beyond, ...after.beyond]) {
    const [first] = parts;
    if (first === undefined) parts.push({ ...beyond });
    else first.minor += beyond.minor;
  }
  const all = [...parts, ...posted].sort((left, right) => left.atMs - right.atMs);
  giveBack(all, linkedRefunds);
  return { held: after.held, posted: postedMinor, parts: all.filter(({ minor }) => minor > 0n) };
}

type Growing = { atMs: number; minor: bigint };

/** The last moment at which all holds ended: by a last clearing, a whole reversal, or expiry. */
function endOfHolds(standing: readonly Step[]): number {
  return standing.reduce((latest, { effect, last, whole, atMs }) => {
    const ends = effect === 'EXPIRE' || (effect === 'CLEAR' && last) || (effect === 'RELEASE' && whole);
    return ends && atMs > latest ? atMs : latest;
  }, Number.NEGATIVE_INFINITY);
}

/** Holds, what was taken from them, and what was taken beyond them. `ended`: nothing is held any more. */
function consume(steps: readonly Step[], ended: boolean): { held: bigint; parts: Growing[]; beyond: Growing[] } {
  const parts = steps.filter(({ effect }) => effect === 'HOLD').map(({ atMs, amount }) => ({ atMs, minor: amount }));
  let open = smaller(totalOf(parts), atLeastZero(totalOf(parts) - decreases(steps)));
  let consumed = 0n;
  const beyond: Growing[] = [];
  for (const { effect, atMs, amount } of steps) {
    if (effect !== 'CLEAR') continue;
    const within = smaller(amount, open);
    open -= within;
    consumed += within;
    if (amount > within) beyond.push({ atMs, minor: amount - within });
  }
  const held = ended ? 0n : open;
  giveBack(parts, totalOf(parts) - consumed - held);
  return { held, parts, beyond };
}

/** By how much reversals and advices lower the holds. An advice that names only the new total is read against what was held before it. */
function decreases(steps: readonly Step[]): bigint {
  let held = 0n;
  let decreased = 0n;
  for (const { effect, amount, decrease, whole } of steps) {
    if (effect === 'HOLD') held += amount;
    else if (effect === 'RELEASE') decreased += whole ? atLeastZero(held - decreased) : amount;
    else if (effect === 'ADVICE') decreased += decrease ?? atLeastZero(held - decreased - amount);
  }
  return decreased;
}

function postedParts(standing: readonly Step[]): Growing[] {
  const of = (name: 'POST' | 'UNPOST'): Growing[] =>
    standing.filter(({ effect }) => effect === name).map(({ atMs, amount }) => ({ atMs, minor: amount }));
  const posted = of('POST');
  giveBack(posted, totalOf(of('UNPOST')));
  return posted;
}

/** Takes an amount off the parts, the newest first, and no more than there is. */
function giveBack(parts: Growing[], minor: bigint): void {
  let left = minor;
  for (let i = parts.length - 1; i >= 0 && left > 0n; i -= 1) {
    const part = parts[i];
    if (part === undefined) continue;
    const given = smaller(part.minor, left);
    part.minor -= given;
    left -= given;
  }
}

function totalOf(parts: readonly Part[]): bigint {
  return parts.reduce((total, { minor }) => total + minor, 0n);
}

function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function atLeastZero(minor: bigint): bigint {
  return minor > 0n ? minor : 0n;
}
