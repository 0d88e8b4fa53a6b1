import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { canonical } from './canonical.ts';

/** What of an event is never forgotten: words of ours, ids that name nobody by themselves, and the time. */
export type Facts = {
  readonly id: string;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly at: string;
  /** `noun.verb`. */
  readonly command: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly traceId: string | null;
};

/** Who it was by name, and from where: personal data of the actor. */
export type Origin = { readonly actorName: string; readonly ip: string | null; readonly userAgent: string | null };

/** What it did, and why: personal data of the subject, where that is a person. */
export type Content = { readonly reason: string | null; readonly before: unknown; readonly after: unknown };

/**
 * What the chain has of a part: not the part itself, but a keyed commitment to it. The key follows from that of the person `of`, so that
 * who forgets the person's key leaves a value that fits the chain and tells nothing. A part of nobody has a key that everybody knows.
 */
export type Committed = { readonly of: string | null; readonly commitment: string };

/** A committed part as it is shown to who verifies. Both are null once the person is erased. */
export type Shown<Value> = Committed & { readonly value: Value | null; readonly key: string | null };

/** The last link of a chain. Hashes and commitments are 64 hexadecimal digits. */
export type Head = { readonly number: number; readonly hash: string };

/** What is hashed in which order is version 1; another order would be another version. */
export const CHAIN_VERSION = 1;
export const GENESIS: Head = { number: 0, hash: '0'.repeat(64) };
/** Of the installation's own chain, which holds what operators did. */
export const INSTALLATION_CHAIN = '00000000-0000-0000-0000-000000000000';

const NOBODYS_KEY = Buffer.alloc(32);

type PartName = 'origin' | 'content';

/** The key of one part of one event: it opens nothing else, so it may be shown to who verifies. */
export function partKey(personKey: Uint8Array, part: PartName, eventId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', personKey, '', `afc audit ${part} ${eventId}`, 32));
}

/** @param key 32 bytes; null for a part of nobody */
export function commit(part: PartName, value: Origin | Content, key: Uint8Array | null): string {
  return createHmac('sha256', key ?? NOBODYS_KEY)
    .update(`afc audit ${part} v${CHAIN_VERSION}\n${canonical(value)}`)
    .digest('hex');
}

export type Link = { readonly facts: Facts; readonly origin: Committed; readonly content: Committed };

/** The chain with one more link. `chain` is the company's id: a link of one company fits nowhere else. */
export function append(chain: string, head: Head, { facts, origin, content }: Link): Head {
  const number = head.number + 1;
  const { id, at, command, actorKind, actorId, subjectType, subjectId, traceId } = facts;
  const hashed = {
    ...{ version: CHAIN_VERSION, chain, number, previous: head.hash },
    ...{ id, at, command, actorKind, actorId, subjectType, subjectId, traceId },
    origin: { of: origin.of, commitment: origin.commitment },
    content: { of: content.of, commitment: content.commitment },
  };
  return {
    number,
    hash: createHash('sha256')
      .update(`afc audit link\n${canonical(hashed)}`)
      .digest('hex'),
  };
}

/** Whose keys an event's parts are under. Who has no key, such as a part of the system, has nothing to be forgotten. */
export function personsOf({ actorKind, actorId, subjectType, subjectId }: Facts): { origin: string | null; content: string | null } {
  return { origin: actorKind === 'person' ? actorId : null, content: subjectType === 'person' ? subjectId : null };
}
