const PATTERN = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;
const MS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000] as const;

/** An ISO 8601 duration in milliseconds: `PT2H`, `P1DT30M`. Months and years have no one length: null, as for anything else. */
export function parseDuration(text: string): number | null {
  const parts = PATTERN.exec(text)?.slice(1);
  return parts === undefined ? null : Math.round(parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (MS[index] ?? 0), 0));
}
