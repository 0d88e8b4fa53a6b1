import { begin } from './lib/begin.mjs';

begin(() => import('./commands/ledger-verify.mjs'));
