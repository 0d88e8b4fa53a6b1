import { begin } from './lib/begin.mjs';

begin(() => import('./commands/faults.mjs'));
