import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMarqetaClient, type MarqetaClient, verifyBasicAuthorization } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT_SETUP } from '../../testing/account-setup.ts';
import { DEFAULT_TOKENS } from '../account-tokens.ts';
import { type AccountSetup, desiredAccount, type ProductOfProgram } from './desired.ts';
import { examineAccount } from './examine.ts';
import { type PreparationOutcome, prepareAccount } from './prepare.ts';
import { ensureCardProduct, provision } from './provision.ts';

const travel: ProductOfProgram = {
  id: '0197a3f0-0000-7000-8000-000000000001',
  name: 'Travel',
  cardType: 'VIRTUAL',
  createdAt: new Date('2026-03-02T09:15:04Z'),
  config: {},
};
const CREDENTIALS = ACCOUNT_SETUP.credentials;

let emulator: RunningEmulator;
let client: MarqetaClient;
let product: Server;
let setup: AccountSetup;
let said: string[];

beforeEach(async () => {
  emulator = await startEmulator({ port: 0, dataDir: ':memory:', settings: { applicationToken: 'app', accessToken: 'key' } });
  client = clientOf(emulator.url);
  product = createServer((request, response) => {
    const credentials = (request.url ?? '').endsWith('/auth')
      ? { username: 'gateway', password: CREDENTIALS.gatewayPassword }
      : { username: 'webhook', password: CREDENTIALS.webhookPassword };
    const known = verifyBasicAuthorization(request.headers.authorization, [credentials]);
    const [status, code] = !known
      ? [401, 'CALLER_CREDENTIALS_REFUSED']
      : [(request.url ?? '').endsWith('/auth') ? 400 : 200, 'MESSAGE_NOT_UNDERSTOOD'];
    request.resume().on('end', () => response.writeHead(status).end(JSON.stringify({ code })));
  });
  await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(product.address() as AddressInfo).port}`;
  setup = { ...ACCOUNT_SETUP, gatewayUrl: `${origin}/webhooks/marqeta/auth`, webhookUrl: `${origin}/webhooks/marqeta` };
  said = [];
});
afterEach(async () => {
  await client.close();
  await emulator.close();
  product.closeAllConnections();
  await new Promise((resolve) => product.close(resolve));
});

const clientOf = (url: string, accessToken = 'key') =>
  createMarqetaClient({ baseUrl: `${url}/v3`, applicationToken: 'app', accessToken, retry: { attempts: 1 } });

function prepare(but: Partial<AccountSetup> = {}, yes = true, renewCredentials = false): Promise<PreparationOutcome> {
  said = [];
  return prepareAccount({
    client,
    wanted: desiredAccount({ ...setup, ...but }, [travel]),
    options: { baseUrl: emulator.url, renewCredentials },
    confirm: () => Promise.resolve(yes),
    say: (line) => void said.push(line),
  });
}
type Secrets = { readonly basic_auth_username: string; readonly basic_auth_password: string };

/** What somebody may do in Marqeta's dashboard. */
const changeAtMarqeta = {
  gateway: (to: { url: string; timeout_millis: number; active: boolean }, secrets: Secrets) =>
    client.programGateways.update(DEFAULT_TOKENS.gateway, { name: 'By hand', ...to, ...secrets }),
  webhook: ({ active, event }: { active: boolean; event: string }, secrets: Secrets) =>
    client.webhooks.update(DEFAULT_TOKENS.webhook, {
      name: 'By hand',
      active,
      events: [event],
      config: { url: 'https://other.example/webhook', ...secrets },
    }),
  group: ({ kyc_required }: { kyc_required: 'ALWAYS' | 'CONDITIONAL' | 'NEVER' }) =>
    client.accountHolderGroups.update(DEFAULT_TOKENS.holderGroup, { name: 'By hand', config: { kyc_required } }),
  product: ({ active, atm, enabled }: { active: boolean; atm: boolean; enabled: boolean }) =>
    client.cardProducts.update(travel.id, {
      active,
      config: { poi: { atm }, jit_funding: { programgateway_funding_source: { enabled, funding_source_token: DEFAULT_TOKENS.gateway } } },
    }),
};
const examine = (of: MarqetaClient = client) =>
  examineAccount({
    client: of,
    setup,
    wanted: desiredAccount(setup, [travel]),
    baseUrl: emulator.url,
    decisionDeadlineMs: 1_500,
    maxAheadMs: 300_000,
    now: Date.now,
  });
const wrong = async (): Promise<string[]> => (await examine()).filter(({ state }) => state === 'BAD').map(({ what }) => what);

describe('setup', () => {
  test('makes an empty account ready; a second time there is nothing to do', async () => {
    expect(await prepare()).toBe('READY');
    expect(said.filter((line) => line.startsWith('✓'))).toHaveLength(4);
    expect(await client.cardProducts.get(travel.id)).toMatchObject({
      config: { jit_funding: { programgateway_funding_source: { enabled: true, funding_source_token: DEFAULT_TOKENS.gateway } } },
    });

    expect(await prepare()).toBe('READY');
    expect(said).toEqual(['Nothing to do: all 4 parts of the account are as they should be.']);
  });

  test('changes nothing before it is told to', async () => {
    expect(await prepare({}, false)).toBe('NOT_CONFIRMED');
    expect(said.some((line) => line.startsWith('+ programme gateway'))).toBe(true);
    await expect(client.programGateways.get(DEFAULT_TOKENS.gateway)).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('repairs what was changed at Marqeta, and leaves the rest', async () => {
    await prepare();
    await client.cardProducts.update(travel.id, {
      active: false,
      config: { transaction_controls: { enable_partial_auth_approval: false } },
    });
    const { modified } = { modified: (await client.programGateways.get(DEFAULT_TOKENS.gateway)).version };

    expect(await prepare()).toBe('READY');

    expect(said).toContain('    config.transaction_controls.enable_partial_auth_approval: false → true');
    expect(await client.cardProducts.get(travel.id)).toMatchObject({ active: true });
    expect((await client.programGateways.get(DEFAULT_TOKENS.gateway)).version).toBe(modified);
  });

  test('sends a password that was changed here', async () => {
    await prepare();

    await prepare({ credentials: { ...CREDENTIALS, webhookPassword: 'Another-Passw0rd-2026!' } });

    // The product still has the old one, so that Marqeta's call now fails.
    await expect(client.webhooks.ping(DEFAULT_TOKENS.webhook)).rejects.toMatchObject({ errorCode: '422600' });
    await prepare();
    await expect(client.webhooks.ping(DEFAULT_TOKENS.webhook)).resolves.toBeUndefined();
  });

  test('repairs whatever was changed at Marqeta by hand', async () => {
    await prepare();
    const secrets = { basic_auth_username: 'other', basic_auth_password: 'Other-Passw0rd-2026!' };
    const url = fc.constantFrom('https://other.example/one', 'https://other.example/two', '');
    const change = fc.oneof(
      fc.record({ of: fc.constant('gateway' as const), url, timeout_millis: fc.integer({ min: 1_000, max: 7_000 }), active: fc.boolean() }),
      fc.record({ of: fc.constant('webhook' as const), active: fc.boolean(), event: fc.constantFrom('*', 'transaction.refund') }),
      fc.record({ of: fc.constant('group' as const), kyc_required: fc.constantFrom('ALWAYS', 'CONDITIONAL', 'NEVER') }),
      fc.record({ of: fc.constant('product' as const), active: fc.boolean(), atm: fc.boolean(), enabled: fc.boolean() }),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        for (const { of, ...to } of changes) await changeAtMarqeta[of](to as never, secrets);

        expect(await prepare()).toBe('READY');
        expect(await prepare()).toBe('READY');
        expect(said).toEqual(['Nothing to do: all 4 parts of the account are as they should be.']);
        // By the account itself, not by what we look at: it asks and tells us, with credentials that we take.
        const gateway = { active: true, url: setup.gatewayUrl, timeout_millis: 3_000, basic_auth_username: 'gateway' };
        expect(await client.programGateways.get(DEFAULT_TOKENS.gateway)).toMatchObject(gateway);
        expect(await client.webhooks.get(DEFAULT_TOKENS.webhook)).toMatchObject({ active: true, config: { url: setup.webhookUrl } });
        await client.webhooks.ping(DEFAULT_TOKENS.webhook);
        expect(await client.cardProducts.get(travel.id)).toMatchObject({
          active: true,
          config: { poi: { atm: false }, jit_funding: { programgateway_funding_source: { enabled: true } } },
        });
        expect(await client.accountHolderGroups.get(DEFAULT_TOKENS.holderGroup)).toMatchObject({ config: { kyc_required: 'NEVER' } });
      }),
      { numRuns: 25 },
    );
    expect((await examine()).filter(({ state }) => state === 'BAD')).toEqual([]);
  });

  test('says what Marqeta refuses, and does the rest', async () => {
    await client.cardProducts.create({ token: travel.id, name: 'Mine', start_date: '2026-01-01' });
    const wanted = { ...travel, config: {} };
    const refused = desiredAccount(setup, [wanted]).filter(({ kind }) => kind !== 'GATEWAY');

    const outcome = await prepareAccount({
      client,
      wanted: refused,
      options: { baseUrl: emulator.url },
      confirm: () => Promise.resolve(true),
      say: (line) => void said.push(line),
    });

    expect(outcome).toBe('INCOMPLETE');
    expect(said.find((line) => line.startsWith('✗ card product "Travel"'))).toContain('Funding source not found');
    expect(said.filter((line) => line.startsWith('✓'))).toHaveLength(2);
  });

  test('of an account that is away fails, and goes on from there later', async () => {
    await emulator.close();

    await expect(prepare()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('a process at its start', () => {
  test('has the account as it should be, and another address when that changes', async () => {
    const options = { baseUrl: emulator.url };
    await provision(client, desiredAccount(setup, [travel]), options);
    await provision(client, desiredAccount({ ...setup, webhookUrl: 'http://127.0.0.1:9/webhooks/marqeta' }, [travel]), options);

    expect(await client.webhooks.get(DEFAULT_TOKENS.webhook)).toMatchObject({ config: { url: 'http://127.0.0.1:9/webhooks/marqeta' } });
  });

  test('does not begin what Marqeta would refuse', async () => {
    const weak = { ...setup, credentials: { ...CREDENTIALS, gatewayPassword: 'weak' } };
    const started = provision(client, desiredAccount(weak, []), { baseUrl: emulator.url });

    await expect(started).rejects.toThrow('MARQETA_GATEWAY_PASSWORD is not what Marqeta takes');
    await expect(client.accountHolderGroups.get(DEFAULT_TOKENS.holderGroup)).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('a card product that somebody made otherwise is put right', async () => {
    await prepare();
    await client.cardProducts.update(travel.id, { name: 'Something else' });

    expect(await ensureCardProduct(client, travel, DEFAULT_TOKENS.gateway)).toBe(travel.id);

    expect(await client.cardProducts.get(travel.id)).toMatchObject({ name: 'Travel' });
  });
});

describe('the doctor', () => {
  test('finds nothing wrong with an account that is ready', async () => {
    await prepare();

    expect(await wrong()).toEqual([]);
  });

  test('finds an empty account empty', async () => {
    expect(await wrong()).toEqual(['Account', 'Account', 'Account', 'Account', 'Webhook']);
  });

  test('finds a webhook that is switched off, a short timeout and a product that passes us by', async () => {
    await prepare();
    const body = { name: 'x', url: setup.gatewayUrl, basic_auth_username: 'gateway', basic_auth_password: CREDENTIALS.gatewayPassword };
    await client.programGateways.update(DEFAULT_TOKENS.gateway, { ...body, timeout_millis: 1_000 });
    await client.programFundingSources.create({ token: 'bank', name: 'Bank' });
    await client.cardProducts.update(travel.id, {
      config: {
        jit_funding: {
          programgateway_funding_source: { enabled: false },
          program_funding_source: { enabled: true, funding_source_token: 'bank' },
        },
      },
    });

    expect(await wrong()).toEqual(['Account', 'Account', 'Funding', 'Timeout']);
  });

  test('finds that nobody answers where Marqeta is told to call', async () => {
    await prepare();
    product.closeAllConnections();
    await new Promise((resolve) => product.close(resolve));

    expect(await wrong()).toEqual(['Gateway', 'Webhook']);
  });

  test('tells wrong credentials from an account that is away, and still looks at what is ours', async () => {
    const stranger = clientOf(emulator.url, 'wrong');
    expect((await examine(stranger))[0]).toMatchObject({ state: 'BAD', todo: expect.stringContaining('MARQETA_ACCESS_TOKEN') });
    await stranger.close();

    await emulator.close();
    expect((await examine()).map(({ what, state }) => `${what} ${state}`)).toEqual(['Reach BAD', 'Secrets GOOD', 'Gateway GOOD']);
  });
});
