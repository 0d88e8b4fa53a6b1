import { randomBytes } from 'node:crypto';
import { append, commit, type Committed, type Content, type Facts, type Head, type Origin, partKey, personsOf } from './chain.ts';
import type { PersonKeys } from './person-keys.ts';
import type { StoredEvent } from './stored-events.ts';

/** The place of an event in its chain. */
export type Seal = Head & { readonly eventId: string; readonly origin: Committed; readonly content: Committed };

/** Numbers events behind the head of a chain, in the order given. */
export function sealEvents(chain: string, head: Head, events: readonly StoredEvent[], keys: PersonKeys): Seal[] {
  let last = head;
  return events.map((event) => {
    const { facts } = event;
    const parts = { origin: committed('origin', facts, event.origin, keys), content: committed('content', facts, event.content, keys) };
    last = append(chain, last, { facts, ...parts });
    return { ...last, eventId: facts.id, ...parts };
  });
}

function committed(part: 'origin' | 'content', facts: Facts, value: Origin | Content, keys: PersonKeys): Committed {
  const person = personsOf(facts)[part];
  const key = person === null ? undefined : keys.get(person);
  if (person === null || key === undefined) return { of: null, commitment: commit(part, value, null) };
  // Of who was erased before the event was numbered, under a key that nobody keeps.
  return { of: person, commitment: commit(part, value, key === null ? randomBytes(32) : partKey(key, part, facts.id)) };
}
