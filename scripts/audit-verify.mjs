import { begin } from './lib/begin.mjs';

begin(() => import('./commands/audit-verify.mjs'));
