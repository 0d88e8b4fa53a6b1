import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { prepared } from '../lib/prepared.mjs';

/** `npm run company:create -- …`: the first company and its admin. What it asks for and answers is the API's own program. */
export async function main(args) {
  return prepared(
    'company-create.mjs',
    args,
    async (progress) => {
      const { API, migrate, withDatabase } = await import('../lib/product.mjs');
      return withDatabase(progress, async (settings) => {
        await migrate({ progress }, settings);
        const child = spawn(process.execPath, [join(API, 'company-create.js'), ...args], { stdio: 'inherit', env: settings });
        const [code] = await once(child, 'exit');
        return code ?? 1;
      });
    },
    { builds: '@afc/api' },
  );
}
