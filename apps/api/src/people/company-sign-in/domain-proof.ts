/** A domain that a company says is its own, and what its DNS has said of that. */
export type ClaimedDomain = {
  readonly domain: string;
  /** What the company's record has to say: another for each company and domain. */
  readonly token: string;
  /** Since when it leads to the company's provider; null: it leads nowhere. */
  readonly provenAt: Date | null;
  /** When the DNS last answered. */
  readonly checkedAt: Date | null;
  /** Since when the record of a proven domain is gone. */
  readonly missingSince: Date | null;
};

/** What the DNS says of a record; `UNKNOWN` when it does not answer, of which nothing follows. */
export type Found = 'FOUND' | 'MISSING' | 'UNKNOWN';

/** For so long a proven domain stays proven without its record: somebody may have taken it out who did not know what it is for. */
export const GRACE_MS = 7 * 86_400_000;

/** @param missingSince of a proven domain */
export function lapsesAt(missingSince: Date): Date {
  return new Date(missingSince.getTime() + GRACE_MS);
}

/** The TXT record that shows whose a domain is: who can set it rules over the domain. */
export function recordOf({ domain, token }: Pick<ClaimedDomain, 'domain' | 'token'>): { name: string; value: string } {
  return { name: `_atlanticfrewaycard.${domain}`, value: `atlanticfrewaycard-domain=${token}` };
}

/** @param texts all TXT records of the name; null when the DNS did not answer */
export function foundIn(texts: readonly string[] | null, value: string): Found {
  if (texts === null) return 'UNKNOWN';
  return texts.some((text) => text.trim() === value) ? 'FOUND' : 'MISSING';
}

export type Recheck = {
  /** What is new of it: the record is gone, is there again, or was gone for too long. */
  readonly change: 'GONE' | 'BACK' | 'LOST' | null;
  readonly provenAt: Date | null;
  readonly missingSince: Date | null;
};

/** What another look at the record of a proven domain changes. */
export function recheck({ provenAt, missingSince }: ClaimedDomain, found: Found, now: Date): Recheck {
  switch (found) {
    case 'UNKNOWN':
      return { change: null, provenAt, missingSince };
    case 'FOUND':
      return { change: missingSince === null ? null : 'BACK', provenAt, missingSince: null };
    case 'MISSING':
      if (missingSince === null) return { change: 'GONE', provenAt, missingSince: now };
      if (now < lapsesAt(missingSince)) return { change: null, provenAt, missingSince };
      return { change: 'LOST', provenAt: null, missingSince: null };
  }
}

/**
 * Whether no other domain leads to the provider once this one proves nothing. While its record is only gone, another whose record is gone as
 * well does not count: it lapses too.
 */
export function isLastProven(domains: readonly ClaimedDomain[], domain: string, change: 'GONE' | 'LOST'): boolean {
  const stays = ({ provenAt, missingSince }: ClaimedDomain) => provenAt !== null && (change === 'LOST' || missingSince === null);
  return !domains.some((other) => other.domain !== domain && stays(other));
}
