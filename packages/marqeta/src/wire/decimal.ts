declare const decimal: unique symbol;
/** An amount exactly as it was written, in plain notation: `-12.30`, never `1.23e1`. */
export type DecimalText = string & { readonly [decimal]?: never };

/** What a `DecimalText` looks like; more digits than any currency or rate has are refused. */
export const DECIMAL_PATTERN = '^-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?$';

// The end of a key and what follows it, with the white space of RFC 8259 §2 alone between. Inside a string value a quote is escaped, so this never matches there.
const AMOUNT =
  /([Aa]mount|_to_be_released|_limit|_balance|_credits|conversion_rate)"[ \t\n\r]*:[ \t\n\r]*(-?(?:0|[1-9]\d*)(?:\.\d+)?)(?:[eE]([+-]?\d+))?(?=[ \t\n\r,}])/g;

/**
 * Parses JSON and leaves every amount, balance and rate as decimal text, so that it never becomes a binary float (wire-format §1.5).
 * Other numbers stay numbers; what is no character in a text becomes {@link UNREADABLE}. Throws `SyntaxError` like `JSON.parse`.
 */
export function parseJsonKeepingDecimals(body: string | Uint8Array): unknown {
  const text = typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return JSON.parse(text.replace(AMOUNT, quoteAmount), NO_CHARACTER.test(text) ? readable : undefined);
}

/** Escapes of a zero byte, or of half a character; a whole one may be written as two halves. */
const NO_CHARACTER = /\\u(?:0000|[dD][89a-fA-F])/;

/** PostgreSQL keeps neither: what is decided on must be what is kept. */
function readable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', UNREADABLE) : value;
}

/** In the place of what is no character: of a zero byte, of half a surrogate pair, of bytes that are no UTF-8. */
export const UNREADABLE = '\uFFFD';

function quoteAmount(found: string, keyEnd: string, digits: string, exponent: string | undefined): string {
  if (exponent === undefined) return `${keyEnd}":"${digits}"`;
  const plain = withoutExponent(digits, Number(exponent));
  return plain === null ? found : `${keyEnd}":"${plain}"`;
}

/** `null` when the number is so large or small that no amount can be meant; validation then refuses what stays a number. */
function withoutExponent(digits: string, exponent: number): string | null {
  if (Math.abs(exponent) > 18) return null;
  const negative = digits.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? digits.slice(1) : digits).split('.');
  const all = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? '0'.repeat(1 - point) + all : all.padEnd(point, '0');
  const at = Math.max(point, 1);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const rest = padded.slice(at);
  return `${negative ? '-' : ''}${integer}${rest === '' ? '' : `.${rest}`}`;
}

/**
 * JSON in which the given text appears as a number with exactly these digits: `"amount":12.30`.
 * For bodies that we send; what it wraps must match {@link DECIMAL_PATTERN}.
 */
export function jsonNumber(text: DecimalText): unknown {
  if (!DECIMAL.test(text)) throw new TypeError(`Not a decimal number: ${text}`);
  return rawJson.rawJSON(text);
}

export function isDecimal(value: unknown): value is DecimalText {
  return typeof value === 'string' && DECIMAL.test(value);
}

const DECIMAL = new RegExp(DECIMAL_PATTERN);
const rawJson = JSON as unknown as { rawJSON(text: string): unknown };
