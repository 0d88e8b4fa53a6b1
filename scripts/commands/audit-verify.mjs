import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { apiProgram } from '../lib/api-program.mjs';
import { prepared } from '../lib/prepared.mjs';

const ofDatabase = apiProgram('audit-verify.mjs', 'audit-verify.js', { readsOnly: true });

/** `npm run audit:verify`: goes along the audit log, in a downloaded file or in a whole database, and changes nothing. A file needs no database. */
export function main(args) {
  const [first] = args;
  if (first === undefined || first.startsWith('-')) return ofDatabase(args);
  return prepared('audit-verify.mjs', args, ofFile, { builds: '@afc/api' });

  async function ofFile() {
    const { API } = await import('../lib/product.mjs');
    const child = spawn(process.execPath, [join(API, 'audit-verify.js'), ...args], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    return code ?? 1;
  }
}
