/** Letters that no decomposition of Unicode turns into plain ones. */
const PLAIN: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ı: 'i' };

/** Words that say of a company how it is founded, and nothing of who it is. */
const LEGAL_FORMS = new Set([
  ...['ltd', 'limited', 'lda', 'limitada', 'sa', 'sarl', 'srl', 'spa', 'inc', 'incorporated', 'llc', 'llp', 'gmbh', 'ag', 'bv', 'nv'],
  ...['co', 'corp', 'corporation', 'company', 'plc', 'oy', 'ab', 'as', 'kg', 'ooo', 'oao', 'pte', 'pty', 'unipessoal'],
]);

/** For each word that one name has and the other has not: second names are often left out. */
const EXTRA_WORD = 0.02;
const BLOCK_LETTERS = 3;

/** The words of a name, without accents, punctuation, case and legal form. Scripts other than Latin stay as they are. */
export function wordsOf(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøłđðþæœı]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/['’ʼ`.]/g, '');
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const telling = words.filter((word) => !LEGAL_FORMS.has(word));
  return telling.length === 0 ? words : telling;
}

/** By which an index finds the names worth comparing: two names that share no beginning of a word are not compared. */
export function blocksOf(words: readonly string[]): string[] {
  return [...new Set(words.map((word) => word.slice(0, BLOCK_LETTERS)))];
}

/**
 * How alike two names are, from 0 to 1, whatever the order of their words: each word of the shorter name goes with the most alike
 * word of the longer one (Jaro-Winkler), and the names are as alike as the least alike of these pairs. A mean would let a common
 * surname make two people one. A name of one word is alike only to another of one word.
 */
export function likeness(one: readonly string[], other: readonly string[]): number {
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  if (shorter.length === 0 || (shorter.length === 1 && longer.length > 1)) return 0;
  const left = [...longer];
  let least = 1;
  for (const word of [...shorter].sort((a, b) => b.length - a.length)) {
    const scores = left.map((candidate) => jaroWinkler(word, candidate));
    const best = Math.max(...scores);
    left.splice(scores.indexOf(best), 1);
    least = Math.min(least, best);
  }
  return Math.max(0, least - left.length * EXTRA_WORD);
}

const PREFIX_WEIGHT = 0.1;
const LONGEST_PREFIX = 4;

/** Winkler, String Comparator Metrics (1990): Jaro's measure, raised for a common beginning. */
export function jaroWinkler(one: string, other: string): number {
  const jaro = jaroOf(one, other);
  let prefix = 0;
  while (prefix < Math.min(LONGEST_PREFIX, one.length, other.length) && one[prefix] === other[prefix]) prefix += 1;
  return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
}

function jaroOf(one: string, other: string): number {
  if (one === other) return 1;
  const reach = Math.max(0, Math.floor(Math.max(one.length, other.length) / 2) - 1);
  const taken = Array.from({ length: other.length }, () => false);
  const common: string[] = [];
  for (let at = 0; at < one.length; at += 1) {
    for (let there = Math.max(0, at - reach); there <= Math.min(other.length - 1, at + reach); there += 1) {
      if (taken[there] || one[at] !== other[there]) continue;
      taken[there] = true;
      common.push(one.charAt(at));
      break;
    }
  }
  if (common.length === 0) return 0;
  const commonThere = taken.flatMap((isTaken, there) => (isTaken ? [other.charAt(there)] : []));
  const moved = common.filter((letter, place) => letter !== commonThere[place]).length / 2;
  return (common.length / one.length + common.length / other.length + (common.length - moved) / common.length) / 3;
}
