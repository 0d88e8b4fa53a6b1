import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Running = { readonly url: string; stop(): Promise<void> };

/** The emulator as everybody starts it, and the two programs that it is measured with. */
export const EMULATOR = new URL('main.js', import.meta.resolve('@afc/marqeta/emulator'));
export const GATEWAY = new URL('../emulator/gateway.ts', import.meta.url);
export const RELAY = new URL('../emulator/relay.ts', import.meta.url);

/** Starts a program that says in its first line where it listens. */
export async function start(script: URL, env: Readonly<Record<string, string>> = {}, profile: string | null = null): Promise<Running> {
  const profiling = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...profiling, fileURLToPath(script)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
  });
  // However this process ends, the program ends with it.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit').finally(() => process.off('exit', kill));
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), exited.then(() => null)]);
  if (line === null) throw new Error(`${script.pathname} did not start.`);
  const { url } = JSON.parse(String(line[0])) as { url: string };
  return {
    url,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}
