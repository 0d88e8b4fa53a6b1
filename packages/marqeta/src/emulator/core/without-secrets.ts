/** Whole names and parts of names that hold a credential or an identity number; of what breaks off within one, all that is there. */
const SECRET = /"(\w*(?:password|secret|cvv)\w*|pin|ssn|taxpayer_id)"(\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|\d+(?![\d.eE]))/g;
/** Marqeta's own masks are not digits alone, and stay. */
const CLEAR_NUMBER = /"(pan|token_pan)"(\s*:\s*)(?:"\d{12,19}"|"\d+$|\d+(?![\d.eE]))/g;
const IDENTIFICATIONS = /"identifications"\s*:\s*\[[^\]]*/g;
const VALUE = /"(value)"(\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|\d+(?![\d.eE]))/g;

const MASKED = '"$1"$2"••••••"';

/** JSON text, also one that breaks off, without what nobody should read from a page or a log: credentials, PINs, numbers of cards and people. */
export function withoutSecrets(json: string): string {
  return json
    .replace(SECRET, MASKED)
    .replace(CLEAR_NUMBER, MASKED)
    .replace(IDENTIFICATIONS, (listed) => listed.replace(VALUE, MASKED));
}
