import { begin } from './lib/begin.mjs';

begin(() => import('./commands/migrate.mjs'));
