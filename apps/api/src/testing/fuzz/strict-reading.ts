/** What a question to the gateway asks, where it can be read in one way only. */
export type Reading = {
  readonly jitToken: string;
  readonly transactionToken: string;
  readonly method: string;
  readonly cardToken: string;
  readonly currency: string;
  /** In minor units of that currency. */
  readonly minor: bigint;
};

const MOST_MINOR = 10n ** 15n;
/** The only currencies that a card of these tests may have. */
const DIGITS: Readonly<Record<string, number>> = { USD: 2, EUR: 2, JPY: 0, KWD: 3 };

/**
 * Reads a question once more, by the wire format and by no line of the product (wire-format §13.1-§13.3). Strict where money depends
 * on it: null for whatever is missing, of another type, said twice with two meanings, or finer than its currency. A key that is
 * repeated within one object means its last value, as ECMAScript reads JSON.
 */
export function readStrictly(bytes: Buffer): Reading | null {
  const body = parsed(bytes);
  if (!isRecord(body)) return null;
  const [load, unload] = [jitOf(body['gpa_order']), jitOf(body['gpa_order_unload'])];
  if ((load === null) === (unload === null)) return null;
  const { order, jit } = (load ?? unload) as Order;
  const method = textOf(jit['method']);
  if (method === null || !directionAllows(method, unload === null ? 'LOAD' : 'UNLOAD')) return null;
  const tokens = [jit['token'], body['token']].map(tokenOf);
  const cardToken = tokenOf(body['card_token']);
  const currency = currencyOf([order['currency_code'], body['currency_code']]);
  const [jitToken, transactionToken] = tokens;
  if (!jitToken || !transactionToken || cardToken === null || currency === null) return null;
  const minor = minorOf(jit['amount'], DIGITS[currency] ?? 0);
  return minor === null || minor > MOST_MINOR ? null : { jitToken, transactionToken, method, cardToken, currency, minor };
}

type Json = Record<string, unknown>;
type Order = { readonly order: Json; readonly jit: Json };

/** A number is left as it was written: its digits are the amount, not the nearest binary float. */
class Written {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function parsed(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  const keep = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' ? new Written(context?.source ?? '') : value;
  try {
    return JSON.parse(text, keep) as unknown;
  } catch (error) {
    // Nested so deep, it can still be parsed, but no longer walked.
    return error instanceof RangeError ? (JSON.parse(text) as unknown) : null;
  }
}

function jitOf(order: unknown): Order | null {
  if (!isRecord(order)) return null;
  const jit = order['jit_funding'];
  return isRecord(jit) ? { order, jit } : null;
}

/** Money to the holder is asked for in an unload; a check or an inquiry in either. */
function directionAllows(method: string, order: 'LOAD' | 'UNLOAD'): boolean {
  if (method.startsWith('pgfs.refund') || method === 'pgfs.original.credit.authorization') return true;
  if (method.startsWith('pgfs.original.credit')) return order === 'UNLOAD';
  return method.endsWith('inquiry') || order === 'LOAD';
}

/** Said at least once, and everywhere alike. */
function currencyOf(said: readonly unknown[]): string | null {
  const [first, ...others] = said.filter((one) => one !== undefined);
  return typeof first === 'string' && first in DIGITS && others.every((other) => other === first) ? first : null;
}

/** 1 to 36 characters, each of which comes back as it was sent. */
function tokenOf(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && text.length >= 1 && text.length <= 36 ? text : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && !/[\0\uFFFD\p{Surrogate}]/u.test(value) ? value : null;
}

function minorOf(value: unknown, digits: number): bigint | null {
  const text = value instanceof Written ? value.text : typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (/^-0(\.0+)?$/.test(text)) return 0n;
  const match = /^(?:0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null) return null;
  const [, fraction = '', power = '0'] = match;
  const mantissa = text.replace(/[eE].*$/, '').replace('.', '');
  const shift = digits + Number(power) - fraction.length;
  if (shift >= 0) return BigInt(mantissa) * 10n ** BigInt(shift);
  const unit = 10n ** BigInt(-shift);
  return BigInt(mantissa) % unit === 0n ? BigInt(mantissa) / unit : null;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Written);
}
