export const GONE = '•••';

/** Objects of Marqeta's messages that are about a person, and fields that are a person's wherever they stand (wire-format §3, §10). */
const A_PERSONS =
  /^(?:user|cardholder|fulfillment|shipping|device|identifications?|metadata|.*_metadata|(?:first|middle|last|maiden)_name|name_line_.*|email|birth_date|ip_address|.*phone.*|.*address.*|ssn|passport_number|id_card_number|nationality|title|honorific)$/;

/** What says which message it is stays also there: an id, a kind, a state, a time. */
const STRUCTURE = /^(?:token|.*_token|type|.*_type|state|status|.*_time|active)$/;

/** A raw message without what it says of a person. What happened, to which card and for how much, stays: it can still be applied. */
export function forgetInMessage(body: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // Not understood, so nobody can say what of it is a person's.
    return JSON.stringify(GONE);
  }
  return JSON.stringify(without(parsed, false, ''));
}

function without(value: unknown, isPersons: boolean, field: string): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => without(element, isPersons, field));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, without(inner, isPersons || A_PERSONS.test(key), key)]));
  return isPersons && value !== null && typeof value !== 'boolean' && !STRUCTURE.test(field) ? GONE : value;
}
