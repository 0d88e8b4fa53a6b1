/** Fields whose numbers may look like a PAN and are known to be something else. */
const OTHER_NUMBER = /^(?:mid|network_mid|token|barcode|terminal_id|.*_token|.*_lifecycle_id|.*reference.*)$/;

const CANDIDATE = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;

/** Whether a text holds anything that could be a PAN: a quick look before the long one. */
export function mayHoldPan(text: string): boolean {
  CANDIDATE.lastIndex = 0;
  return CANDIDATE.test(text);
}

/** Cuts out of a value what looks like a card number (13 to 19 digits, an issuer's first digit, Luhn); its last four stay. */
export function cutPan(field: string, value: unknown): unknown {
  if ((typeof value !== 'string' && typeof value !== 'number') || OTHER_NUMBER.test(field)) return value;
  const text = String(value);
  const cut = text.replace(CANDIDATE, (found) => {
    const digits = found.replace(/[ -]/g, '');
    return /^[2-6]/.test(digits) && passesLuhn(digits) ? `[PAN ${digits.slice(-4)}]` : found;
  });
  return cut === text ? value : cut;
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
