import { textOf } from '../core/fields.ts';
import type { Ids } from '../core/ids.ts';
import type { Body } from '../core/resources.ts';
import { path } from '../network/context.ts';

/** A number of the programme's range that passes Luhn and belongs to no card in the world that matters here. */
export function makePan(product: Body, ids: Ids): string {
  const prefix = (textOf(path(product, 'config', 'fulfillment')?.['bin_prefix']) || '489537').slice(0, 9);
  const body = prefix + ids.digits(15 - prefix.length);
  return body + luhnDigit(body);
}

/** First six, six underscores, last four (wire-format §5.2). */
export function maskedPan(pan: string): string {
  return `${pan.slice(0, 6)}______${pan.slice(-4)}`;
}

function luhnDigit(body: string): string {
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    const digit = Number(body[body.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}
