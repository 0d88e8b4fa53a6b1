/** Amounts inside the emulator: whole ten-thousandths, exact up to 900 billion, so that an amount finer than a cent can be simulated. */
export type Units = number;

const SCALE = 10_000;

/** `null` when it is no amount, or finer than a ten-thousandth. */
export function unitsFrom(value: unknown): Units | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return null;
  const match = /^(-?)(\d{1,11})(?:\.(\d{1,4}))?$/.exec(text);
  if (match === null) return null;
  const units = Number(match[2]) * SCALE + Number((match[3] ?? '').padEnd(4, '0'));
  return match[1] === '-' ? -units : units;
}

/** The JSON number: division of exact integers gives the double nearest to the decimal, which prints as the decimal. */
export function toNumber(units: Units): number {
  return units / SCALE;
}
