import { begin } from './lib/begin.mjs';

begin(() => import('./commands/erasures-replay.mjs'));
