import { BlockList, isIP } from 'node:net';

/** Whether a text is an address or a range of addresses: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`. */
export function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

/** The addresses that may call. An empty list is everybody. */
export function allowList(entries: readonly string[]): (ip: string) => boolean {
  if (entries.length === 0) return () => true;
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = familyOf(address);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  // A server that listens on IPv6 sees callers of IPv4 as ::ffff:203.0.113.7; BlockList knows that they are the same.
  return (ip) => isIP(ip) !== 0 && list.check(ip, familyOf(ip));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
