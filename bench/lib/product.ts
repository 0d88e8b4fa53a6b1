import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BenchDatabase } from './cluster.ts';
import { GATEWAY, WEBHOOK, WEBHOOK_SECRET } from './marqeta-access.ts';

export type Product = { readonly port: number; readonly pid: number; stop(): Promise<void> };

export type ProductOptions = {
  readonly database: BenchDatabase;
  readonly role: 'all' | 'api';
  /** Folder for a CPU profile of the process. */
  readonly profile: string | null;
  /** Settings beside those that every benchmark has. */
  readonly settings?: Readonly<Record<string, string>>;
};

const MAIN = fileURLToPath(import.meta.resolve('@afc/api/dist/src/main.js'));
/** Long enough on a machine that does other things as well. */
const START_TIMEOUT_MS = 300_000;
/** With it a benchmark signs people in by itself. */
export const TOKEN_SECRET = Buffer.alloc(32, 1);

/** Starts the product's own process on the loopback address. It logs warnings only, as a busy installation would. */
export async function startProduct({ database, role, profile, settings = {} }: ProductOptions): Promise<Product> {
  const port = await freePort();
  const child = spawn(process.execPath, [...(profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]), MAIN], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      ROLE: role,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      ...usual(database),
      ...settings,
    },
  });
  // However this process ends, the product ends with it.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit').finally(() => process.off('exit', kill));
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  while (!(await listens(port))) {
    if (ended()) throw new Error(`The product ended while it started, with ${child.exitCode ?? child.signalCode}.`);
    if (performance.now() > giveUpAt) {
      child.kill('SIGKILL');
      throw new Error(`The product did not start in ${START_TIMEOUT_MS / 1_000} s.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      if (ended()) return;
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function usual({ urls }: BenchDatabase): Record<string, string> {
  return {
    DATABASE_URL: urls.api,
    DATABASE_GATEWAY_URL: urls.gateway,
    DATABASE_OWNER_URL: urls.owner,
    DATA_DIR: tmpdir(),
    TOKEN_SECRET: TOKEN_SECRET.toString('base64'),
    MASTER_KEY: Buffer.alloc(32, 2).toString('base64'),
    AUDIT_KEY: Buffer.alloc(32, 3).toString('base64'),
    // Nobody is asked: what benchmarks do needs no answer of Marqeta.
    MARQETA_BASE_URL: 'http://127.0.0.1:9',
    MARQETA_APPLICATION_TOKEN: 'bench',
    MARQETA_ACCESS_TOKEN: 'bench',
    MARQETA_GATEWAY_USERNAME: GATEWAY.username,
    MARQETA_GATEWAY_PASSWORD: GATEWAY.password,
    MARQETA_WEBHOOK_USERNAME: WEBHOOK.username,
    MARQETA_WEBHOOK_PASSWORD: WEBHOOK.password,
    MARQETA_WEBHOOK_SECRET: WEBHOOK_SECRET,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const answer = (yes: boolean) => (): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', answer(true));
    socket.once('error', answer(false));
  });
}
