import { apiProgram } from '../lib/api-program.mjs';

/** `npm run erasures:replay`: after a restore, erases again whoever the backup has brought back. */
export const main = apiProgram('erasures-replay.mjs', 'erasures-replay.js');
