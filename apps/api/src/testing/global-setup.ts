import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../../../scripts/lib/postgres.mjs';
import { prepareDatabase, TEMPLATE } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the cluster's superuser, and the passwords of the product's roles. */
    postgres: { admin: string; api: string; gateway: string; owner: string };
  }
}

/** One throw-away cluster for the run, with one migrated template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'afc-test-'));
  const postgres = await startPostgres({ dataDir, port: 0, fast: true });
  const urls = await prepareDatabase(postgres, TEMPLATE);
  project.provide('postgres', { admin: postgres.url(), ...urls });
  return () => postgres.stop({ remove: true });
}
