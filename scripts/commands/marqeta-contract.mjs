import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { prepared } from '../lib/prepared.mjs';
import { inRoot } from '../lib/root.mjs';

/** `npm run marqeta:contract`: holds the Marqeta account that the environment names against what the facts say of Marqeta. */
export function main(args) {
  return prepared(
    'marqeta-contract.mjs',
    args,
    async () => {
      const program = inRoot('packages', 'marqeta', 'dist', 'contract', 'main.js');
      const [code] = await once(spawn(process.execPath, [program, ...args], { stdio: 'inherit' }), 'exit');
      return code ?? 1;
    },
    { builds: '@afc/marqeta' },
  );
}
