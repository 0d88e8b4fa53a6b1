import { createHash } from 'node:crypto';
import type { ChainRecord, WrongLink } from './verify-chain.ts';

/** The event by which a chain vouches for a company's decision records: all that there are of a range of ids. */
export const SEAL_DECISIONS = 'decisions.seal';
export const NO_DECISION = '00000000-0000-0000-0000-000000000000';

/** A decision record as it is kept: the very text that was decided. */
export type KeptDecision = { readonly id: string; readonly record: string };

/** What a seal says: the records with an id beyond `after` and up to `upTo`, how many there are, and what they come to. */
export type SealedRange = { readonly after: string; readonly upTo: string; readonly count: number; readonly digest: string };

/** One hash over records in the order of their ids. Each says how long it is, so that no two lists are hashed alike. */
export class DecisionDigest {
  readonly #hash = createHash('sha256').update('afc decision records v1\n');
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add({ id, record }: KeptDecision): void {
    this.#hash.update(`${id} ${Buffer.byteLength(record)}\n`).update(record);
    this.#count += 1;
  }

  /** 64 hexadecimal digits. Once. */
  end(): string {
    return this.#hash.digest('hex');
  }
}

/** The seal of records in the order of their ids, behind the one that ended with `after`; null for none. */
export function sealOf(after: string, records: readonly KeptDecision[]): SealedRange | null {
  const last = records.at(-1);
  if (last === undefined) return null;
  const digest = new DecisionDigest();
  for (const record of records) digest.add(record);
  return { after, upTo: last.id, count: digest.count, digest: digest.end() };
}

/** What an event says that it seals; null when it is none of the product's own seals, or its content does not say. */
export function rangeIn({ facts, content }: ChainRecord): SealedRange | null {
  if (facts?.command !== SEAL_DECISIONS || facts.actorKind !== 'system') return null;
  const after = content.value?.after;
  return isRange(after) ? after : null;
}

function isRange(value: unknown): value is SealedRange {
  if (typeof value !== 'object' || value === null) return false;
  const { after, upTo, count, digest } = value as Partial<Record<keyof SealedRange, unknown>>;
  return typeof after === 'string' && typeof upTo === 'string' && typeof count === 'number' && typeof digest === 'string';
}

/** Goes along a chain's seals and the records of each, and names the first range that is wrong. */
export class DecisionsVerifier {
  #sealedTo = NO_DECISION;
  #records = 0;
  #open: { readonly number: number; readonly range: SealedRange; readonly digest: DecisionDigest; last: string } | null = null;

  /** Records that were found as they were sealed. */
  get records(): number {
    return this.#records;
  }

  /** Whether records are awaited. */
  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** An event that the chain has been found to vouch for. Its records come next. */
  begin(number: number, range: SealedRange): WrongLink | null {
    if (range.after !== this.#sealedTo)
      return wrong('OTHER_NUMBER', number, range.upTo, `records beyond ${this.#sealedTo}`, `records beyond ${range.after}`);
    this.#open = { number, range, digest: new DecisionDigest(), last: range.after };
    return null;
  }

  add(record: KeptDecision): WrongLink | null {
    const open = this.#open;
    if (open === null) return wrong('INSERTED', null, record.id, 'an event that seals it', `decision record ${record.id}`);
    const { number, range } = open;
    if (record.id <= open.last || record.id > range.upTo)
      return wrong('OTHER_NUMBER', number, record.id, `a decision record between ${open.last} and ${range.upTo}`, record.id);
    open.digest.add(record);
    open.last = record.id;
    return null;
  }

  /** After the last record of a range. */
  end(): WrongLink | null {
    const open = this.#open;
    if (open === null) return null;
    this.#open = null;
    const { number, range, digest } = open;
    const between = `between ${range.after} and ${range.upTo}`;
    const told = `${range.count} decision records ${between}`;
    if (digest.count < range.count) return wrong('REMOVED', number, null, told, `${digest.count}`);
    if (digest.count > range.count) return wrong('INSERTED', number, null, told, `${digest.count}`);
    const found = digest.end();
    if (found !== range.digest) return wrong('CHANGED', number, null, `${told} that come to ${range.digest}`, found);
    this.#sealedTo = range.upTo;
    this.#records += range.count;
    return null;
  }
}

function wrong(kind: WrongLink['wrong'], number: number | null, id: string | null, expected: string, found: string): WrongLink {
  return { wrong: kind, number, eventId: id, expected, found };
}
