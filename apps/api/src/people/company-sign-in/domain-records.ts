import { Resolver } from 'node:dns/promises';

/** All TXT records of a name, each in one piece; null when the DNS does not answer, which is not the same as that there is none. */
export type DomainRecords = (name: string) => Promise<readonly string[] | null>;

/** The DNS itself says of these that there is no such record. */
const NOTHING_THERE: readonly string[] = ['ENOTFOUND', 'ENODATA'];

/** @param servers whom to ask, as addresses with or without a port; none: those of the system */
export function domainRecords(servers: readonly string[] = []): DomainRecords {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  if (servers.length > 0) resolver.setServers([...servers]);
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error;
      return NOTHING_THERE.includes(String(error.code)) ? [] : null;
    }
  };
}
