import { setImmediate } from 'node:timers/promises';
import type { Entry } from './list-file.ts';
import { blocksOf, likeness, wordsOf } from './match.ts';

/** An entry whose name, or one of whose aliases, is like a name; how alike, in whole percent. */
export type Match = { readonly entry: Entry; readonly score: number };

type Named = { readonly entry: Entry; readonly words: readonly string[] };

/** So many entries at a time: decisions about purchases have the processor in between. */
const AT_ONCE = 500;

/** The names of a list, by how their words begin. */
export class SanctionsIndex {
  readonly #named = new Map<string, Named[]>();

  static async of(entries: readonly Entry[]): Promise<SanctionsIndex> {
    const index = new SanctionsIndex();
    for (const [place, entry] of entries.entries()) {
      index.#add(entry);
      if (place % AT_ONCE === AT_ONCE - 1) await setImmediate();
    }
    return index;
  }

  /** Entries at least so alike, each once, the most alike first. */
  like(name: string, least: number): Match[] {
    const words = wordsOf(name);
    const best = new Map<string, Match>();
    for (const named of this.#candidates(words)) {
      const score = Math.floor(likeness(words, named.words) * 100);
      if (score >= least && score > (best.get(named.entry.id)?.score ?? -1)) best.set(named.entry.id, { entry: named.entry, score });
    }
    return [...best.values()].sort((one, other) => other.score - one.score);
  }

  #add(entry: Entry): void {
    for (const name of [entry.name, ...entry.aliases]) {
      const words = wordsOf(name);
      for (const block of blocksOf(words)) {
        const there = this.#named.get(block);
        if (there === undefined) this.#named.set(block, [{ entry, words }]);
        else there.push({ entry, words });
      }
    }
  }

  #candidates(words: readonly string[]): Named[] {
    return blocksOf(words).flatMap((block) => this.#named.get(block) ?? []);
  }
}
