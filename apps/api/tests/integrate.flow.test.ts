import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ApiProcess } from '../src/testing/api-process.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../src/testing/graphql-harness.ts';
import { asking } from '../src/testing/money-harness.ts';

/** What docs/integrate.md has one do, done literally: from a key to the first live event, and what becomes of a key that is revoked. */
const EXAMPLE = fileURLToPath(new URL('../../../examples/typescript/src/main.ts', import.meta.url));

let harness: GraphQLHarness;
let scene: Scene;
let api: ApiProcess;
let count = 0;

beforeAll(async () => {
  harness = await openGraphQL();
  // The process beside us goes by the time of the machine.
  harness.clock.set(new Date());
  scene = await harness.prepare();
  api = await ApiProcess.start(harness.clone.urls);
});
afterAll(async () => {
  await api.stop();
  await harness.close();
});

async function newKey(): Promise<{ keyId: string; key: string }> {
  const { ana } = scene.as;
  const command = () => ({ idempotencyKey: `command ${(count += 1)}` });
  const { accountId } = await harness.apiKeys.createAccount(ana, { ...command(), name: `Feed ${count}`, scopes: ['SPEND_READ'] });
  const { keyId, key } = await harness.apiKeys.createKey(ana, { ...command(), serviceAccountId: accountId });
  return { keyId, key: key ?? '' };
}

const buy = () => api.ask(asking(scene.brunos, { amount: 5, currency: 'EUR' }));

describe('the example of docs/integrate.md', () => {
  let example: ChildProcess | undefined;
  afterAll(() => void example?.kill());

  test('tells of the first purchase as it happens', async () => {
    const { key } = await newKey();
    example = spawn(process.execPath, [EXAMPLE], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], AFC_URL: api.url, AFC_KEY: key },
    });
    const said: string[] = [];
    createInterface({ input: example.stdout ?? process.stdin }).on('line', (line) => said.push(line));

    await expect.poll(() => said, { timeout: 30_000 }).toEqual(['Following Harborline. Buy something.']);
    expect(await buy()).toBe('APPROVED');

    await expect.poll(() => said[1], { timeout: 10_000 }).toMatch(/transaction\.approved: Bruno Silva, €5\.00 at /);
  });

  test('ends with a code when its key is none', async () => {
    const child = spawn(process.execPath, [EXAMPLE], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'], AFC_URL: api.url, AFC_KEY: 'afc_none' },
    });
    const said: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => said.push(line));

    await once(child, 'exit');

    expect(child.exitCode).toBe(1);
    expect(said).toEqual([expect.stringMatching(/^UNAUTHENTICATED: This API key is not good.* Trace [0-9a-f]{32}\.$/)]);
  });
});

describe('a socket opened with a key', () => {
  class WithHeader extends WebSocket {
    static authorization = '';
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols, { headers: { authorization: WithHeader.authorization } });
    }
  }

  /** Follows the feed; `closed` comes with the code with which the server hung up. */
  function follow(key: string, how: 'parameters' | 'header') {
    WithHeader.authorization = how === 'header' ? `Bearer ${key}` : '';
    let tellConnected = (): void => undefined;
    let tellClosed = (_code: number): void => undefined;
    const connected = new Promise<void>((resolve) => (tellConnected = resolve));
    const closed = new Promise<number>((resolve) => (tellClosed = resolve));
    createClient({
      ...{ url: `${api.url.replace('http', 'ws')}/graphql`, webSocketImpl: WithHeader, lazy: false, retryAttempts: 0 },
      ...(how === 'parameters' ? { connectionParams: { accessToken: key } } : {}),
      onNonLazyError: () => undefined,
      on: { connected: () => tellConnected(), closed: (event) => tellClosed((event as { code: number }).code) },
    });
    return { closed, connected };
  }

  test.each(['parameters', 'header'] as const)('in its %s is closed within a second of being revoked', async (how) => {
    const { keyId, key } = await newKey();
    const { closed, connected } = follow(key, how);
    await connected;

    await harness.apiKeys.revoke(scene.as.ana, { idempotencyKey: `revoke ${keyId}`, id: keyId });
    const revokedAt = performance.now();

    expect(await closed).toBe(4401);
    // A second, and what a machine that other tests keep busy takes on top.
    expect(performance.now() - revokedAt).toBeLessThan(3_000);
    const answer = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: '{"query":"{ feedCursor }"}',
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  });

  test('is not opened with a key that is none', async () => {
    expect(await follow('afc_none', 'header').closed).toBe(4403);
  });
});

test('what Marqeta asks is answered, however often, while everybody else has to wait', async () => {
  const busy = await ApiProcess.start(harness.clone.urls, { REQUESTS_PER_MINUTE_ADDRESS: '1' });
  try {
    const ask = () =>
      fetch(`${busy.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ viewer { id } }"}',
      });
    await ask();
    const refused = await ask();

    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    for (let i = 0; i < 3; i += 1) expect(await busy.ask(asking(scene.brunos, { amount: 1, currency: 'EUR' }))).toBe('APPROVED');
  } finally {
    await busy.stop();
  }
});
