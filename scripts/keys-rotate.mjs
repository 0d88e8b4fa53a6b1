import { begin } from './lib/begin.mjs';

begin(() => import('./commands/keys-rotate.mjs'));
