/** Fields whose numbers may look like a PAN and are known to be something else. */
const OTHER_NUMBER = /^(?:mid|network_mid|token|barcode|terminal_id|.*_token|.*_lifecycle_id|.*reference.*)$/;

const CANDIDATE = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;

/** Whether JSON holds anything that looks like a PAN, in whatever field: a quick look before the long one. */
export function mayHoldPan(json: string): boolean {
  // The digits of an escape stand before those of the text.
  if (json.includes('\\u')) return true;
  for (const [found] of json.matchAll(CANDIDATE)) if (isPan(found)) return true;
  return false;
}

/** Cuts out of a value what looks like a card number (13 to 19 digits, an issuer's first digit, Luhn); its last four stay. */
export function cutPan(field: string, value: unknown): unknown {
  if ((typeof value !== 'string' && typeof value !== 'number') || OTHER_NUMBER.test(field)) return value;
  const text = String(value);
  const cut = text.replace(CANDIDATE, (found) => (isPan(found) ? `[PAN ${digitsOf(found).slice(-4)}]` : found));
  return cut === text ? value : cut;
}

function digitsOf(found: string): string {
  return found.replace(/[ -]/g, '');
}

function isPan(found: string): boolean {
  const digits = digitsOf(found);
  return /^[2-6]/.test(digits) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
