import { textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { path } from './context.ts';

/** What a merchant was told of the holder's address; a part that was not told is empty. */
export interface GivenAddress {
  readonly street: string;
  readonly postalCode: string;
}

/** How one part compares: the digits of the AVS response code (wire-format §9.8). */
type Part = '00' | '01' | '02';

interface Comparison {
  /** The number of the house, which is all of a street that networks compare. */
  readonly number: Part;
  readonly postalCode: Part;
}

export function compareAddress(given: GivenAddress, user: Body): Comparison {
  return {
    number: part(houseNumber(given.street), houseNumber(textOf(user['address1']))),
    postalCode: part(given.postalCode, textOf(user['postal_code'])),
  };
}

function part(given: string, onFile: string): Part {
  if (given === '') return '02';
  return given.toLowerCase() === onFile.toLowerCase() ? '00' : '01';
}

/** The whole line where it has no number. */
function houseNumber(street: string): string {
  return /\d+/.exec(street)?.[0] ?? street;
}

/** Whether a product declines what does not match (§4): only one that says how it verifies addresses does. */
export function declinesAddress(product: Body, compared: Comparison, accountVerification: boolean): boolean {
  const rules = path(
    product,
    'config',
    'transaction_controls',
    'address_verification',
    accountVerification ? 'av_messages' : 'auth_messages',
  );
  if (rules === undefined || rules['validate'] === false) return false;
  const postalCode = compared.postalCode === '01' && rules['decline_on_postal_code_mismatch'] !== false;
  return postalCode || (compared.number === '01' && rules['decline_on_address_number_mismatch'] === true);
}

const WORDS: Readonly<Record<Part, string>> = { '00': 'matches', '01': 'does not match', '02': 'was not given' };

/** Request, what is on file, and how they compare. */
export function addressBlocks(
  given: GivenAddress,
  user: Body,
): { readonly request: Body; readonly on_file: Body; readonly response: Body } {
  const { number, postalCode } = compareAddress(given, user);
  return {
    request: { street_address: given.street, postal_code: given.postalCode },
    on_file: { street_address: textOf(user['address1']), postal_code: textOf(user['postal_code']) },
    response: { code: `${number}${postalCode}`, memo: `Address ${WORDS[number]}, postal code ${WORDS[postalCode]}` },
  };
}
