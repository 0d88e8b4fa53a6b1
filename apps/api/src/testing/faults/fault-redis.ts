import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../../../scripts/lib/ports.mjs';
import { redisProgram } from '../../../../../scripts/lib/redis.mjs';

/** A Redis that can be killed and started again on the same port. */
export class FaultRedis {
  #server: ChildProcess;

  private constructor(
    private readonly program: string,
    readonly port: number,
  ) {
    this.#server = this.#spawn();
  }

  /** Null when this machine has none. */
  static async start(): Promise<FaultRedis | null> {
    const program = redisProgram();
    if (program === undefined) return null;
    const redis = new FaultRedis(program, await freePort(0));
    await redis.#listening();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async kill(): Promise<void> {
    const exited = once(this.#server, 'exit');
    this.#server.kill('SIGKILL');
    await exited;
  }

  async revive(): Promise<void> {
    this.#server = this.#spawn();
    await this.#listening();
  }

  #spawn(): ChildProcess {
    const server = spawn(this.program, ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      stdio: 'ignore',
    });
    // However this process ends, Redis ends with it.
    const end = (): void => void server.kill('SIGKILL');
    process.once('exit', end);
    server.once('exit', () => process.off('exit', end));
    return server;
  }

  async #listening(): Promise<void> {
    while (!(await answers(this.port))) await sleep(10);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
