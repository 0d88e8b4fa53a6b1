import { begin } from './lib/begin.mjs';

begin(() => import('./commands/company-create.mjs'));
