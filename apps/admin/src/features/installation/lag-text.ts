const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A span in its largest unit, as the reader writes it: "40 ms", "1.5 sec", "3 days". */
export function lagText(ms: number, locale: string): string {
  const [unit, size] = UNITS.find(([, least]) => ms >= least) ?? ['millisecond', 1];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(ms / size);
}
