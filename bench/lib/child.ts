import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of the benchmark's own. */
export type Child = {
  /** Where it listens; 0 when it does not. */
  readonly port: number;
  readonly pid: number;
  /** One command at a time. */
  ask<Answer>(command: unknown): Promise<Answer>;
  stop(): Promise<void>;
};

type Said = { readonly port?: number; readonly answer?: unknown; readonly error?: string };

/** Starts a module in a process of its own; there it reads `optionsOf()` and calls `serve`. */
export async function startChild(module: URL, options: unknown): Promise<Child> {
  const child = fork(module, [JSON.stringify(options)], { execArgv: [], env: { ...process.env, NODE_ENV: 'production' } });
  const ended = once(child, 'exit');
  const next = async (): Promise<Said> => {
    const [said] = (await Promise.race([once(child, 'message'), ended.then(() => [{ error: `${module.pathname} ended` }])])) as [Said];
    if (said.error !== undefined) throw new Error(said.error);
    return said;
  };
  const { port = 0 } = await next();
  return {
    port,
    pid: child.pid ?? 0,
    async ask<Answer>(command: unknown) {
      child.send({ command });
      return (await next()).answer as Answer;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** In the child: what it was started with. */
export function optionsOf<Options>(): Options {
  return JSON.parse(process.argv[2] ?? 'null') as Options;
}

/** In the child: says that it is ready, and obeys until its parent lets go. */
export function serve<Command>(port: number, obey?: (command: Command) => Promise<unknown>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', ({ command }: { command: Command }) => {
    Promise.resolve(obey?.(command)).then(
      (answer) => process.send?.({ answer }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
  process.send?.({ port });
}
