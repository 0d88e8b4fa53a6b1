import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { basicAuthorization, type DeclineReason, signWebhook } from '@afc/marqeta';
import type { DatabaseUrls } from '../platform/database.ts';
import { GATEWAY, SECRET, WEBHOOK } from './money-harness.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

/** Seals names and addresses. */
export const MASTER_KEY = Buffer.alloc(32, 2);

/** The API as it is deployed: a process of its own, of the build. */
export class ApiProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(urls: DatabaseUrls, env: Record<string, string> = {}): Promise<ApiProcess> {
    const child = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...processSettings(urls), PATH: process.env['PATH'], ...env },
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const { msg, port } = JSON.parse(line) as { msg: string; port?: number };
      if (msg === 'ready') return new ApiProcess(`http://127.0.0.1:${port}`, listening(child));
    }
    throw new Error('the API ended before it was ready');
  }

  /** The decision: null when no answer came. */
  async ask(question: Record<string, unknown>): Promise<'APPROVED' | DeclineReason | null> {
    try {
      const response = await fetch(`${this.url}/webhooks/marqeta/auth`, {
        method: 'POST',
        headers: { authorization: basicAuthorization(GATEWAY), 'content-type': 'application/json' },
        body: JSON.stringify(question),
      });
      const { jit_funding: answer } = (await response.json()) as { jit_funding: { decline_reason?: DeclineReason } };
      return response.status === 200 ? 'APPROVED' : (answer.decline_reason ?? null);
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  }

  /** A delivery of Marqeta's. @returns the status of the answer */
  async tell(notification: Record<string, unknown>): Promise<number> {
    const body = JSON.stringify(notification);
    const response = await fetch(`${this.url}/webhooks/marqeta/transaction`, {
      method: 'POST',
      headers: {
        authorization: basicAuthorization(WEBHOOK),
        'content-type': 'application/json',
        'x-marqeta-signature': signWebhook(SECRET, 'HMAC_SHA_256', body),
      },
      body,
    });
    await response.arrayBuffer();
    return response.status;
  }

  get runs(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** `SIGKILL` leaves it no time for anything. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (!this.runs) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }
}

/** What it goes on to log is read and dropped, or its pipe would fill. */
function listening(child: ChildProcess): ChildProcess {
  child.stdout?.resume();
  return child;
}

/** What a process of the product is told, for this database. */
export function processSettings(urls: DatabaseUrls): Record<string, string> {
  return {
    NODE_ENV: 'production',
    ROLE: 'api',
    PORT: '0',
    LOG_LEVEL: 'info',
    DECISION_DEADLINE_MS: '2900',
    DATABASE_URL: urls.api,
    DATABASE_GATEWAY_URL: urls.gateway,
    DATABASE_OWNER_URL: urls.owner,
    DATA_DIR: tmpdir(),
    TOKEN_SECRET: Buffer.alloc(32, 1).toString('base64'),
    MASTER_KEY: MASTER_KEY.toString('base64'),
    AUDIT_KEY: Buffer.alloc(32, 3).toString('base64'),
    // Nobody listens there: a decision asks nothing of Marqeta.
    MARQETA_BASE_URL: 'http://127.0.0.1:9',
    MARQETA_APPLICATION_TOKEN: 'test',
    MARQETA_ACCESS_TOKEN: 'test',
    MARQETA_GATEWAY_USERNAME: GATEWAY.username,
    MARQETA_GATEWAY_PASSWORD: GATEWAY.password,
    MARQETA_WEBHOOK_USERNAME: WEBHOOK.username,
    MARQETA_WEBHOOK_PASSWORD: WEBHOOK.password,
    MARQETA_WEBHOOK_SECRET: SECRET,
  };
}
