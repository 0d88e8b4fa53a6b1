import { apiProgram } from '../lib/api-program.mjs';

/** `npm run keys:rotate`: wraps all keys again under MASTER_KEY, while the product runs. */
export const main = apiProgram('keys-rotate.mjs', 'keys-rotate.js');
