import { append, commit, type Content, type Facts, GENESIS, type Head, type Origin, type Shown } from './chain.ts';
import { type Checkpoint, type CheckpointKey, isSignedBy } from './checkpoint.ts';

/** One numbered event as it is kept, with what opens its parts. */
export type ChainRecord = {
  readonly number: number;
  readonly hash: string;
  readonly id: string;
  /** Null when the event itself is gone. */
  readonly facts: Facts | null;
  readonly origin: Shown<Origin>;
  readonly content: Shown<Content>;
};

/** Why a row is wrong. */
type Wrong =
  /** The chain goes on with another number: rows were removed, inserted or put in another order. */
  | 'OTHER_NUMBER'
  /** It is numbered, and no longer there. */
  | 'REMOVED'
  /** It is there, and was never numbered. */
  | 'INSERTED'
  /** Not what was numbered, or not after what it was numbered after. */
  | 'CHANGED'
  /** Personal data is gone, and nobody erased the person. */
  | 'NOT_ERASED'
  /** A checkpoint of this number, or the link that the verifier remembers, says otherwise. */
  | 'NOT_AS_SIGNED'
  /** A checkpoint that none of the keys signed. */
  | 'NOT_SIGNED'
  /** The chain ends before what a checkpoint, or who keeps the chain, says that there is. */
  | 'ENDS_EARLY';

export type WrongLink = {
  readonly wrong: Wrong;
  /** Null for what was never numbered. */
  readonly number: number | null;
  readonly eventId: string | null;
  readonly expected: string;
  readonly found: string;
};

/** The command that erases a person; its subject is the person. */
export const ERASE_PERSON = 'person.erase';

export type ChainKnown = {
  readonly chain: string;
  readonly checkpoints: readonly Checkpoint[];
  readonly keys: readonly CheckpointKey[];
  /** Ids of the keys that the verifier trusts; null trusts those that came along. */
  readonly trusted: readonly string[] | null;
  /** How far the chain is said to go. */
  readonly end: Head;
  /** A link that the verifier has kept elsewhere and believes whatever is signed. */
  readonly remembered: Head | null;
};

/** Goes along a chain, record by record, and names the first that is wrong. */
export class ChainVerifier {
  #head = GENESIS;
  readonly #known: ChainKnown;
  /** By number, the hashes that the chain must have there. */
  readonly #fixed: ReadonlyMap<number, string>;
  readonly #erased = new Set<string>();
  /** By person, the first event of which personal data is gone. */
  readonly #closed = new Map<string, ChainRecord>();

  constructor(known: ChainKnown) {
    this.#known = known;
    const { checkpoints, remembered } = known;
    this.#fixed = new Map([...checkpoints, ...(remembered === null ? [] : [remembered])].map(({ number, hash }) => [number, hash]));
  }

  get head(): Head {
    return this.#head;
  }

  /** Events of which a person's part was forgotten. */
  get erasedPersons(): number {
    return this.#closed.size;
  }

  /** Before the first record: whether all checkpoints are signed. */
  begin(): WrongLink | null {
    const { chain, keys, trusted } = this.#known;
    const good = keys.filter(({ id }) => trusted === null || trusted.includes(id));
    const bad = this.#known.checkpoints.find((one) => one.chain !== chain || !good.some((key) => isSignedBy(one, key)));
    if (bad === undefined) return null;
    return { wrong: 'NOT_SIGNED', number: bad.number, eventId: null, expected: 'a signature of a known key', found: `key ${bad.keyId}` };
  }

  add(record: ChainRecord): WrongLink | null {
    const { number, facts, origin, content, hash, id } = record;
    const wrong = (kind: Wrong, expected: string, found: string): WrongLink => ({ wrong: kind, number, eventId: id, expected, found });
    if (number !== this.#head.number + 1) return wrong('OTHER_NUMBER', `number ${this.#head.number + 1}`, `number ${number}`);
    if (facts === null) return wrong('REMOVED', `event ${id}`, 'no such row');
    const next = append(this.#known.chain, this.#head, { facts, origin, content });
    if (next.hash !== hash || facts.id !== id) return wrong('CHANGED', `hash ${hash}`, `hash ${next.hash}`);
    for (const [name, part] of [['origin', origin] as const, ['content', content] as const]) {
      const found = this.#partOf(record, name, part);
      if (found !== null) return found;
    }
    const fixed = this.#fixed.get(number) ?? hash;
    if (fixed !== hash) return wrong('NOT_AS_SIGNED', `hash ${fixed}`, `hash ${hash}`);
    if (facts.command === ERASE_PERSON && facts.subjectType === 'person') this.#erased.add(facts.subjectId);
    this.#head = next;
    return null;
  }

  /** After the last record. */
  end(): WrongLink | null {
    const { end } = this.#known;
    let furthest = end.number;
    for (const number of this.#fixed.keys()) furthest = Math.max(furthest, number);
    if (furthest > this.#head.number)
      return {
        ...{ wrong: 'ENDS_EARLY', number: this.#head.number + 1, eventId: null },
        ...{ expected: `events up to number ${furthest}`, found: `the last is number ${this.#head.number}` },
      };
    if (end.number !== this.#head.number || end.hash !== this.#head.hash)
      return {
        ...{ wrong: 'CHANGED', number: this.#head.number, eventId: null },
        ...{ expected: `number ${end.number}, hash ${end.hash}`, found: `number ${this.#head.number}, hash ${this.#head.hash}` },
      };
    for (const [person, { number, id }] of this.#closed)
      if (!this.#erased.has(person))
        return {
          ...{ wrong: 'NOT_ERASED', number, eventId: id },
          ...{ expected: `what belongs to person ${person}, or that ${ERASE_PERSON} erased them`, found: 'nothing' },
        };
    return null;
  }

  #partOf(record: ChainRecord, name: 'origin' | 'content', part: Shown<Origin | Content>): WrongLink | null {
    const { number, id } = record;
    if (part.of !== null && part.key === null) {
      if (!this.#closed.has(part.of)) this.#closed.set(part.of, record);
      return null;
    }
    const key = part.of === null || part.key === null ? null : Buffer.from(part.key, 'hex');
    const found = part.value === null ? 'nothing' : commit(name, part.value, key);
    if (found === part.commitment) return null;
    return { wrong: 'CHANGED', number, eventId: id, expected: `${name} that fits ${part.commitment}`, found };
  }
}
