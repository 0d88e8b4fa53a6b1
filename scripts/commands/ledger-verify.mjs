import { apiProgram } from '../lib/api-program.mjs';

/** `npm run ledger:verify`: checks the books of a whole database, and changes nothing. What it looks at is the API's own program. */
export const main = apiProgram('ledger-verify.mjs', 'ledger-verify.js', { readsOnly: true });
