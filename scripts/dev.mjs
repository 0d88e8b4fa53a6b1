import { begin } from './lib/begin.mjs';

begin(() => import('./commands/dev.mjs'));
