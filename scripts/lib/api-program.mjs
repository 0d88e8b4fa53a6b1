import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { prepared } from './prepared.mjs';

/**
 * A command beside the product that is a program of the API: run with the database, which is brought up to date first. One that
 * only reads takes a database that the environment names as it is: a copy, a replica, one of its URLs alone.
 */
export function apiProgram(script, program, { readsOnly = false } = {}) {
  return (args) =>
    prepared(
      script,
      args,
      async (progress) => {
        const { API, migrate, withDatabase } = await import('./product.mjs');
        const runProgram = async (env) => {
          const child = spawn(process.execPath, [join(API, program), ...args], { stdio: 'inherit', env });
          const [code] = await once(child, 'exit');
          return code ?? 1;
        };
        const isNamed = Object.keys(process.env).some((name) => /^DATABASE_(OWNER_|GATEWAY_)?URL$/.test(name));
        if (readsOnly && isNamed) return runProgram(process.env);
        return withDatabase(progress, async (settings) => {
          if (!readsOnly) await migrate({ progress }, settings);
          return runProgram(settings);
        });
      },
      { builds: '@afc/api' },
    );
}
