import { apiProgram } from '../lib/api-program.mjs';

/** `npm run marqeta:doctor`: checks the Marqeta account. What it looks at is the API's own program. */
export const main = apiProgram('marqeta-doctor.mjs', 'marqeta-doctor.js');
