/** A set of merchant category codes, written as codes and ranges: `['5812', '3000-3299']`. */
export type MccSet = { has(mcc: string): boolean };

const CODE = /^\d{4}$/;
const RANGE = /^(\d{4})-(\d{4})$/;

/** First and last code of a code or range, or null when it is neither. */
export function mccRange(text: string): readonly [number, number] | null {
  if (CODE.test(text)) return [Number(text), Number(text)];
  const match = RANGE.exec(text);
  if (match === null) return null;
  const [first, last] = [Number(match[1]), Number(match[2])];
  return first <= last ? [first, last] : null;
}

/** What cannot be read is left out: a control is checked when it is saved. A merchant without a readable code is in no set. */
export function mccSet(texts: readonly string[]): MccSet {
  const bits = new Uint8Array(1250);
  for (const text of texts) {
    const range = mccRange(text);
    if (range === null) continue;
    for (let code = range[0]; code <= range[1]; code += 1) bits[code >> 3] = (bits[code >> 3] ?? 0) | (1 << (code & 7));
  }
  return {
    has(mcc) {
      if (!CODE.test(mcc)) return false;
      const code = Number(mcc);
      return ((bits[code >> 3] ?? 0) & (1 << (code & 7))) !== 0;
    },
  };
}

/** Every code of a set. */
export function mccCodes(texts: readonly string[]): string[] {
  const listed = mccSet(texts);
  return CODES.filter((code) => listed.has(code));
}

/** The same set, written in one way whatever the way it was given: codes and ranges in order, none touching another. */
export function canonicalMccs(texts: readonly string[]): string[] {
  return rangesOf(mccCodes(texts));
}

/** All codes that are not in a set, as codes and ranges in order. */
export function complementOf(texts: readonly string[]): string[] {
  const listed = mccSet(texts);
  return rangesOf(CODES.filter((code) => !listed.has(code)));
}

const CODES: readonly string[] = Array.from({ length: 10_000 }, (_, code) => code.toString().padStart(4, '0'));

function rangesOf(codes: readonly string[]): string[] {
  const ranges: { first: string; last: string }[] = [];
  for (const code of codes) {
    const before = ranges.at(-1);
    if (before !== undefined && Number(before.last) + 1 === Number(code)) before.last = code;
    else ranges.push({ first: code, last: code });
  }
  return ranges.map(({ first, last }) => (first === last ? first : `${first}-${last}`));
}
