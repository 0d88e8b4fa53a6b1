import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { BenchDatabase } from './cluster.ts';

export type Product = { readonly port: number; stop(): Promise<void> };

export type ProductOptions = {
  /** The module that composes the product's own parts and reports its port. */
  readonly module: URL;
  readonly database: BenchDatabase;
  /** Folder for a CPU profile of the process. */
  readonly profile: string | null;
};

/** Starts a process of the product, apart from the load. It listens on the loopback address. */
export async function startProduct({ module, database, profile }: ProductOptions): Promise<Product> {
  const child = spawn(process.execPath, [...(profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]), module.pathname], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      LANES: process.env['LANES'],
      DATABASE_URL: database.urls.api,
      DATABASE_GATEWAY_URL: database.urls.gateway,
      DATABASE_OWNER_URL: database.urls.owner,
    },
  });
  const exited = once(child, 'exit');
  const [port] = (await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => {
      throw new Error(`The product's process ended with ${code} before it listened.`);
    }),
  ])) as [number];
  return {
    port,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.send('stop');
      await exited;
    },
  };
}
