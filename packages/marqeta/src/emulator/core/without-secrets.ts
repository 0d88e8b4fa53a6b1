/** Whole names and parts of names that hold a credential or an identity number; of what breaks off within one, all that is there. */
const SECRET =
  /"(\w*(?:password|secret|cvv)\w*|(?:control|client_access)_token|pin|ssn|taxpayer_id)"(\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|\d+(?![\d.eE]))/g;
/** Marqeta's own masks are not digits alone, and stay. */
const CLEAR_NUMBER = /"(pan|token_pan)"(\s*:\s*)(?:"\d{12,19}"|"\d+$|\d+(?![\d.eE]))/g;
const IDENTIFICATIONS = /"identifications"\s*:\s*\[[^\]]*/g;
const VALUE = /"(value)"(\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|\d+(?![\d.eE]))/g;

/** What the calls that let somebody in answer with, under a name that elsewhere says what a thing is called. */
const TOKEN = /"(token)"(\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|\\?$))/g;
const LETS_IN = /^\/v3\/users\/auth\//;

const MASKED = '"$1"$2"••••••"';

/** JSON text, also one that breaks off, without what nobody should read from a page or a log: credentials, PINs, numbers of cards and people. */
export function withoutSecrets(json: string): string {
  return json
    .replace(SECRET, MASKED)
    .replace(CLEAR_NUMBER, MASKED)
    .replace(IDENTIFICATIONS, (listed) => listed.replace(VALUE, MASKED));
}

/** The same of a call of the API, of which the address says what the names in it mean. */
export function callWithoutSecrets(url: string, json: string): string {
  const open = withoutSecrets(json);
  return LETS_IN.test(url) ? open.replace(TOKEN, MASKED) : open;
}

/** An address that may end with what lets somebody in. */
export function urlWithoutSecrets(url: string): string {
  return url.replace(/^(\/v3\/users\/auth\/\w+\/)[^/?]+/, '$1••••••');
}
