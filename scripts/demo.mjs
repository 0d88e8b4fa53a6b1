import { begin } from './lib/begin.mjs';

begin(() => import('./commands/demo.mjs'));
