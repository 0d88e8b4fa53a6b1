/** Whole names and parts of names that hold a credential. */
const SECRET = /"(\w*(?:password|secret|cvv)\w*|pin)"(\s*:\s*)"(?:[^"\\]|\\.)*"/g;
/** Marqeta's own masks are not digits alone, and stay. */
const CLEAR_NUMBER = /"(pan|token_pan)"(\s*:\s*)"\d{12,19}"/g;

/** JSON text without what nobody should read from a page or a log: credentials, PINs, clear card numbers. */
export function withoutSecrets(json: string): string {
  return json.replace(SECRET, '"$1"$2"••••••"').replace(CLEAR_NUMBER, '"$1"$2"••••••"');
}
