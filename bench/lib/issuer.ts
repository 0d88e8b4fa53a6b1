import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMarqetaClient } from '@afc/marqeta';
import type pg from 'pg';
import { type BenchDatabase, withClient } from './cluster.ts';
import { EMULATOR, start } from './processes.ts';
import { startProduct } from './product.ts';

/** Where a worker tells of controls and asks about them, so that it does not try in vain all the while. */
export type Issuer = { readonly settings: Readonly<Record<string, string>>; stop(): Promise<void> };

const APPLICATION_TOKEN = 'emulator-application';
const ACCESS_TOKEN = 'emulator-access';

/** Starts an emulator that knows the card programs of these companies. */
export async function startIssuer(database: BenchDatabase): Promise<Issuer> {
  const folder = await mkdtemp(join(tmpdir(), 'afc-bench-issuer-'));
  const emulator = await start(EMULATOR, { EMULATOR_PORT: '0', EMULATOR_DATA_DIR: folder, DEMO_PURCHASES_PER_MINUTE: '0' });
  const baseUrl = `${emulator.url}/v3`;
  const client = createMarqetaClient({ baseUrl, applicationToken: APPLICATION_TOKEN, accessToken: ACCESS_TOKEN });
  for (const token of await cardProductsOf(database))
    await client.cardProducts.create({ token, name: 'Everyday', start_date: '2026-01-01', config: {} });
  await client.close();
  return {
    settings: { MARQETA_BASE_URL: baseUrl, MARQETA_APPLICATION_TOKEN: APPLICATION_TOKEN, MARQETA_ACCESS_TOKEN: ACCESS_TOKEN },
    async stop() {
      await emulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function cardProductsOf({ adminUrl }: BenchDatabase): Promise<readonly string[]> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ token: string }>('SELECT marqeta_product_token AS token FROM card_products');
    return rows.map(({ token }) => token);
  });
}

const GIVE_UP_MS = 240_000;

/** Tells the issuer of every company's controls, as had long happened in an installation that works, and waits until all that follows is done. */
export async function mirrorAll(database: BenchDatabase, { settings }: Issuer): Promise<void> {
  await withClient(database.adminUrl, async (client) => {
    await client.query(
      `SELECT afc_enqueue('controls.mirror', json_build_object('companyId', id)::text, 'controls.mirror:' || id, NULL, 'controls:' || id) FROM companies`,
    );
    const product = await startProduct({ database, role: 'all', profile: null, settings });
    const giveUpAt = performance.now() + GIVE_UP_MS;
    while (await isBusy(client)) {
      if (performance.now() > giveUpAt) throw new Error('The issuer was not told of all controls in time.');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await product.stop();
  });
}

/** Companies have no mirror yet, mirrors wait, or the audit log has entries outside its chains. */
async function isBusy(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ busy: boolean }>(
    `SELECT EXISTS (SELECT FROM companies c WHERE NOT EXISTS (SELECT FROM control_mirrors m WHERE m.company_id = c.id))
         OR EXISTS (SELECT FROM control_mirrors WHERE state = 'WAITING') OR EXISTS (SELECT FROM audit_pending) AS busy`,
  );
  return rows[0]?.busy ?? true;
}
