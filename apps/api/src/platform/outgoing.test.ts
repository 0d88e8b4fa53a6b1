import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outgoing, OutgoingError } from './outgoing.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/' }).end();
    else if (request.url === '/large') response.end(Buffer.alloc(1_000_001, 'a'));
    else request.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const strict = outgoing({ allowed: [] });
const local = outgoing({ allowed: ['127.0.0.0/8'] });

describe('a request to an address that somebody typed in', () => {
  test.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://10.1.2.3/',
    'https://172.20.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[64:ff9b::a00:1]/',
  ])('does not go to %s', async (url) => {
    await expect(strict(url)).rejects.toThrow(/no public address/);
  });

  test('does not go where a name leads that has an address inside', async () => {
    await expect(strict(`https://localhost:${port}/`)).rejects.toThrow(/no public address/);
  });

  test.each(['http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', `http://127.0.0.1/`, 'https://a:b@example.com/', 'none'])(
    'does not take %s',
    async (url) => {
      await expect(strict(url)).rejects.toThrow(OutgoingError);
    },
  );

  test('goes inside where that is allowed alone, and without TLS to this machine alone', async () => {
    expect(await local(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'hello' })).toEqual({ status: 200, text: 'hello' });
    expect(await outgoing({ allowed: ['10.0.0.0/8', '127.0.0.1'] })(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 });
    await expect(local('https://10.0.0.1/')).rejects.toThrow(/no public address/);
    await expect(outgoing({ allowed: ['10.0.0.0/8'] })(`http://127.0.0.1:${port}/`)).rejects.toThrow(/no public address/);
    await expect(outgoing({ allowed: ['10.0.0.0/8'] })('http://10.0.0.1/')).rejects.toThrow(/https/);
  });

  test('follows no redirect, and reads no more than a megabyte', async () => {
    expect(await local(`http://127.0.0.1:${port}/moved`)).toMatchObject({ status: 302 });
    await expect(local(`http://127.0.0.1:${port}/large`)).rejects.toThrow(/more than/);
  });
});
