import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { prepared } from './prepared.mjs';

/** A command beside the product that is a program of the API: run with the database, which is brought up to date first. */
export function apiProgram(script, program) {
  return (args) =>
    prepared(
      script,
      args,
      async (progress) => {
        const { API, migrate, withDatabase } = await import('./product.mjs');
        return withDatabase(progress, async (settings) => {
          await migrate({ progress }, settings);
          const child = spawn(process.execPath, [join(API, program), ...args], { stdio: 'inherit', env: settings });
          const [code] = await once(child, 'exit');
          return code ?? 1;
        });
      },
      { builds: '@afc/api' },
    );
}
