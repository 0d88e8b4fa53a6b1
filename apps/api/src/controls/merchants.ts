/** What tells a merchant apart: the network's id for it, the id of its terminal's bank, or its name. */
export type MerchantMatch = { readonly by: 'NETWORK_MID' | 'MID' | 'NAME'; readonly value: string };

/** A merchant as a purchase names it. */
export type SeenMerchant = { readonly name: string | null; readonly mid: string | null; readonly networkMid: string | null };

export type MerchantSet = { has(merchant: SeenMerchant): boolean };

/** Letters of a pattern, and the stars in it, that a name is looked through for: what bounds the time of one decision. */
export const LONGEST_PATTERN = 60;
export const MOST_STARS = 4;

export function merchantSet(matches: readonly MerchantMatch[]): MerchantSet {
  const of = (by: MerchantMatch['by']): string[] => matches.filter((match) => match.by === by).map(({ value }) => value);
  const networkMids = new Set(of('NETWORK_MID'));
  const mids = new Set(of('MID'));
  const patterns = of('NAME').map(namePattern);
  return {
    has: ({ name, mid, networkMid }) =>
      (networkMid !== null && networkMids.has(networkMid)) ||
      (mid !== null && mids.has(mid)) ||
      (name !== null && patterns.some((isMatch) => isMatch(name))),
  };
}

/**
 * A test for names like `UBER*TRIP*`, where a star stands for any text. Letter case and repeated spaces do not matter. The pieces
 * between the stars are looked for one after the other, each once: the time grows with the length of the name, whatever it holds.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const pieces = folded(pattern).split('*');
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  return (name) => {
    const text = folded(name);
    if (last === undefined) return text === first;
    if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let at = first.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, at);
      if (found === -1 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}

function folded(text: string): string {
  return text.normalize('NFKC').toUpperCase().replace(/\s+/g, ' ').trim();
}
