/** Shown in place of a value that is not. */
export const MASK = '•••';

/** Opens something, or pays. Our intake keeps none of it that it knows; Marqeta may add a field tomorrow. Nobody is shown it. */
const SECRET =
  /^(?:pan|primary_account_number|cvv2?|cvv_number|card_verification.*|pin|pin_block|encrypted_pin.*|track.*data|password|basic_auth_.*|.*secret|.*access_token|control_token|otp|one_time_.*|activation_code|verification_code)$/i;

/** How a message is built and what it is about: tokens, kinds, states and times. What it says of money and people is not here. */
const STRUCTURE =
  /^(?:token|.*_token|type|.*_type|state|previous_state|status|fulfillment_status|channel|reason_code|method|code|network|subnetwork|currency_code|.*_currency_code|.*_time|.*_date|identifier|duration|payload)$/;

/** A merchant, a person, a place, and what customers write themselves: all below is theirs, even a state or a type. */
const THEIRS = /^(?:card_acceptor|merchant|merchant_scope|user|business|metadata|.*_metadata|.*address.*|pos|acquirer)$/;

/**
 * A message as an operator is shown it. Whoever runs the installation sees what kind of message failed, and on which token, but no
 * company's money and people; `whole`, after a reason was given, hides secrets alone.
 */
export function maskMessage(body: string, { whole }: { readonly whole: boolean }): string {
  return JSON.stringify(masked(JSON.parse(body), whole ? () => true : (field) => STRUCTURE.test(field)), null, 2);
}

/** @param shows whether the text or number of a field is shown; `field` is that of the array when the value is in one */
function masked(value: unknown, shows: (field: string) => boolean, field = ''): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (SECRET.test(field)) return MASK;
  if (Array.isArray(value)) return value.map((element: unknown) => masked(element, shows, field));
  if (typeof value !== 'object') return shows(field) ? value : MASK;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, masked(inner, THEIRS.test(key) && !shows(key) ? () => false : shows, key)]),
  );
}
