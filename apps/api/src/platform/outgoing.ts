import { type LookupAddress, lookup } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { allowList } from './allow-list.ts';

/** A request to an address that somebody typed in was not made, or had no usable answer. What it says may be shown to them. */
export class OutgoingError extends Error {
  override readonly name = 'OutgoingError';
}

export type OutgoingRequest = {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};
export type OutgoingAnswer = { readonly status: number; readonly text: string };

/** @throws OutgoingError */
export type Outgoing = (url: string, request?: OutgoingRequest) => Promise<OutgoingAnswer>;

export type OutgoingOptions = {
  /** Addresses and ranges inside that may be asked all the same; one of this machine itself also without TLS. */
  readonly allowed: readonly string[];
  readonly timeoutMs?: number;
};

const MOST_BYTES = 1_000_000;

/**
 * Makes requests to addresses that others have set: by https, without following redirects, and to public addresses alone. What is
 * checked is the address that is connected to, so that a name which answers otherwise the second time leads nowhere.
 */
export function outgoing({ allowed, timeoutMs = 5_000 }: OutgoingOptions): Outgoing {
  const isAllowed = allowed.length === 0 ? () => false : allowList(allowed);
  const mayConnect = (address: string): boolean => !isInside(address) || isAllowed(address);
  return (text, request = {}) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const refusal = url === null ? 'This is no URL.' : refusalOf(url, mayConnect);
    return url === null || refusal !== null
      ? Promise.reject(new OutgoingError(refusal ?? ''))
      : send(url, request, { timeoutMs, lookup: checkedLookup(mayConnect) });
  };
}

function refusalOf(url: URL, mayConnect: (address: string) => boolean): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.username !== '' || url.password !== '') return 'A URL with a user name or a password is not asked.';
  // A name is judged by the address that it has: a literal address is never looked up.
  if (isIP(host) !== 0 && !mayConnect(host)) return `${url.host} is no public address.`;
  const here = isIP(host) !== 0 && isLoopback(host);
  return url.protocol === 'https:' || (here && url.protocol === 'http:') ? null : 'The address has to begin with https://.';
}

function send(url: URL, { method = 'GET', headers = {}, body }: OutgoingRequest, how: { timeoutMs: number; lookup: LookupFunction }) {
  return new Promise<OutgoingAnswer>((resolve, reject) => {
    const fail = (): void => reject(new OutgoingError(`${url.host} did not answer.`));
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      { method, headers: { ...headers, 'accept-encoding': 'identity' }, lookup: how.lookup, signal: AbortSignal.timeout(how.timeoutMs) },
      (response) => void textOf(response, url).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject),
    );
    request.on('error', (error) => (error instanceof OutgoingError ? reject(error) : fail()));
    request.end(body);
  });
}

async function textOf(response: IncomingMessage, url: URL): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw new OutgoingError(`${url.host} answered with more than ${MOST_BYTES} bytes.`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof OutgoingError ? error : new OutgoingError(`${url.host} did not answer to the end.`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function checkedLookup(mayConnect: (address: string) => boolean): LookupFunction {
  return (hostname, options, answer) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const wrong = error === null && !addresses.every(({ address }) => mayConnect(address));
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) answer(error ?? new OutgoingError(`${hostname} has no address.`), '', 4);
      else if (wrong) answer(new OutgoingError(`${hostname} is no public address.`), '', 4);
      else if (options.all === true) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
  };
}

const loopback = blockList(['127.0.0.0/8', '::1/128']);
/** What is not reached over the internet (RFC 6890 and its IPv6 counterparts), and what carries an IPv4 address in other clothes. */
const inside = blockList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...[
    '::/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
    'fc00::/7',
    'fe80::/10',
    'ff00::/8',
  ],
]);

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix = ''] = range.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

const within = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
const isLoopback = (address: string): boolean => within(loopback, address);
const isInside = (address: string): boolean => within(inside, address);
