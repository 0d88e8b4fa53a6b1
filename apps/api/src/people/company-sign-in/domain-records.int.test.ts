import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DnsServer, openDnsServer } from '../../testing/dns-server.ts';
import { domainRecords } from './domain-records.ts';

let dns: DnsServer;
beforeAll(async () => {
  dns = await openDnsServer();
});
afterAll(() => dns.close());

test('all TXT records of a name are read, one in pieces as one', async () => {
  const long = 'x'.repeat(400);
  dns.set('_of.harbor.example', 'v=spf1 -all', long);

  expect(await domainRecords([dns.address])('_of.harbor.example')).toEqual(['v=spf1 -all', long]);
});

test('a name that is not there has none, a DNS that fails says nothing', async () => {
  const records = domainRecords([dns.address]);

  expect(await records('_of.nobody.example')).toEqual([]);
  dns.breakDown(true);
  expect(await records('_of.harbor.example')).toBeNull();
});
