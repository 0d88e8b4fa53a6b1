export const isPin = (text: string): boolean => /^\d{4}$/.test(text);

/** Four of the same digit, or four in a row, up or down: what a thief tries first. */
export function isWeakPin(pin: string): boolean {
  const steps = new Set(
    pin
      .slice(1)
      .split('')
      .map((digit, index) => Number(digit) - Number(pin[index])),
  );
  const [step] = steps;
  return steps.size === 1 && step !== undefined && Math.abs(step) <= 1;
}

/** Wrong PINs in a row, one more of them, and whether that was one too many. */
export function afterWrongPin(before: number, allowed: number): { readonly failures: number; readonly locks: boolean } {
  const failures = before + 1;
  return failures < allowed ? { failures, locks: false } : { failures: 0, locks: true };
}
