import { apiProgram } from '../lib/api-program.mjs';

/** `npm run marqeta:setup`: prepares the Marqeta account. What it shows, asks and does is the API's own program. */
export const main = apiProgram('marqeta-setup.mjs', 'marqeta-setup.js');
