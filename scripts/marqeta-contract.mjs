import { begin } from './lib/begin.mjs';

begin(() => import('./commands/marqeta-contract.mjs'));
