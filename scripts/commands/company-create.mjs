import { apiProgram } from '../lib/api-program.mjs';

/** `npm run company:create -- …`: the first company and its admin. What it asks for and answers is the API's own program. */
export const main = apiProgram('company-create.mjs', 'company-create.js');
