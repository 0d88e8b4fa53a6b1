import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/lib/ports.mjs';
import { startProduct } from '../../scripts/lib/product.mjs';
import { createProgress } from '../../scripts/lib/progress.mjs';
import { testEnvironment } from '../../scripts/lib/test-environment.mjs';
import { isPublished, publishProduct } from './product.ts';

/** Names one of the demo's people, of another year. */
const SANCTIONS = ['id,name,aliases,birth_date,country,list', '7,"ROSSI, Sofia Maria",Sofia the Elder,1931,IT,SDN', ''].join('\n');

/** One seeded product for the run, on free ports and in a folder that is thrown away; nobody shops there but the tests. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  // While a test is being written: the product that somebody has started already.
  if (isPublished()) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'afc-e2e-'));
  const list = join(folder, 'sanctions.csv');
  await writeFile(list, SANCTIONS);
  const env = {
    ...testEnvironment(),
    PORT: '0',
    EMULATOR_PORT: '0',
    POSTGRES_PORT: '0',
    DATA_DIR: folder,
    SANCTIONS_LIST: list,
    // Where a story has a provider of OpenID Connect, and a DNS that knows its domain.
    OUTGOING_ALLOWED_IPS: '127.0.0.1',
    DNS_SERVERS: `127.0.0.1:${await freePort(0)}`,
    DEMO: '1',
    DEMO_PURCHASES_PER_MINUTE: '0',
    // Two browsers and the product share two cores here: no journey is about our own deadline, which lies well inside the issuer's.
    DECISION_DEADLINE_MS: '2900',
  };
  const product = await startProduct({ progress: createProgress(), env, fast: true });
  publishProduct(product);
  return async () => {
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
