/** Sources as CSP lists them: origins, hosts with wildcards, `'self'`, `'none'`. */
const SOURCES = /^[\w\-.:*/[\]' ]+$/;

/** The policy of the widgets' pages; only these may hold them in a frame. Throws when the list would change more than that. */
export function framePolicy(ancestors: string): string {
  if (!SOURCES.test(ancestors)) throw new Error(`The widgets' frame ancestors are "${ancestors}": a list of origins is expected.`);
  return `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors}`;
}
